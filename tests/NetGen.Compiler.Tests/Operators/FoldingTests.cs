using System.Globalization;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// What predictions make of a normalization behind a convolution or dense layer: whether it is applied to the sums in registers, and that the result is that
/// of the layers one by one, for running statistics and parameters that are nothing like their first values.
/// </summary>
public sealed class FoldingTests
{
    private const double Tolerance = 1e-5;

    private static readonly SortedDictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        ["Conv1D"] = new(1, 0, net => Signal(net).Layer("Conv1D", arguments: ["Filters", 5, "Kernel", 3]).Layer("BatchNorm")),
        ["Conv2D"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 17, "Kernel", 3, "Padding", 1]).Layer("BatchNorm")),
        ["Conv3D"] = new(1, 0, net => Volume(net).Layer("Conv3D", arguments: ["Filters", 5, "Kernel", 2]).Layer("BatchNorm")),
        ["Conv2D of stride 2"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 33, "Kernel", 3, "Stride", 2, "Padding", 1]).Layer("BatchNorm").Layer("ReLU")),
        ["Conv2D of one element"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 16, "Kernel", 1]).Layer("BatchNorm").Layer("Tanh")),
        ["Conv2D, padded by copies"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 3, "Kernel", 3, "Padding", 1, "PaddingMode", PaddingMode.Circular]).Layer("BatchNorm")),
        ["without bias"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 9, "Kernel", 3, "Bias", false]).Layer("BatchNorm").Layer("ReLU")),
        ["without γ and β"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 9, "Kernel", 3]).Layer("BatchNorm", arguments: ["Affine", false, "Epsilon", 0.5])),
        ["groups"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 8, "Kernel", 3, "Groups", 2]).Layer("BatchNorm")),
        ["depthwise"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 4, "Kernel", 3, "Groups", 4, "Padding", Pad.Same]).Layer("BatchNorm").Layer("SiLU")),
        ["depthwise, several filters a channel"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 12, "Kernel", 2, "Groups", 4, "Bias", false]).Layer("BatchNorm")),
        ["two in a row"] = new(1, 1, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3]).Layer("BatchNorm").Layer("BatchNorm", arguments: ["Epsilon", 0.1])),
        ["of a residual's body"] = new(2, 0, net => Residual(net).Layer("ReLU")),
        ["of a residual's sum"] = new(2, 1, net => Residual(net).Layer("BatchNorm")),
        ["of a concatenation"] = new(0, 1, net => Picture(net).Layer("Conv2D", "a", arguments: ["Filters", 3, "Kernel", 3]).Layer("Conv2D", "b", "x", arguments: ["Filters", 2, "Kernel", 3]).Layer("Concat", "c", "a,b").Layer("BatchNorm")),
        ["of sums that a branch reads"] = new(0, 1, net => Picture(net).Layer("Conv2D", "a", arguments: ["Filters", 5, "Kernel", 3]).Layer("BatchNorm", "n").Layer("Tanh", "t", "a").Layer("Multiply", "y", "n,t")),
        ["of sums that are an output"] = new(0, 1, net => Picture(net).Layer("Conv2D", "a", arguments: ["Filters", 5, "Kernel", 3]).Layer("Output", "before").Layer("BatchNorm", "n", "a").Layer("Output", "after")),
        ["of sums that two normalizations read"] = new(0, 2, net => Picture(net).Layer("Conv2D", "a", arguments: ["Filters", 5, "Kernel", 3]).Layer("BatchNorm", "n", "a").Layer("BatchNorm", "m", "a").Layer("Add", "y", "n,m")),
        ["behind the activation"] = new(0, 1, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3]).Layer("ReLU").Layer("BatchNorm")),
        ["behind a pool"] = new(0, 1, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 2]).Layer("AveragePool2D", arguments: ["Kernel", 2]).Layer("BatchNorm")),
        ["of the input"] = new(0, 1, net => Picture(net).Layer("BatchNorm").Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3])),
        ["shared by two convolutions"] = new(2, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 4, "Kernel", 3, "Padding", 1]).Layer("BatchNorm", "n").Layer("ReLU").Layer("Conv2D", arguments: ["Filters", 4, "Kernel", 3, "Padding", 1]).Layer("BatchNorm", parametersFrom: "n")),
        ["of a convolution that shares its weights"] = new(2, 0, net => Picture(net).Layer("Conv2D", "a", arguments: ["Filters", 4, "Kernel", 3, "Padding", 1]).Layer("BatchNorm").Layer("Conv2D", parametersFrom: "a", arguments: ["Filters", 4, "Kernel", 3, "Padding", 1]).Layer("BatchNorm")),
        ["InstanceNorm by its running statistics"] = new(1, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3]).Layer("InstanceNorm", arguments: ["TrackRunningStatistics", true, "Affine", true])),
        ["InstanceNorm by those of the sample"] = new(0, 1, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3]).Layer("InstanceNorm")),
        ["GroupNorm"] = new(0, 1, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 6, "Kernel", 3]).Layer("GroupNorm", arguments: ["Groups", 2])),
        ["ConvTranspose1D"] = new(1, 0, net => Signal(net).Layer("ConvTranspose1D", arguments: ["Filters", 5, "Kernel", 3, "Stride", 2]).Layer("BatchNorm")),
        ["ConvTranspose2D"] = new(1, 0, net => Picture(net).Layer("ConvTranspose2D", arguments: ["Filters", 5, "Kernel", 3, "Stride", 2, "Bias", false]).Layer("BatchNorm").Layer("ReLU")),
        ["ConvTranspose2D of groups, with gaps"] = new(1, 0, net => Picture(net).Layer("ConvTranspose2D", arguments: ["Filters", 6, "Kernel", 2, "Stride", 3, "Groups", 2, "OutputPadding", 1]).Layer("BatchNorm").Layer("Tanh")),
        ["ConvTranspose3D"] = new(1, 0, net => Volume(net).Layer("ConvTranspose3D", arguments: ["Filters", 3, "Kernel", 2]).Layer("BatchNorm")),
        ["Dense"] = new(1, 0, net => net.Input("x", [7]).Layer("Dense", arguments: ["Units", 19]).Layer("BatchNorm").Layer("ReLU")),
        ["Dense of a sequence, without bias"] = new(1, 0, net => net.Input("x", [6, 5]).Layer("Dense", arguments: ["Units", 17, "Bias", false]).Layer("BatchNorm")),
        ["Dense, wide"] = new(1, 0, net => net.Input("x", [33]).Layer("Dense", arguments: ["Units", 301]).Layer("BatchNorm").Layer("SiLU")),
        ["Dense of a picture"] = new(2, 0, net => Picture(net).Layer("Conv2D", arguments: ["Filters", 5, "Kernel", 3, "Bias", false]).Layer("BatchNorm").Layer("ReLU").Layer("Flatten").Layer("Dense", arguments: ["Units", 16, "Bias", false]).Layer("BatchNorm", arguments: ["Affine", false]).Layer("Dense", arguments: ["Units", 3])),
        ["Dense, two in a row"] = new(1, 1, net => net.Input("x", [7]).Layer("Dense", arguments: ["Units", 5]).Layer("BatchNorm").Layer("BatchNorm")),
        ["Dense that a branch reads"] = new(0, 1, net => net.Input("x", [7]).Layer("Dense", "a", arguments: ["Units", 5]).Layer("BatchNorm", "n").Layer("Tanh", "t", "a").Layer("Multiply", "y", "n,t")),
        ["Dense, LayerNorm"] = new(0, 0, net => net.Input("x", [7]).Layer("Dense", arguments: ["Units", 5]).Layer("LayerNorm")),
    };

    private static readonly Lazy<Dictionary<string, INetworkDriver[]>> Drivers = new(() =>
    {
        var drivers = NetworkCompilation.Compile([.. Cases.Values.SelectMany(item => new[] { (item.Spec, true), (item.Spec, false) })]);
        return Cases.Keys.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => drivers[(2 * pair.i)..((2 * pair.i) + 2)]);
    });

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [Trait("Width", "Any")]
    [MemberData(nameof(Names))]
    public void IsFoldedWhereNobodyElseReadsTheSums(string name)
    {
        var item = Cases[name];
        var operators = ProgramBuilder.Build(Architecture.Build(item.Spec), isDouble: false).Predict.Graph.Nodes.Select(node => node.Operator.Name).ToArray();
        Assert.Equal(item.Folded, operators.Count(text => text.Contains("+ChannelAffine", StringComparison.Ordinal)));
        Assert.Equal(item.Kept, operators.Count(text => text.StartsWith("ChannelAffine", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PredictsWhatTheLayersDoOneByOne(string name)
    {
        var spec = Cases[name].Spec;
        var truth = new Interpreted(spec);
        INetworkDriver optimized = Drivers.Value[name][0], unoptimized = Drivers.Value[name][1];
        for (var attempt = 0; attempt < 3; attempt++)
        {
            // Every attempt changes the parameters and statistics of networks that have predicted before.
            var random = new Random((100 * attempt) + name.Length);
            var parameters = Draw(optimized.Parameters, random, (_, _) => RandomData.Normal(random));
            var buffers = Draw(optimized.Buffers, random, (path, _) => path.EndsWith("running_var", StringComparison.Ordinal) ? 0.3 + (3.7 * random.NextDouble()) : RandomData.Normal(random));
            Assert.Contains(parameters.Values, values => values.Any(value => value < 0));
            (optimized.Parameters, optimized.Buffers) = (parameters, buffers);
            (unoptimized.Parameters, unoptimized.Buffers) = (parameters, buffers);
            foreach (var count in new[] { 1, 5 })
            {
                double[][] inputs = [.. new RandomData(truth.Network, count, random).Inputs.Select(Round)];
                var expected = truth.Predict(parameters, inputs, count, buffers);
                var about = string.Create(CultureInfo.InvariantCulture, $"{name}, {count} samples");
                var folded = optimized.Predict(inputs, count);
                var kept = unoptimized.Predict(inputs, count);
                for (var i = 0; i < expected.Length; i++)
                {
                    AssertClose(about, folded[i], expected[i]);
                    AssertClose(about + ", not optimized", kept[i], expected[i]);
                    AssertClose(about + ", with and without passes", folded[i], kept[i]);
                }
            }
        }
    }

    private static void AssertClose(string what, double[] actual, double[] expected)
    {
        var largest = expected.Max(Math.Abs);
        var apart = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(apart <= Tolerance * largest, string.Create(CultureInfo.InvariantCulture, $"{what}: {apart:E2} apart, where the largest output is {largest:E2}"));
    }

    // What is in float is meant to be so in double.
    private static SortedDictionary<string, double[]> Draw(SortedDictionary<string, double[]> shapes, Random random, Func<string, Random, double> next) => new(
        shapes.ToDictionary(pair => pair.Key, pair => Round([.. pair.Value.Select(_ => next(pair.Key, random))])), StringComparer.Ordinal);

    private static double[] Round(double[] values) => [.. values.Select(value => (double)(float)value)];

    private static Architecture Signal(Architecture network) => network.Input("x", [3, 11], axes: "CL");

    private static Architecture Picture(Architecture network) => network.Input("x", [4, 6, 7]);

    private static Architecture Volume(Architecture network) => network.Input("x", [2, 3, 4, 5]);

    private static Architecture Residual(Architecture network) => Picture(network)
        .Layer("Conv2D", "a", arguments: ["Filters", 5, "Kernel", 3, "Padding", 1]).Layer("BatchNorm", "n").Layer("ReLU", "r")
        .Layer("Conv2D", "b", arguments: ["Filters", 5, "Kernel", 3, "Padding", 1]).Layer("BatchNorm", "m").Layer("Add", "sum", "m,r");

    // How many normalizations a convolution takes over, how many stand on their own, and the declaration.
    private sealed record Case(int Folded, int Kept, Func<Architecture, Architecture> Declare)
    {
        public NetworkSpec Spec => Declare(new Architecture()).Spec(isDouble: false);
    }
}
