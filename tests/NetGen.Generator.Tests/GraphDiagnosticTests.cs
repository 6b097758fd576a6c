namespace NetGen.Generator.Tests;

/// <summary>What the graph's checks report, by id, message and span.</summary>
public sealed class GraphDiagnosticTests
{
    private const string Body = """[Block("d"), Dense("d"), ReLU] public sealed class Body;""";

    [Theory]
    [InlineData("Dense(⟦0⟧)", "NG1001: Units of Dense1 must be at least 1, but is 0")]
    [InlineData("Dense(units: ⟦-3⟧)", "NG1001: Units of Dense1 must be at least 1, but is -3")]
    [InlineData("Dense(⟦int.MinValue⟧, Name = \"a\")", "NG1001: Units of a must be at least 1, but is -2147483648")]
    [InlineData("Repeat<Body>(⟦0⟧, \"d=4\")", "NG1001: Count of Repeat1 must be at least 1, but is 0")]
    [InlineData("Dense(4), Reshape(⟦2, -2⟧), Flatten", "NG1001: Size 2 of Reshape1 must be at least 1, but is -2")]
    public Task SizesArePositive(string layers, string expected) => Expect(layers, expected);

    [Fact]
    public Task SizesOfInputsArePositive() => Harness.Expect(
        "[Network, Input(⟦3, 0⟧), Dense(2)] public partial class Net;",
        "NG1001: Size 2 of input must be at least 1, but is 0");

    [Theory]
    [InlineData("Dense(8), Dense(9), ⟦Add(\"Dense1\", \"Dense2\")⟧", "NG1002: Add1 joins values of one shape, but 'Dense1' is 8 and 'Dense2' is 9")]
    [InlineData("Dense(9), ⟦Multiply(\"input\")⟧", "NG1002: Multiply1 joins values of one shape, but 'Dense1' is 9 and 'input' is 4")]
    [InlineData("Dense(6), Reshape(2, 3, Name = \"r\"), Dense(4, Name = \"d\", From = \"input\"), Reshape(2, 2, Name = \"s\"), ⟦Concat(\"r\", \"s\", Axis = 1)⟧, Flatten", null)]
    [InlineData("Dense(6), Reshape(2, 3, Name = \"r\"), Dense(4, Name = \"d\", From = \"input\"), Reshape(2, 2, Name = \"s\"), ⟦Concat(\"r\", \"s\", Axis = 0)⟧, Flatten", "NG1013: Concat along axis 0 joins values that are equal in every other axis, but 'r' is 2×3 and 's' is 2×2")]
    [InlineData("Dense(6, Name = \"d\"), Concat(\"input\", \"d\", Axis = ⟦-1⟧)", "NG1006: Concat axis -1 does not exist: 'input' is 4, whose axes are 0 to 0")]
    public Task JoinsFit(string layers, string? expected) => Expect(expected is null ? Unmarked(layers) : layers, expected is null ? [] : [expected]);

    [Theory]
    [InlineData("Reshape(⟦3, 3⟧), Flatten", "NG1004: Reshape to 3×3 has 9 elements, but 'input' is 4 with 4")]
    [InlineData("Reshape(⟦3, -1⟧), Flatten", "NG1004: Reshape to 3×-1 has a multiple of 3 elements, but 'input' is 4 with 4")]
    [InlineData("Reshape(2, 2), Permute(⟦0, 0⟧), Flatten", "NG1005: Permute(0, 0) does not name each axis of 'Reshape1' (2×2) once; its axes are 0 to 1")]
    [InlineData("Reshape(2, 2), Permute(⟦1⟧), Flatten", "NG1005: Permute(1) does not name each axis of 'Reshape1' (2×2) once; its axes are 0 to 1")]
    [InlineData("Reshape(2, 2, Axes = ⟦\"CQ\"⟧), Flatten", "NG1009: Axes \"CQ\" of Reshape1 is not a description of 2 axes: 'Q' is not one of C D H W L T F")]
    [InlineData("Reshape(2, 2, Axes = ⟦\"CC\"⟧), Flatten", "NG1009: Axes \"CC\" of Reshape1 is not a description of 2 axes: a letter stands twice")]
    [InlineData("Reshape(2, 2, Axes = ⟦\"C\"⟧), Flatten", "NG1009: Axes \"C\" of Reshape1 is not a description of 2 axes: it has 1 letters")]
    public Task ShapesAreKept(string layers, string expected) => Expect(layers, expected);

