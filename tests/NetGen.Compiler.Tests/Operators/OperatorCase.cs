using System.Globalization;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// A network in which an operator stands on vectors of many sizes at once, each a branch with an output of its own. Before the
/// operator stands a dense layer on a single number, so that the gradients of its weights are those of the operator's input.
/// </summary>
internal static class OperatorCase
{
    /// <summary>Sizes around every width's vectors, register tiles and panels.</summary>
    public static readonly int[] Sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 128, 129, 130];

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
        ["Softmax"] = (net, x, _) => net.Layer("Softmax", "y" + x, x),
        ["LogSoftmax"] = (net, x, _) => net.Layer("LogSoftmax", "y" + x, x),
        ["Dropout"] = (net, x, _) => net.Layer("Dropout", "y" + x, x, arguments: ["Rate", 0.3]),
        ["Dense"] = (net, x, n) => net.Layer("Dense", "y" + x, x, arguments: ["Units", 1 + ((n * 7) % 41)]),
        ["Add"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Add", "y" + x, $"t{x},{x},{x}"),
        ["Multiply"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Multiply", "y" + x, $"t{x},{x},{x}"),
        ["Concat"] = (net, x, _) => net.Layer("Tanh", "t" + x, x).Layer("Concat", "y" + x, $"{x},t{x},{x}"),
        ["Flatten"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { -1, n % 2 == 0 ? 2 : 1 }]).Layer("Tanh", "t" + x, "r" + x).Layer("Flatten", "y" + x, "t" + x),
        ["Reshape"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { n % 3 == 0 ? 3 : 1, -1 }]).Layer("Softmax", "y" + x, "r" + x),
        ["Permute"] = (net, x, n) => net.Layer("Reshape", "r" + x, x, arguments: ["Shape", new[] { n % 4 == 0 ? 4 : 1, -1 }]).Layer("Permute", "p" + x, "r" + x, arguments: ["Axes", new[] { 1, 0 }]).Layer("Softmax", "y" + x, "p" + x),
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
        ["CrossEntropy of a sigmoid"] = (net, x, n) => Classes(net, x, n, "CrossEntropy", "Sigmoid", "Targets", TargetKind.Distributions),
    };

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

    private static Architecture Classes(Architecture network, string x, int size, string loss, string activation, params object[] arguments)
    {
        network.Layer(activation, "y" + x, x);
        // A single class is none.
        return size == 1 ? network.Layer("MeanSquaredError", null, "y" + x) : network.Layer(loss, null, "y" + x, arguments: ["Weight", 0.7, .. arguments]);
    }

    private static Architecture Block(Architecture network, int _) => network.Block("Body", [], Architecture.LayerOf(0, "SiLU"), Architecture.LayerOf(1, "LeakyReLU", arguments: ["NegativeSlope", 0.5]));
}
