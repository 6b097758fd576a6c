using Xunit.Sdk;

namespace NetGen.Generator.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void WithoutAnAcceptedFileItWritesWhatItReceivedAndFails()
    {
        var failure = Assert.Throws<FailException>(() => Verify("a\n"));
        Assert.Contains("T.M.name.received.cs", failure.Message, StringComparison.Ordinal);
        Assert.Equal("a\n", File.ReadAllText(At("received")));
    }

    [Fact]
    public void AnEqualTextPassesWhateverItsLineEndsAndRemovesWhatWasReceived()
    {
        File.WriteAllText(At("verified"), "a\r\nb\r\n");
        File.WriteAllText(At("received"), "old");
        Verify("a\nb");
        Assert.False(File.Exists(At("received")));
    }

    [Fact]
    public void ADifferentTextNamesTheFirstLineThatDiffers()
    {
        File.WriteAllText(At("verified"), "a\nb\nc\n");
        var failure = Assert.Throws<FailException>(() => Verify("a\nB\nc\n"));
        Assert.Contains("line 2:\n- b\n+ B", failure.Message, StringComparison.Ordinal);
    }

    private void Verify(string text) => Snapshot.Verify(text, "name", "M", Path.Combine(directory, "T.cs"));

    private string At(string kind) => Path.Combine(directory, $"T.M.name.{kind}.cs");
}
