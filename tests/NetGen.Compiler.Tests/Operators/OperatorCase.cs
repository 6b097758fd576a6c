using System.Globalization;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// A network in which an operator stands on vectors of many sizes at once, each a branch with an output of its own. Before the
/// operator stands a dense layer on a single number, so that the gradients of its weights are those of the operator's input.
/// </summary>
internal static class OperatorCase
{
    /// <summary>The largest vector.</summary>
    public const int Largest = 130;

    private const int Seed = 2026;

    // Where a band of sizes begins. A case draws one size of each: short vectors and tails are many of them, and all cases together
    // draw every size, since no band has more sizes than there are cases.
    private static readonly int[] Bands = [1, 2, 5, 9, 17, 33, 57, 101];

    /// <summary>What stands on the vectors; every kind of layer and loss is among them.</summary>
    public static readonly SortedDictionary<string, Action<Architecture, string, int>> All = new(StringComparer.Ordinal)
    {
        ["Linear"] = (net, x, _) => net.Layer("Linear", "y" + x, x),
        ["Sigmoid"] = (net, x, _) => net.Layer("Sigmoid", "y" + x, x),
        ["Tanh"] = (net, x, _) => net.Layer("Tanh", "y" + x, x),
        ["ReLU"] = (net, x, _) => net.Layer("ReLU", "y" + x, x),
        ["LeakyReLU"] = (net, x, _) => net.Layer("LeakyReLU", "y" + x, x, arguments: ["NegativeSlope", 0.2]),
        ["GELU"] = (net, x, _) => net.Layer("GELU", "y" + x, x),
        ["GELU of tanh"] = (net, x, _) => net.Layer("GELU", "y" + x, x, arguments: ["Approximate", GeluApproximation.Tanh]),
        ["SiLU"] = (net, x, _) => net.Layer("SiLU", "y" + x, x),
        ["Swish"] = (net, x, _) => net.Layer("Swish", "y" + x, x, arguments: ["Beta", 1.7]),
        ["Mish"] = (net, x, _) => net.Layer("Mish", "y" + x, x),
        ["LogSigmoid"] = (net, x, _) => net.Layer("LogSigmoid", "y" + x, x),
        ["Softplus"] = (net, x, _) => net.Layer("Softplus", "y" + x, x, arguments: ["Beta", 1.5, "Threshold", 12.0]),
        ["Softsign"] = (net, x, _) => net.Layer("Softsign", "y" + x, x),
        ["TanhShrink"] = (net, x, _) => net.Layer("TanhShrink", "y" + x, x),
        ["ELU"] = (net, x, _) => net.Layer("ELU", "y" + x, x, arguments: ["Alpha", 1.3]),
        ["SELU"] = (net, x, _) => net.Layer("SELU", "y" + x, x),
        ["CELU"] = (net, x, _) => net.Layer("CELU", "y" + x, x, arguments: ["Alpha", 0.7]),
        ["HardSigmoid"] = (net, x, _) => net.Layer("HardSigmoid", "y" + x, x),
        ["HardSwish"] = (net, x, _) => net.Layer("HardSwish", "y" + x, x),
        ["HardTanh"] = (net, x, _) => net.Layer("HardTanh", "y" + x, x, arguments: ["Minimum", -1.25, "Maximum", 0.75]),
        ["ReLU6"] = (net, x, _) => net.Layer("ReLU6", "y" + x, x),
        ["SoftShrink"] = (net, x, _) => net.Layer("SoftShrink", "y" + x, x),
        ["HardShrink"] = (net, x, _) => net.Layer("HardShrink", "y" + x, x),
        ["Threshold"] = (net, x, _) => net.Layer("Threshold", "y" + x, x, arguments: ["Threshold", 0.1, "Value", -0.7]),
        // The other gradients are no slopes.
        ["Step"] = (net, x, _) => net.Layer("Step", "y" + x, x, arguments: ["Gradient", StepGradient.Zero]),
        ["Softmin"] = (net, x, _) => net.Layer("Softmin", "y" + x, x),
        ["Swish of a learned number"] = (net, x, _) => net.Layer("Swish", "y" + x, x, arguments: ["Beta", 0.6, "Learned", true]),
        ["Swish of learned channels"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { Divisor(n), -1 }, "Axes", n % 2 == 0 ? "CL" : "TF"]).Layer("Swish", "y" + x, "r" + x, arguments: ["Learned", true, "PerChannel", true]),
        ["PReLU"] = (net, x, _) => net.Layer("PReLU", "y" + x, x),
        ["PReLU of channels"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { Divisor(n), -1 }, "Axes", n % 2 == 0 ? "TF" : "CL"]).Layer("PReLU", "y" + x, "r" + x, arguments: ["PerChannel", true]),
        ["RReLU"] = (net, x, _) => net.Layer("RReLU", "y" + x, x, arguments: ["Lower", 0.2, "Upper", 0.7]),
        ["GLU"] = (net, x, _) => Gated(net, x, "GLU"),
        ["GEGLU"] = (net, x, _) => Gated(net, x, "GEGLU"),
        ["SwiGLU"] = (net, x, _) => Gated(net, x, "SwiGLU"),
        ["ReGLU"] = (net, x, _) => Gated(net, x, "ReGLU"),
        ["GLU of another axis"] = (net, x, n) => net.Layer("Tanh", "t" + x, x).Layer("Concat", "c" + x, $"{x},t{x}")
            .Layer("Reshape", "r" + x, "c" + x, arguments: ["Shape", new[] { 2, Divisor(n), -1 }]).Layer("GLU", "y" + x, "r" + x, arguments: n % 2 == 0 ? [] : ["Axis", 0]),
        ["Maxout"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Concat", "c" + x, $"{x},t{x},{x}").Layer("Maxout", "y" + x, "c" + x, arguments: ["Pieces", 3]),
        ["Maxout of channels"] = (net, x, n) => net.Layer("Tanh", "t" + x, x).Layer("Concat", "c" + x, $"{x},t{x}")
            .Layer("Reshape", "r" + x, "c" + x, arguments: ["Shape", new[] { 2 * Divisor(n), -1 }, "Axes", "CL"]).Layer("Maxout", "y" + x, "r" + x, arguments: ["Pieces", 2]),
        ["Activation"] = (net, x, _) => net.Layer("Activation", "y" + x, x, arguments: ["Bump", Architecture.Bump]),
        ["Loss"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Loss", null, "y" + x, arguments: ["Weight", 0.7, "LogCosh", Architecture.LogCosh]),
        ["Softmax"] = (net, x, _) => net.Layer("Softmax", "y" + x, x),
        ["LogSoftmax"] = (net, x, _) => net.Layer("LogSoftmax", "y" + x, x),
        ["Dropout"] = (net, x, _) => net.Layer("Dropout", "y" + x, x, arguments: ["Rate", 0.3]),
        ["AlphaDropout"] = (net, x, _) => net.Layer("AlphaDropout", "y" + x, x, arguments: ["Rate", 0.3]),
        ["GaussianDropout"] = (net, x, _) => net.Layer("GaussianDropout", "y" + x, x, arguments: ["Rate", 0.3]),
        ["GaussianNoise"] = (net, x, _) => net.Layer("GaussianNoise", "y" + x, x, arguments: ["StandardDeviation", 0.7]),
        ["StochasticDepth"] = (net, x, n) => net.Layer("StochasticDepth", "y" + x, x, arguments: ["Rate", 0.3, "Mode", (StochasticDepthMode)(n % 2)]),
        ["Dense with DropConnect"] = (net, x, n) => net.Layer("Dense", "y" + x, x, arguments: ["Units", 1 + new Random(Seed + n).Next(41), "DropConnect", 0.3]),
        ["Residual with DropPath"] = (net, x, n) => Block(net, n).Layer("Residual", "y" + x, x, blocks: ["Body"], arguments: ["DropPath", 0.4]),
        ["Dense"] = (net, x, n) => net.Layer("Dense", "y" + x, x, arguments: ["Units", 1 + new Random(Seed + n).Next(41)]),
        ["Add"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Add", "y" + x, $"t{x},{x},{x}"),
        ["Multiply"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Multiply", "y" + x, $"t{x},{x},{x}"),
        ["Concat"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Concat", "y" + x, $"{x},t{x},{x}"),
        ["Flatten"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { -1, Divisor(n) }]).Layer("Tanh", "t" + x, "r" + x).Layer("Flatten", "y" + x, "t" + x),
        ["Reshape"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { Divisor(n), -1 }]).Layer("Softmax", "y" + x, "r" + x),
        ["Permute"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { Divisor(n), -1 }]).Layer("Permute", "p" + x, "r" + x, arguments: ["Axes", new[] { 1, 0 }]).Layer("Softmax", "y" + x, "p" + x),
        ["Residual"] = (net, x, n) => Block(net, n).Layer("Residual", "y" + x, x, blocks: ["Body"]),
        ["Repeat"] = (net, x, n) => Block(net, n).Layer("Repeat", "y" + x, x, blocks: ["Body"], arguments: ["Count", 2]),
        ["Branch"] = (net, x, n) => Block(net, n).Layer("Branch", "y" + x, x, blocks: ["Body", "Body"], arguments: ["Join", Join.Concat]),
        ["MeanSquaredError"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("MeanSquaredError", null, "y" + x, arguments: ["Weight", 0.7]),
        ["SigmoidBinaryCrossEntropy"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("SigmoidBinaryCrossEntropy", null, "y" + x, arguments: ["Weight", 0.7]),
        ["BinaryCrossEntropy"] = (net, x, _) => net.Layer("Sigmoid", "y" + x, x).Layer("BinaryCrossEntropy", null, "y" + x, arguments: ["Weight", 0.7]),
        ["BinaryCrossEntropy of a product"] = (net, x, _) => net.Layer("Sigmoid", "s" + x, x).Layer("Multiply", "y" + x, $"s{x},s{x}").Layer("BinaryCrossEntropy", null, "y" + x, arguments: ["Weight", 0.7]),
        ["SoftmaxCrossEntropy"] = (net, x, n) => Classes(net, x, n, "SoftmaxCrossEntropy", "Tanh"),
        ["SoftmaxCrossEntropy of distributions"] = (net, x, n) => Classes(net, x, n, "SoftmaxCrossEntropy", "Tanh", "Targets", TargetKind.Distributions, "LabelSmoothing", 0.2),
        ["CrossEntropy"] = (net, x, n) => Classes(net, x, n, "CrossEntropy", "Softmax", "LabelSmoothing", 0.1),
        ["MeanAbsoluteError"] = (net, x, _) => Elements(net, x, "MeanAbsoluteError", "Tanh"),
        ["Huber"] = (net, x, _) => Elements(net, x, "Huber", "Tanh", "Delta", 0.5),
        ["SmoothL1"] = (net, x, _) => Elements(net, x, "SmoothL1", "Tanh", "Beta", 0.5),
        ["LogCosh"] = (net, x, _) => Elements(net, x, "LogCosh", "Tanh"),
        ["Hinge"] = (net, x, _) => Elements(net, x, "Hinge", "Tanh"),
        ["SquaredHinge"] = (net, x, _) => Elements(net, x, "SquaredHinge", "Tanh"),
        ["Perceptron"] = (net, x, _) => Elements(net, x, "Perceptron", "Tanh"),
        ["SigmoidFocal"] = (net, x, _) => Elements(net, x, "SigmoidFocal", "Tanh", "Gamma", 1.5, "Alpha", 0.4),
        ["PoissonNegativeLogLikelihood"] = (net, x, _) => Elements(net, x, "PoissonNegativeLogLikelihood", "Tanh", "Full", true),
        ["KLDivergence"] = (net, x, _) => Elements(net, x, "KLDivergence", "Tanh", "LogTarget", true),
        ["SigmoidFocal of squares"] = (net, x, _) => Elements(net, x, "SigmoidFocal", "Tanh", "Alpha", -1.0),
        ["PoissonNegativeLogLikelihood of rates"] = (net, x, _) => Elements(net, x, "PoissonNegativeLogLikelihood", "Sigmoid", "LogInput", false),
        ["KLDivergence of log-probabilities"] = (net, x, _) => Elements(net, x, "KLDivergence", "LogSoftmax"),
        ["Quantile"] = (net, x, _) => Elements(net, x, "Quantile", "Tanh", "Quantiles", new[] { 0.3 }),
        ["Quantile of several"] = (net, x, n) => Elements(net, x, "Quantile", "Tanh", "Quantiles", Enumerable.Range(1, n).Select(k => k / (n + 1.0)).ToArray()),
        ["BinaryCrossEntropy of weighted elements"] = (net, x, n) => Elements(net, x, "BinaryCrossEntropy", "Sigmoid", "ElementWeights", Weights(n), "PositiveWeights", Weights(n)),
        ["SigmoidBinaryCrossEntropy of weighted elements"] = (net, x, n) => Elements(net, x, "SigmoidBinaryCrossEntropy", "Tanh", "ElementWeights", Weights(n), "PositiveWeights", Weights(n)),
        ["SigmoidBinaryCrossEntropy of weighted positives"] = (net, x, _) => Elements(net, x, "SigmoidBinaryCrossEntropy", "Tanh", "PositiveWeights", new[] { 3.0 }),
        ["GaussianNegativeLogLikelihood"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("GaussianNegativeLogLikelihood", null, $"y{x},v{x}", arguments: ["Weight", 0.7, "Full", true]),
        ["MarginRanking"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("MarginRanking", null, $"y{x},v{x}", arguments: ["Weight", 0.7, "Margin", 0.3]),
        ["CosineEmbedding"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("CosineEmbedding", null, $"y{x},v{x}", arguments: ["Weight", 0.7, "Margin", -0.5]),
        ["Contrastive"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("Contrastive", null, $"y{x},v{x}", arguments: ["Weight", 0.7, "Margin", 2.0]),
        ["TripletMargin"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("TripletMargin", null, $"y{x},v{x},{x}", arguments: ["Weight", 0.7, "Margin", 2.0]),
        ["TripletMargin of another power"] = (net, x, _) => net.Layer("Tanh", "y" + x, x).Layer("Sigmoid", "v" + x, x).Layer("TripletMargin", null, $"y{x},v{x},{x}", arguments: ["Weight", 0.7, "P", 3.0, "Swap", true, "Margin", 2.0]),
        ["SoftmaxCrossEntropy of weighted classes"] = (net, x, n) => Classes(net, x, n, "SoftmaxCrossEntropy", "Tanh", "ClassWeights", Weights(n), "LabelSmoothing", 0.2),
        ["SoftmaxCrossEntropy without a class"] = (net, x, n) => Classes(net, x, n, "SoftmaxCrossEntropy", "Tanh", "ClassWeights", Weights(n), "IgnoreIndex", 1),
        ["SoftmaxCrossEntropy of weighted distributions"] = (net, x, n) => Classes(net, x, n, "SoftmaxCrossEntropy", "Tanh", "ClassWeights", Weights(n), "LabelSmoothing", 0.2, "Targets", TargetKind.Distributions),
        ["CrossEntropy of weighted classes"] = (net, x, n) => Classes(net, x, n, "CrossEntropy", "Sigmoid", "ClassWeights", Weights(n), "IgnoreIndex", 0, "LabelSmoothing", 0.1),
        ["NegativeLogLikelihood"] = (net, x, n) => Classes(net, x, n, "NegativeLogLikelihood", "LogSoftmax", "ClassWeights", Weights(n)),
        ["NegativeLogLikelihood of anything"] = (net, x, n) => Classes(net, x, n, "NegativeLogLikelihood", "Tanh", "IgnoreIndex", 0),
        ["SoftmaxFocal"] = (net, x, n) => Classes(net, x, n, "SoftmaxFocal", "Tanh", "ClassWeights", Weights(n), "Gamma", 1.5),
        ["SoftmaxFocal without a class"] = (net, x, n) => Classes(net, x, n, "SoftmaxFocal", "Tanh", "IgnoreIndex", 0),
        ["MultiMargin"] = (net, x, n) => Classes(net, x, n, "MultiMargin", "Tanh", "ClassWeights", Weights(n), "Margin", 0.3),
        ["MultiMargin of squares"] = (net, x, n) => Classes(net, x, n, "MultiMargin", "Tanh", "P", 2, "IgnoreIndex", 1),
        ["CrossEntropy of a sigmoid"] = (net, x, n) => Classes(net, x, n, "CrossEntropy", "Sigmoid", "Targets", TargetKind.Distributions),
    };

    static OperatorCase()
    {
        foreach (var kind in NormalizationLayer.Kinds.Append("SpatialDropout"))
            All[kind] = Normalization(kind);
        foreach (var rank in new[] { 1, 2, 3 })
        {
            // Layers that work on any number of axes stand on each of them, by turns.
            foreach (var kind in SpatialLayer.KindsOf(rank))
                All[kind] = (net, x, n) => Spatial(net, x, n, kind, kind.EndsWith('D') || kind == "PixelShuffle" ? rank : 1 + (n % 3));
        }
    }

    /// <summary>The sizes that a case stands on: a random one of each band, the same in every run.</summary>
    public static int[] SizesOf(string name)
    {
        var turn = All.Keys.ToList().IndexOf(name);
        return [.. Bands.Select((first, band) =>
        {
            var sizes = Enumerable.Range(first, (band + 1 < Bands.Length ? Bands[band + 1] : Largest + 1) - first).ToArray();
            new Random(Seed + band).Shuffle(sizes);
            return sizes[turn % sizes.Length];
        })];
    }

    /// <summary>The declaration of a case.</summary>
    public static NetworkSpec Spec(string name, bool isDouble, params int[] sizes)
    {
        var network = new Architecture().Input("x", [1]);
        foreach (var size in sizes)
        {
            var before = "d" + size.ToString(CultureInfo.InvariantCulture);
            network.Layer("Dense", before, "x", arguments: ["Units", size, "Bias", false]);
            All[name](network, before, size);
            network.Layer("Output", "out" + before, "y" + before);
        }

        return network.Spec(isDouble);
    }

    // A random one, which makes a matrix of a vector.
    private static int Divisor(int size) => Divisor(size, new Random(Seed + size));

    private static int Divisor(int size, Random random)
    {
        var divisors = Enumerable.Range(1, size).Where(divisor => size % divisor == 0).ToArray();
        return divisors[random.Next(divisors.Length)];
    }

    // Channels and spatial axes are made of the vector: random divisors of what is left.
    private static void Spatial(Architecture network, string x, int size, string kind, int rank)
    {
        var random = new Random(Seed + size + (1000 * All.Keys.ToList().IndexOf(kind)) + rank);
        var sizes = new int[rank + 1];
        for (var axis = 0; axis < rank; axis++)
            size /= sizes[axis] = Divisor(size, random);
        sizes[rank] = size;
        var layer = SpatialLayer.Draw(kind, sizes, random)!;
        network.Layer("Reshape", "r" + x, x, arguments: ["Shape", sizes, "Axes", SpatialLayer.RolesOf(rank)]).Layer(kind, "y" + x, "r" + x, arguments: layer.Arguments);
    }

    // Channels and positions are made of the vector, by turns in both orders.
    private static Action<Architecture, string, int> Normalization(string kind) => (network, x, size) =>
    {
        var random = new Random(Seed + size);
        int channels = Divisor(size, random), height = Divisor(size / channels, random), width = size / channels / height;
        var roles = size % 2 == 0 ? "HWC" : "CHW";
        int[] sizes = size % 2 == 0 ? [height, width, channels] : [channels, height, width];
        network.Layer("Reshape", "r" + x, x, arguments: ["Shape", sizes, "Axes", roles]);
        var layer = NormalizationLayer.Takes(kind, sizes, roles) ? kind : "LayerNorm";
        network.Layer(layer, "y" + x, "r" + x, arguments: NormalizationLayer.Draw(layer, random, sizes, roles));
    };

    private static Architecture Classes(Architecture network, string x, int size, string loss, string activation, params object[] arguments)
    {
        network.Layer(activation, "y" + x, x);
        // A single class is none.
        return size == 1 ? network.Layer("MeanSquaredError", null, "y" + x) : network.Layer(loss, null, "y" + x, arguments: ["Weight", 0.7, .. arguments]);
    }

    // The value of one half is the hyperbolic tangent of its gate.
    private static Architecture Gated(Architecture network, string x, string kind) => network.Layer("Tanh", "t" + x, x).Layer("Concat", "c" + x, $"t{x},{x}").Layer(kind, "y" + x, "c" + x);

    private static Architecture Elements(Architecture network, string x, string loss, string activation, params object[] arguments) =>
        network.Layer(activation, "y" + x, x).Layer(loss, null, "y" + x, arguments: ["Weight", 0.7, .. arguments]);

    // The first class has one, since a single sample may be all that a small vector has.
    private static double[] Weights(int classes) => [.. Enumerable.Range(0, classes).Select(k => k % 4 == 3 ? 0 : 0.5 + (k % 3))];

    private static Architecture Block(Architecture network, int _) => network.Block("Body", [], Architecture.LayerOf(0, "SiLU"), Architecture.LayerOf(1, "LeakyReLU", arguments: ["NegativeSlope", 0.5]));
}