    [Fact]
    public Task DenseAsksForAVector() => Harness.Expect(
        "[Network, Input(1, 28, 28), ⟦Dense(10)⟧] public partial class Net;",
        "NG1007: Dense1 works on vectors or sequences (time, features), but 'input' is a picture of 1×28×28 (C, H, W); put [Flatten] or [Permute] before it");

    [Fact]
    public Task ASequenceOfChannelsIsNotOneOfFeatures() => Harness.Expect(
        "[Network, Input(3, 8, Axes = \"CL\"), ⟦Dense(10)⟧] public partial class Net;",
        "NG1007: Dense1 works on vectors or sequences (time, features), but 'input' is a signal of 3×8 (C, L); put [Flatten] or [Permute] before it");

    [Theory]
    [InlineData("Add(From = ⟦\"input, Dens1\"⟧), Dense(4)", "NG1101: Add1 reads from 'Dens1', which does not exist; did you mean 'Dense1'?")]
    [InlineData("Dense(4), Add(⟦\"nothing\"⟧)", "NG1101: Add1 reads from 'nothing', which does not exist")]
    [InlineData("Dense(4), Dense(5, From = ⟦\"Input\"⟧)", "NG1101: Dense2 reads from 'Input', which does not exist; did you mean 'input'?")]
    public Task NamesInFromExist(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("Tanh(Name = \"a\"), ReLU(Name = ⟦\"a\"⟧)", "NG1102: The name 'a' is given twice, to Tanh and to ReLU")]
    [InlineData("Tanh(Name = ⟦\"input\"⟧), Dense(2)", "NG1102: The name 'input' is given twice, to an input and to Tanh")]
    [InlineData("Dense(2), ReLU(Name = ⟦\"Dense1\"⟧)", "NG1102: The name 'Dense1' is given twice, to Dense and to ReLU")]
    [InlineData("Tanh(Name = ⟦\"a b\"⟧)", "NG1109: 'a b' cannot be a name: it must be a C# identifier")]
    [InlineData("Dense(2, Name = ⟦\"Parameters\"⟧)", "NG1108: 'Parameters' would be the name of layer 'Parameters' and of a member of every network; give the layer another Name")]
    [InlineData("Dense(2, Name = ⟦\"Math\"⟧)", "NG1108: 'Math' would be the name of layer 'Math' and of a type of the framework that generated code uses; give the layer another Name")]
    public Task NamesAreUniqueAndValid(string layers, string expected) => Expect(layers, expected);

    [Fact]
    public Task NamesDoNotCollideWithTheUsersMembers() => Harness.Expect(
        "[Network, Input(4), ⟦Dense(2)⟧] public partial class Net { public int Dense1 => 3; }",
        "NG1108: 'Dense1' would be the name of layer 'Dense1' and of a member of the class; give the layer another Name");

    [Fact]
    public Task ANetworkHasAnInput() => Harness.Expect(
        "[⟦Network⟧, Dense(2)] public partial class Net;",
        "NG1104: Network 'Net' has no [Input]");

    [Fact]
    public Task SeveralInputsAreNamedWhereTheyAreRead() => Harness.Expect(
        "[Network, Input(4, Name = \"a\"), Input(4, Name = \"b\"), ⟦Dense(2)⟧] public partial class Net;",
        "NG1105: Dense1 has nothing to read: several inputs stand before it; name one with From");

