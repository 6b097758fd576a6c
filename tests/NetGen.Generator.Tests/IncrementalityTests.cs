using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace NetGen.Generator.Tests;

/// <summary>Which steps run again after an edit, by the exact reason Roslyn gives.</summary>
public sealed class IncrementalityTests
{
    private const string First = """
        namespace N;
        [Network, Input(4), Dense(3), ReLU, Repeat<Body>(2, "d=3"), Dense(2), SoftmaxCrossEntropy]
        public sealed partial class First;
        """;

    private const string Second = "[Network, Input(4), Dense(3), MeanSquaredError] public sealed partial class Second;";
    private const string Body = """namespace N; [Block("d"), Dense("d"), Tanh] public sealed class Body;""";
    private const string Other = "class Other { int x; }";

    [Fact]
    public void TheFirstRunMakesEverythingNew() => AssertReasons(
        Reasons(Run(Driver(), Compilation())),
        [New, New],
        [New, New],
        [New, New]);

    [Fact]
    public void NoEditAtAllIsCachedThroughout()
    {
        var compilation = Compilation();
        AssertReasons(Reasons(Run(Run(Driver(), compilation), compilation)), [Cached, Cached], [Cached, Cached], [Cached, Cached]);
    }

    [Theory]
    [InlineData(0, "// a remark\n" + First)]
    [InlineData(2, Body + " // a remark")]
    [InlineData(3, "class Other { int y; void M() { } }")]
    [InlineData(3, "")]
    public void AnEditElsewhereLeavesTheSpecsUnchangedAndTheRestCached(int file, string text) => AssertReasons(
        Edit(file, text),
        [Unchanged, Unchanged],
        [Cached, Cached],
        [Cached, Cached]);

    [Fact]
    public void AnEditOfOneNetworkCompilesItAndNotTheOther() => AssertReasons(
        Edit(0, First.Replace("Dense(2)", "Dense(5)", StringComparison.Ordinal)),
        [Modified, Unchanged],
        [Modified, Cached],
        [Modified, Cached]);

    [Fact]
    public void AnEditOfAnotherNetworkLeavesThisOneCached() => AssertReasons(
        Edit(1, Second.Replace("Dense(3)", "Dense(7)", StringComparison.Ordinal)),
        [Unchanged, Modified],
        [Cached, Modified],
        [Cached, Modified]);

    [Fact]
    public void AnEditOfABlockCompilesTheNetworkThatUsesIt() => AssertReasons(
        Edit(2, Body.Replace("Tanh", "ReLU", StringComparison.Ordinal)),
        [Modified, Unchanged],
        [Modified, Cached],
        [Modified, Cached]);

    [Fact]
    public void ANetworkMoreLeavesTheOthersCached() => AssertReasons(
        Edit(3, "[Network, Input(1), Dense(1)] public sealed partial class Third;"),
        [Unchanged, Unchanged, New],
        [Cached, Cached, New],
        [Cached, Cached, New]);

