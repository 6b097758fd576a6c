using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Tests;

/// <summary>Diagnostics sit in trees, so that C#'s ways of silencing them work.</summary>
public sealed class SuppressionTests
{
    [Fact]
    public async Task APragmaSilencesTheAttributeItSurrounds()
    {
        const string source = """
            [Block]
            [Dense(4)]
            #pragma warning disable NG1210
            [MeanSquaredError]
            #pragma warning restore NG1210
            [CrossEntropy]
            public class Body;
            """;
        var diagnostic = Assert.Single(await Harness.Analyze(Harness.Compile(source)));
        Assert.Equal("Block 'Body' cannot have a loss (CrossEntropy); put it on the network", diagnostic.GetMessage());
    }

    [Fact]
    public async Task EveryLocationIsInATree()
    {
        var sources = new[]
        {
            "[Network, Input(4), Repeat<Body>(2)] public class Net;",
            "[Block, Dense(4), MeanSquaredError] public class Body;",
        };
        var diagnostics = await Harness.Analyze(Harness.Compile(sources));
        Assert.Equal(["NG1501", "NG1210"], diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.All(diagnostics, diagnostic => Assert.Equal(LocationKind.SourceFile, diagnostic.Location.Kind));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // what editors do with a reference between projects: symbols with trees that are not this compilation's
    public async Task ABlockOfALibraryIsReportedWhereItIsUsed(bool asProject)
    {
        var library = Harness.Create("Library", Harness.ParseOptions, Harness.References, [("Body.cs", "[NetGen.Block, NetGen.Dense(4), NetGen.MeanSquaredError] public class Body;")]);
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        MetadataReference reference = asProject ? library.ToMetadataReference() : MetadataReference.CreateFromImage(image.ToArray());
        var app = Harness.Create(
            "App",
            Harness.ParseOptions,
            Harness.References.Add(reference),
            [("App.cs", "[NetGen.Network, NetGen.Input(4), NetGen.Repeat<Body>(2)] public partial class Net;")]);
        var diagnostic = Assert.Single(await Harness.Analyze(app));
        Assert.Equal("NG1210", diagnostic.Id);
        Assert.Equal("NetGen.Network", diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }
}