    [Theory]
    [InlineData("⟦Dense(2)⟧, Dense(3, From = \"input\")", "NG1106: Nothing reads 'Dense1': remove it, read it by From, or make it an [Output]")]
    [InlineData("Dense(2), Output, ⟦Tanh⟧", "NG1106: Nothing reads 'Tanh1': remove it, read it by From, or make it an [Output]")]
    [InlineData("Dense(2), MeanSquaredError, ⟦SigmoidBinaryCrossEntropy⟧", "NG1107: 'Dense1' has two losses, MeanSquaredError and SigmoidBinaryCrossEntropy; join them in one or give each an output of its own")]
    [InlineData("Dense(2), MeanSquaredError(Weight = ⟦-1⟧)", "NG1304: Weight of MeanSquaredError is -1; it must be positive and finite")]
    [InlineData("⟦Add⟧, Dense(3)", "NG1112: Add1 joins at least two values, but reads one, 'input'")]
    [InlineData("Dense(2), Dense(3, From = ⟦new[] { \"input\", \"Dense1\" }⟧)", "NG1113: Dense2 reads one value, but From names 'input' and 'Dense1'")]
    [InlineData("Dense(4, Key = \"fc\"), Dense(4, Key = ⟦\"fc\"⟧)", "NG1114: Dense1 and Dense2 would have the same name in weight files, 'fc.weight'; give one another Key")]
    public Task WiringIsWhole(string layers, string expected) => Expect(layers, expected);

    [Fact]
    public Task AnInputNobodyReadsIsReported() => Harness.Expect(
        "[Network, Input(4, Name = \"a\"), ⟦Input(4, Name = \"b\")⟧, Dense(2, From = \"a\")] public partial class Net;",
        "NG1106: Nothing reads 'b': remove it, read it by From, or make it an [Output]");

    [Fact]
    public Task ACycleShowsTheWayRound() => Expect(
        "Dense(4, Name = \"a\", From = ⟦\"c\"⟧), Tanh(Name = \"b\"), ReLU(Name = \"c\")",
        "NG1103: a reads from itself: a ← c ← b ← a");

    [Theory]
    [InlineData("Dense(4), Dense(4, ParametersFrom = ⟦\"Dens1\"⟧)", "NG1110: Dense2 takes its parameters from 'Dens1', which does not exist")]
    [InlineData("Tanh, Dense(4, ParametersFrom = ⟦\"Tanh1\"⟧)", "NG1110: Dense1 takes its parameters from 'Tanh1', which has none")]
    [InlineData("Dense(4), Dense(3, ParametersFrom = ⟦\"Dense1\"⟧)", "NG1111: Dense2 cannot share the parameters of 'Dense1': weight 3×4 and weight 4×4 differ")]
    public Task SharedParametersFit(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("⟦Repeat<Body>(2)⟧", "NG1205: Parameter 'd' of block 'Body' has no value here; add \"d=…\"")]
    [InlineData("Repeat<Body>(2, \"d=4\", ⟦\"e=1\"⟧)", "NG1206: 'e' is not a parameter of block 'Body'; did you mean 'd'?")]
    [InlineData("Repeat<Body>(2, new[] { ⟦\"d\"⟧ })", "NG1211: \"d\" is not a binding: write \"name=value\"")]
    [InlineData("Repeat<Body>(2, \"d=4\", ⟦\"d=5\"⟧)", "NG1211: \"d=5\" is not a binding: 'd' is bound twice")]
    [InlineData("Repeat<Body>(2, ⟦\"d=k\"⟧)", "NG1206: 'k' is not a parameter of network 'Net', which has none")]
    [InlineData("Dense(⟦\"4*d\"⟧)", "NG1206: 'd' is not a parameter of network 'Net', which has none")]
    [InlineData("Dense(⟦\"(4\"⟧)", "NG1207: \"(4\" is not integer arithmetic: a parenthesis is not closed")]
    [InlineData("Dense(⟦\"4/0\"⟧)", "NG1207: \"4/0\" is not integer arithmetic: it divides by zero")]
    [InlineData("Dense(⟦\"4 4\"⟧)", "NG1207: \"4 4\" is not integer arithmetic: '4' is not expected")]
    public Task BlocksAreBound(string layers, string expected) => Expect(layers, expected);