    [Fact]
    public void ANetworkMoreDoesNotWriteTheFilesOfTheOthersAgain()
    {
        var before = Compilation();
        var driver = Run(Driver(), before);
        var tree = before.SyntaxTrees[4];
        driver = Run(driver, before.ReplaceSyntaxTree(tree, Harness.Parse("[Network, Input(1), Dense(1)] public sealed partial class Third;", tree.FilePath)));
        Assert.Equal([Unchanged], Reasons(driver)[TrackingNames.Clashes]);
        var outputs = driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs);
        Assert.Equal([Cached, Cached, New, Cached], outputs.Select(output => output.Reason)); // the last is the file of the tiles
    }

    [Theory]
    [InlineData("class Other { int y; }", Cached)]
    [InlineData("[Network, Input(1), Dense(1)] public sealed partial class Third;", Unchanged)]
    [InlineData("[Network(Precision = Precision.Double), Input(1), Dense(1)] public sealed partial class Third;", Modified)]
    public void TheSharedTilesAreWrittenAgainOnlyIfANetworkNeedsOtherOnes(string text, IncrementalStepRunReason reason) =>
        Assert.Equal([reason], Edit(3, text)[TrackingNames.Tiles]);

    [Theory]
    [InlineData("static class F { public static float Half(float x) => x / 2; }", Unchanged)]
    [InlineData("static class F\n{\n    // a remark\n    public static float Half(float x) { float value = x; return value / 2; }\n\n    static int y;\n}", Unchanged)]
    [InlineData("static class F { public static float Half(float x) => Over(x, 2); static float Over(float a, float b) => a / b; }", Unchanged)]
    [InlineData("static class F { public static float Half(float x) => x / 3; }", Modified)]
    [InlineData("static class F { public static float Half(float u) => u / 2; }", Modified)] // formulas stand in comments, by the names of arguments
    public void AFunctionOfTheUsersIsWhatItComputes(string text, IncrementalStepRunReason reason)
    {
        const string network = "[Network, Input(4), Dense(3), Activation(typeof(F), \"Half\"), Loss(nameof(Square))] partial class Net { static float Square(float y, float t) => (y - t) * (y - t); }";
        var before = Harness.Compile(network, "static class F { public static float Half(float x) => x / 2; }", Other);
        var driver = Run(Driver(), before);
        var tree = before.SyntaxTrees[2];
        var after = Reasons(Run(driver, before.ReplaceSyntaxTree(tree, Harness.Parse(text, tree.FilePath))));
        Assert.Equal([reason], after[TrackingNames.Parse]);
        Assert.Equal([reason == Unchanged ? Cached : Modified], after[TrackingNames.Compile]);
    }

    // What the methods of a layer of the user's own do is nothing to the network; what they take is.
    [Theory]
    [InlineData("y.Clear();", "x.CopyTo(y);", Unchanged)]
    [InlineData("ReadOnlySpan<float> yGradient, ", "ReadOnlySpan<float> yGradient, ReadOnlySpan<float> x, ", Modified)]
    [InlineData("sealed class", "[CustomParameter(\"w\", \"3\")] sealed class", Modified)]
    public void AnEditOfALayerOfOnesOwnCompilesTheNetworkIfItsShapesChange(string old, string edited, IncrementalStepRunReason reason)
    {
        var before = Harness.Compile(
            "[Network, Input(4), Dense(3), Custom<Own>, MeanSquaredError] public sealed partial class Net;",
            "sealed class Own { public static void Forward(ReadOnlySpan<float> x, Span<float> y) { y.Clear(); } public static void Backward(ReadOnlySpan<float> yGradient, Span<float> xGradient) { } }");
        var driver = Run(Driver(), before);
        var tree = before.SyntaxTrees[2];
        var reasons = Reasons(Run(driver, before.ReplaceSyntaxTree(tree, Harness.Parse(tree.ToString().Replace(old, edited, StringComparison.Ordinal), tree.FilePath))));
        Assert.Equal([reason], reasons[TrackingNames.Parse]);
    }

    private static CSharpCompilation Compilation() => Harness.Compile(First, Second, Body, Other);

    private static GeneratorDriver Driver() => Harness.Driver();

    private static GeneratorDriver Run(GeneratorDriver driver, CSharpCompilation compilation) => driver.RunGenerators(compilation);

    private static Dictionary<string, IncrementalStepRunReason[]> Edit(int file, string text)
    {
        var before = Compilation();
        var driver = Run(Driver(), before);
        var tree = before.SyntaxTrees[file + 1]; // the first one holds the global usings
        var after = before.ReplaceSyntaxTree(tree, Harness.Parse(text, tree.FilePath));
        return Reasons(Run(driver, after));
    }

    private static Dictionary<string, IncrementalStepRunReason[]> Reasons(GeneratorDriver driver)
    {
        var steps = driver.GetRunResult().Results.Single().TrackedSteps;
        return TrackingNames.All.ToDictionary(name => name, name => steps[name].SelectMany(step => step.Outputs).Select(output => output.Reason).ToArray());
    }

    private static void AssertReasons(
        Dictionary<string, IncrementalStepRunReason[]> actual,
        IncrementalStepRunReason[] parse,
        IncrementalStepRunReason[] networks,
        IncrementalStepRunReason[] compile)
    {
        Assert.Equal(parse, actual[TrackingNames.Parse]);
        Assert.Equal(networks, actual[TrackingNames.Networks]);
        Assert.Equal(compile, actual[TrackingNames.Compile]);
    }
}
