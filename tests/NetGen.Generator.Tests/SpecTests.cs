using System.Reflection;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Tests;

/// <summary>What Parsing makes of attributes.</summary>
public sealed class SpecTests
{
    [Fact]
    public void TheModelHoldsNothingOfTheCompilation()
    {
        var seen = new HashSet<Type>();
        Visit(typeof(NetworkSpec));
        Assert.Contains(typeof(ConstantSpec), seen);
        Assert.Contains(typeof(BlockSpec), seen);

        void Visit(Type type)
        {
            foreach (var argument in type.GetGenericArguments())
                Visit(argument);
            if (type.HasElementType)
                Visit(type.GetElementType()!);
            if (!seen.Add(type))
                return;
            Assert.False(type == typeof(object), "a field of type object may hold anything");
            var ofRoslyn = type.FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);
            Assert.False(ofRoslyn, $"{type} is reachable from NetworkSpec");
            if (type.Assembly != typeof(NetworkSpec).Assembly)
                return;
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                Visit(field.FieldType);
        }
    }

    [Fact]
    public void ConstructorAndNamedArgumentsBecomeTheProperties()
    {
        var layer = Layers("Dense(8, Bias = false, WeightInitializer = Initializer.Normal, WeightArguments = new[] { 0, 0.5 }, Name = \"h\", Key = \"fc\", From = \"input\")")[0];
        Assert.Equal(("Dense", "h", "fc"), (layer.Kind, layer.Name, layer.Key));
        Assert.Equal(["input"], layer.From);
        Assert.Equal(["Units", "Bias", "WeightInitializer", "WeightArguments"], layer.Arguments.Select(argument => argument.Name));
        Assert.Equal(new ConstantSpec(ConstantKind.Integer, "", 8), Assert.Single(layer.Arguments[0].Value));
        Assert.Equal(new ConstantSpec(ConstantKind.Boolean, "false", 0), Assert.Single(layer.Arguments[1].Value));
        Assert.Equal(new ConstantSpec(ConstantKind.Enum, "Normal", 5), Assert.Single(layer.Arguments[2].Value));
        Assert.True(layer.Arguments[3].IsArray);
        Assert.Equal([0, 0.5], layer.Arguments[3].Value.Select(value => value.Number));
    }

    [Theory]
    [InlineData("Add(\"a\", \"b\")", "a|b")]
    [InlineData("Add(From = \"a, b\")", "a|b")]
    [InlineData("Add(From = new[] { \"a\", \" b \" })", "a|b")]
    [InlineData("Concat(new string[] { \"a\" }, Axis = 1)", "a")]
    [InlineData("Multiply", "")]
    [InlineData("Dense(1, From = null)", "")]
    [InlineData("MeanSquaredError(From = nameof(Add))", "Add")]
    public void TheSourcesAreInFromHoweverTheyAreWritten(string attribute, string from) =>
        Assert.Equal(from.Split('|', StringSplitOptions.RemoveEmptyEntries), Layers(attribute)[0].From);

    [Fact]
    public void AliasesConstantsAndExtremesAreWhatTheyMean()
    {
        var layers = Parse("""
            using Full = NetGen.DenseAttribute;
            [NetGen.Network, Input(int.MaxValue), Full(Sizes.Hidden), NetGen.ReLUAttribute, Dense(int.MinValue), Dense(Units)]
            public partial class Net { const int Units = 3; }
            static class Sizes { public const int Hidden = 2 * 7; }
            """).Spec.Layers;
        Assert.Equal(["Dense", "ReLU", "Dense", "Dense"], layers.Select(layer => layer.Kind));
        Assert.Equal([14, int.MinValue, 3], layers.Where(layer => layer.Kind == "Dense").Select(layer => layer.Arguments[0].Value[0].Number));
    }

    [Fact]
    public void OptionalArgumentsThatWereLeftOutHaveTheirDefault() =>
        Assert.Equal(new ConstantSpec(ConstantKind.Real, "", 0.5), Layers("Dropout")[0].Arguments.Single().Value.Single());

    [Fact]
    public void InputsOutputsAndLossesAreReadInOrder()
    {
        var spec = Parse("""
            [Network(Precision = Precision.Double)]
            [Input(20, Type = ElementType.Int32, Name = "tokens")]
            [Dense(3, From = "x"), Output("scores"), MeanSquaredError(Weight = 0.5)]
            [Input(3, 8, Axes = "CL", Name = "x")]
            public partial class Net;
            """).Spec;
        Assert.True(spec.IsDouble);
        Assert.Equal([new InputSpec(0, "tokens", Array(20), true, null, Position: 0), new InputSpec(1, "x", Array(3, 8), false, "CL", Position: 3)], spec.Inputs);
        Assert.Equal([(0, "Dense"), (1, "Output"), (2, "MeanSquaredError")], spec.Layers.Select(layer => (layer.Index, layer.Kind)));
        Assert.Equal("scores", spec.Layers[1].Name);
        Assert.Equal(0.5, spec.Layers[2].Arguments.Single(argument => argument.Name == "Weight").Value[0].Number);
    }

    [Fact]
    public void BlocksAreReachedThroughTypeArgumentsOnceEach()
    {
        var spec = Parse("""
            namespace N;
            [Network, Input(4), Residual<Outer.Body>("d=4", "n=2"), Branch<Outer.Body, Tail>(Join.Add, "d=4", "n=1")]
            public partial class Net;
            static class Outer { [Block("d", "n"), Repeat<Tail>("n", "k=d")] public class Body; }
            [Block("k"), Dense("k")] class Tail;
            """).Spec;
        Assert.Equal(["N.Outer.Body", "N.Tail"], spec.Blocks.Select(block => block.FullName));
        Assert.Equal(["d", "n"], spec.Blocks[0].Parameters);
        Assert.Equal(["N.Tail"], spec.Blocks[0].Layers[0].TypeArguments);
        Assert.Equal(["N.Outer.Body", "N.Tail"], spec.Layers[1].TypeArguments);
        var residual = spec.Layers[0];
        Assert.Equal("Bindings", residual.Arguments.Single().Name);
        Assert.Equal(["d=4", "n=2"], residual.Arguments.Single().Value.Select(value => value.Text));
        Assert.Equal(["Join", "Bindings"], spec.Layers[1].Arguments.Select(argument => argument.Name));
    }

    [Fact]
    public void RecursiveBlocksComeToAnEnd()
    {
        var parsed = Parse("""
            [Network, Input(4), Repeat<A>(2)] public partial class Net;
            [Block, Dense(4), Residual<B>] public class A;
            [Block, Residual<A>] public class B;
            [Block, Residual<C>] public class C;
            """);
        Assert.All(parsed.Spec.Blocks, block => Assert.Empty(block.Layers));
        Assert.Equal("NG1203", Assert.Single(parsed.Diagnostics).Id);
    }

    [Fact]
    public void NestingNamespacesAndKeywordsAreKept()
    {
        var parsed = Parse("""
            namespace A.@event
            {
                public static partial class Models
                {
                    internal partial record struct @class
                    {
                        [Network, Input(4), Dense(1)] protected internal partial class Net;
                    }
                }
            }
            """, "A.event.Models+class+Net");
        Assert.Equal("A.@event", parsed.Spec.Namespace);
        Assert.Equal(["static partial class Models", "partial record struct @class"], parsed.Spec.ContainingTypes);
        Assert.Equal("A.@event.Models.@class.Net", parsed.Spec.FullName);
        Assert.Equal("protected internal", parsed.Spec.Accessibility);
    }

    [Fact]
    public void OnlyWhatTheUserWroteCountsAsAMember()
    {
        const string source = "[Network, Input(4), Dense(1)] public partial class Net { int b; void A() { } public int P { get; set; } class T; }";
        var compilation = Harness.WithGenerated(Harness.Compile(source, "partial class Net { event Action? E; }"));
        var spec = Parse(compilation, "Net").Spec;
        Assert.Equal(["A", "E", "P", "T", "b"], spec.MemberNames);
    }

    [Fact]
    public void ALayerOfTheUsersOwnIsNamedInFull()
    {
        var layers = Parse("""
            namespace Mine;
            public sealed class DenseAttribute(int units) : LayerAttribute { public int Units => units; }
            [NetGen.Network, Input(4), Dense(1), NetGen.Dense(2)] public partial class Net;
            """, "Mine.Net").Spec.Layers;
        Assert.Equal(["Mine.Dense", "Dense"], layers.Select(layer => layer.Kind));
    }

    [Fact]
    public void ANetworkOfALibraryReadsAsInItsSource()
    {
        const string source = """
            namespace N;
            [Network, Input(4), Dense(3), ReLU, Repeat<Body>(2), Tanh, Dense(2), Sigmoid, MeanSquaredError] public partial class Net;
            [Block, Dense(3), ReLU, Dense(3), SiLU, Dense(3), Tanh] public class Body;
            """;
        var library = Harness.WithGenerated(Harness.Compile(source));
        using var image = new MemoryStream();
        Assert.Empty(library.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var reference = MetadataReference.CreateFromImage(image.ToArray());
        var app = Harness.Create("Consumer", Harness.ParseOptions, Harness.References.Add(reference), []);
        Assert.Equal(Parse(library, "N.Net").Spec with { MemberNames = default }, Parse(app, "N.Net").Spec with { MemberNames = default });
    }

    private static EquatableArray<LayerSpec> Layers(string attributes) =>
        Parse($"[Network, Input(4), {attributes}] public partial class Net;").Spec.Layers;

    private static ParsedNetwork Parse(string source, string name = "Net")
    {
        var compilation = Harness.Compile(source);
        return Parse(compilation, compilation.GetTypeByMetadataName(name) is null ? compilation.GetSymbolsWithName("Net").Single().ContainingNamespace + "." + name : name);
    }

    private static ParsedNetwork Parse(Compilation compilation, string name)
    {
        var type = compilation.GetTypeByMetadataName(name);
        Assert.NotNull(type);
        return NetworkParser.Parse(type, compilation, new Dictionary<string, INamedTypeSymbol>(), default);
    }

    private static EquatableArray<int> Array(params int[] items) => new(items);
}