    [Fact]
    public Task AMistakeInABlockIsReportedInTheBlockAndOnce() => Harness.Expect(
        [
            "[Network, Input(4), Repeat<B>(2, \"d=4\")] public partial class First;",
            "[Network, Input(4), Repeat<B>(2, \"d=4\"), Tanh] public partial class Second;",
            "[Block(\"d\"), Dense(⟦\"4*f\"⟧), Dense(\"d\")] public class B;",
        ],
        ["NG1206: 'f' is not a parameter of block 'B'; did you mean 'd'?"]);

    [Theory]
    [InlineData("⟦Residual<Body>(\"d=5\")⟧", "NG1008: Residual<Body> adds 4 to what its body makes of it, 5; keep the shape, or give a shortcut: [Residual<Body, Shortcut>]")]
    [InlineData("⟦Residual<Body, Wide>(\"d=5\")⟧", "NG1014: The ends of the branches of Residual1 are joined by Add, but 'Body' ends in 5 and 'Wide' in 9")]
    [InlineData("⟦Branch<Wide, Body>(Join.Multiply, \"d=5\")⟧", "NG1014: The ends of the branches of Branch1 are joined by Multiply, but 'Wide' ends in 9 and 'Body' in 5")]
    public Task BranchesFit(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("Dropout(⟦1⟧)", "NG1301: The rate of Dropout1 is 1; it must be at least 0 and less than 1")]
    [InlineData("Dropout(rate: ⟦-0.5⟧)", "NG1301: The rate of Dropout1 is -0.5; it must be at least 0 and less than 1")]
    [InlineData("Dropout(⟦double.NaN⟧)", "NG1301: The rate of Dropout1 is double.NaN; it must be at least 0 and less than 1")]
    [InlineData("AlphaDropout(⟦1⟧)", "NG1301: The rate of AlphaDropout1 is 1; it must be at least 0 and less than 1")]
    [InlineData("GaussianDropout(⟦1.5⟧)", "NG1301: The rate of GaussianDropout1 is 1.5; it must be at least 0 and less than 1")]
    [InlineData("StochasticDepth(⟦-0.1⟧, Mode = StochasticDepthMode.Batch)", "NG1301: The rate of StochasticDepth1 is -0.1; it must be at least 0 and less than 1")]
    [InlineData("StochasticDepth(0.1, Mode = ⟦(StochasticDepthMode)2⟧)", "NG1304: Mode of StochasticDepth1 is 2; it must be a member of its enum")]
    [InlineData("Dense(3, DropConnect = ⟦1⟧)", "NG1301: The rate of Dense1 is 1; it must be at least 0 and less than 1")]
    [InlineData("Residual<Body>(\"d=4\", DropPath = ⟦1.0⟧)", "NG1301: The rate of Residual1 is 1; it must be at least 0 and less than 1")]
    [InlineData("GaussianNoise(⟦-1⟧)", "NG1304: StandardDeviation of GaussianNoise1 is -1; it must be at least 0 and finite")]
    [InlineData("GaussianNoise(⟦double.PositiveInfinity⟧)", "NG1304: StandardDeviation of GaussianNoise1 is double.PositiveInfinity; it must be at least 0 and finite")]
    [InlineData("Dense(3), SoftmaxCrossEntropy(LabelSmoothing = ⟦1.0⟧)", "NG1302: The label smoothing of SoftmaxCrossEntropy is 1; it must be at least 0 and less than 1")]
    [InlineData("Dense(3), SoftmaxCrossEntropy(ClassWeights = ⟦new[] { 1.0, 2.0 }⟧)", "NG1304: ClassWeights of SoftmaxCrossEntropy is 2 numbers; there are 3 classes: give one for each")]
    [InlineData("Dense(3), MultiMargin(ClassWeights = ⟦new[] { 1.0, -2.0, 1.0 }⟧)", "NG1304: A number in ClassWeights of MultiMargin is -2; it must be finite and at least 0")]
    [InlineData("Dense(3), SoftmaxFocal(ClassWeights = ⟦new[] { 0.0, 0.0, 0.0 }⟧)", "NG1304: ClassWeights of SoftmaxFocal is 0 throughout; one must be positive")]
    [InlineData("Dense(3), SoftmaxCrossEntropy(Targets = TargetKind.Distributions, IgnoreIndex = ⟦-100⟧)", "NG1304: IgnoreIndex of SoftmaxCrossEntropy is -100; a distribution has no index: leave it out and give such samples a distribution of zeros, or set Targets to TargetKind.ClassIndices")]
    [InlineData("Dense(3), SoftmaxFocal(Gamma = ⟦-1⟧)", "NG1304: Gamma of SoftmaxFocal is -1; it must be finite and at least 0")]
    [InlineData("Dense(3), MultiMargin(P = ⟦3⟧)", "NG1304: P of MultiMargin is 3; it must be 1 or 2")]
    [InlineData("Dense(3), Huber(Delta = ⟦0⟧)", "NG1304: Delta of Huber is 0; it must be positive and finite")]
    [InlineData("Dense(3), SigmoidBinaryCrossEntropy(PositiveWeights = ⟦new[] { 1.0, 2.0 }⟧)", "NG1304: PositiveWeights of SigmoidBinaryCrossEntropy is 2 numbers; there are 3 elements on the last axis: give one for each")]
    [InlineData("Dense(3), SigmoidBinaryCrossEntropy(ElementWeights = ⟦new[] { 1.0 }⟧)", "NG1304: ElementWeights of SigmoidBinaryCrossEntropy is 1 number; there are 3 elements on the last axis: give one for each")]
    [InlineData("Dense(3), SigmoidFocal(Alpha = ⟦2⟧)", "NG1304: Alpha of SigmoidFocal is 2; it must be from 0 to 1, or negative for none")]
    [InlineData("Dense(3), Quantile(⟦1.5⟧)", "NG1304: A quantile of Quantile is 1.5; it must be between 0 and 1")]
    [InlineData("Dense(3), ⟦Quantile⟧", "NG1304: Quantiles of Quantile is empty; give at least one, such as [Quantile(0.5)] for the median")]
    [InlineData("Dense(3), ⟦Quantile(0.1, 0.9)⟧", "NG1011: Quantile needs 2 values on the last axis, one for each quantile, but 'Dense1' is 3")]
    [InlineData("Dense(3), ⟦Contrastive⟧", "NG1116: Contrastive reads 2 values, but From names none; write From = \"first, second\" with their names")]
    [InlineData("Dense(3), Tanh, TripletMargin(From = ⟦\"Dense1, Tanh1\"⟧)", "NG1116: TripletMargin reads 3 values, but From names 2; write From = \"anchors, positives, negatives\" with their names")]
    [InlineData("Dense(3), Dense(2), CosineEmbedding(From = ⟦\"Dense1, Dense2\"⟧)", "NG1011: CosineEmbedding needs values of one shape, and 'Dense1' is 3, but 'Dense2' is 2")]
    [InlineData("Dense(3), Tanh, CosineEmbedding(From = \"Dense1, Tanh1\", Margin = ⟦2⟧)", "NG1304: Margin of CosineEmbedding is 2; it must be from -1 to 1, as a cosine is")]
    [InlineData("Dense(3), Tanh, TripletMargin(From = \"Dense1, Tanh1, Dense1\", P = ⟦0.5⟧)", "NG1304: P of TripletMargin is 0.5; it must be at least 1")]
    [InlineData("Dense(1), ⟦SoftmaxCrossEntropy⟧", "NG1011: SoftmaxCrossEntropy needs at least 2 classes on the last axis, but 'Dense1' is 1")]
    [InlineData("Dense(3, WeightInitializer = ⟦Initializer.Constant⟧)", "NG1303: Constant of WeightInitializer takes (value), but has ()")]
    [InlineData("Dense(3, BiasInitializer = ⟦Initializer.Orthogonal⟧)", "NG1303: Orthogonal of BiasInitializer takes a matrix, but has a vector")]
    [InlineData("Dense(3, BiasInitializer = ⟦Initializer.Identity⟧)", "NG1303: Identity of BiasInitializer takes a matrix, but has a vector")]
    [InlineData("Dense(3, BiasInitializer = ⟦Initializer.Identity⟧, BiasArguments = new[] { 2.0 })", "NG1303: Identity of BiasInitializer takes a matrix, but has a vector")]
    [InlineData("Dense(3, WeightInitializer = Initializer.LeCunNormal, WeightArguments = ⟦new[] { 1.0, 2.0 }⟧)", "NG1303: LeCunNormal of WeightInitializer takes (gain) or nothing, but has (1, 2)")]
    [InlineData("Dense(3, BiasInitializer = Initializer.Zeros, BiasArguments = ⟦new[] { 1.0 }⟧)", "NG1303: Zeros of BiasInitializer takes nothing, but has (1)")]
    [InlineData("⟦Mine.Maxout⟧", "NG1115: [Mine.Maxout] is not a layer NetGen knows")]
    public Task ArgumentsAreRight(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("Dense(3), Softmax, ⟦SoftmaxCrossEntropy⟧", "NG1401: SoftmaxCrossEntropy includes the softmax, and 'Softmax1' already is one: it would be applied twice; remove [Softmax], or use [CrossEntropy]")]
    [InlineData("Dense(3), Sigmoid(Name = \"p\"), ⟦SigmoidBinaryCrossEntropy⟧", "NG1401: SigmoidBinaryCrossEntropy includes the sigmoid, and 'p' already is one: it would be applied twice; remove [Sigmoid], or use [BinaryCrossEntropy]")]
    [InlineData("Dense(3), ⟦CrossEntropy⟧", "NG1402: CrossEntropy takes probabilities, but 'Dense1' does not end in [Softmax]; add it, or use [SoftmaxCrossEntropy]")]
    [InlineData("Dense(3), ⟦NegativeLogLikelihood⟧", "NG1402: NegativeLogLikelihood takes log-probabilities, but 'Dense1' does not end in [LogSoftmax]; add it, or use [SoftmaxCrossEntropy]")]
    [InlineData("Dense(3), ⟦KLDivergence⟧", "NG1402: KLDivergence takes log-probabilities, but 'Dense1' does not end in [LogSoftmax]; add it, or use [SoftmaxCrossEntropy]")]
    [InlineData("Dense(3), Softmax, ⟦SoftmaxFocal⟧", "NG1401: SoftmaxFocal includes the softmax, and 'Softmax1' already is one: it would be applied twice; remove [Softmax], or use [CrossEntropy]")]
    [InlineData("Dense(3), LogSoftmax, ⟦NegativeLogLikelihood⟧", null)]
    [InlineData("Dense(3), Softmax, Linear, ⟦SoftmaxCrossEntropy⟧", "NG1401: SoftmaxCrossEntropy includes the softmax, and 'Linear1' already is one: it would be applied twice; remove [Softmax], or use [CrossEntropy]")]
    [InlineData("Dense(3), Softmax, Dense(3), ⟦SoftmaxCrossEntropy⟧", null)]
    [InlineData("Dense(3), Softmax, ⟦CrossEntropy⟧", null)]
    [InlineData("Dense(3), Tanh, ⟦SoftmaxCrossEntropy⟧", null)]
    public Task LossesFitWhatTheyRead(string layers, string? expected) => Expect(expected is null ? Unmarked(layers) : layers, expected is null ? [] : [expected]);

    [Fact]
    public async Task APragmaSilencesAWarning()
    {
        const string warned = "[Network, Input(4), Dense(3), Softmax]\n{0}\n[SoftmaxCrossEntropy]\n{1}\npublic partial class Net;";
        Assert.Equal("NG1401", Assert.Single(await Harness.Analyze(Harness.Compile(string.Format(null, warned, "", "")))).Id);
        Assert.Empty(await Harness.Analyze(Harness.Compile(string.Format(null, warned, "#pragma warning disable NG1401", "#pragma warning restore NG1401"))));
    }

    private static Task Expect(string layers, params string[] expected) => Harness.Expect(
        [
            $"[Network, Input(4), {layers}] public partial class Net;",
            Body,
            "[Block, Dense(9)] public sealed class Wide; namespace Mine { public sealed class MaxoutAttribute : LayerAttribute; }",
        ],
        expected);

    private static string Unmarked(string layers) => layers.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);

}
