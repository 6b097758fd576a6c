using System.Globalization;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// Layers on spatial axes and normalizations with many random shapes and options: the gradients of the graph are the slopes of what it
/// computes, by central differences in double, and generated code computes what the graph does.
/// </summary>
public sealed class SpatialGradientTests
{
    private const double Step = 1e-5;
    private const int Draws = 60, Directions = 2, Largest = 400;

    private static readonly int[] Channels = [1, 3, 5, 17, 33, 2, 4, 6, 8];

    private static readonly int[] Prescribed = [1, 3, 5, 17, 33];

    private static readonly string[] Normalizations = NormalizationLayer.Kinds;

    private static readonly string[] AllKinds = [.. KindsOf(1).Concat(KindsOf(2)).Concat(KindsOf(3)).Distinct()];

    public static TheoryData<string> Kinds => [.. AllKinds];

    [Theory]
    [Trait("Width", "Any")]
    [MemberData(nameof(Kinds))]
    public void GradientsAreSlopes(string kind)
    {
        foreach (var (layer, i) in DrawsOf(kind).Select((layer, i) => (layer, i)))
        {
            // With a dense layer on a single number before it, the gradients of the weights are those of the layer's input.
            var network = new Architecture().Input("x", [1]).Layer("Dense", "d", arguments: ["Units", layer.Length, "Bias", false])
                .Layer("Reshape", arguments: ["Shape", layer.Input, "Axes", layer.Roles]).Layer(kind, "y", arguments: layer.Arguments);
            Check(network.Spec(), layer.Input, new Random(i));
        }
    }

    /// <summary>What the test above draws, by option.</summary>
    [Fact]
    [Trait("Width", "Any")]
    public void EveryOptionIsDrawn()
    {
        var seen = AllKinds.SelectMany(kind => DrawsOf(kind).SelectMany(layer => layer.Forms)).ToHashSet(StringComparer.Ordinal);
        string[] inputs = [.. Prescribed.Select(channels => $"{channels.ToString(CultureInfo.InvariantCulture)} channels"), "one position"];
        string[] windows = ["Kernel of the input", "Stride 1", "Stride 2", "Stride 3", "Padding"];
        string[] maps = ["Dilation 2", "Dilation 3", "Groups 1", "Groups", "depthwise", "Bias True", "Bias False"];
        string[] modes = ["Zeros", "Reflect", "Replicate", "Circular"];
        string[] pools = ["overlapping", "CeilMode True", "CeilMode False"];
        foreach (var rank in new[] { "1D", "2D", "3D" })
        {
            Expect("Conv" + rank, [.. inputs, .. windows, .. maps, .. modes.Select(mode => "PaddingMode " + mode), "Padding Same", "sides apart"]);
            Expect("ConvTranspose" + rank, [.. inputs, .. windows.Skip(1), .. maps.Where(map => map != "Dilation 3"), "OutputPadding"]);
            Expect("MaxPool" + rank, [.. inputs, .. windows, .. pools, "Dilation 2"]);
            Expect("AveragePool" + rank, [.. inputs, .. windows, .. pools, "CountPadding True", "CountPadding False"]);
            Expect("AdaptiveAveragePool" + rank, inputs);
        }

        Expect("Conv1D", ["Padding Causal"]);
        Expect("Upsample", [.. inputs, "Mode Nearest", "Mode Bilinear", "AlignCorners True"]);
        Expect("Pad", [.. inputs, .. modes.Select(mode => "Mode " + mode)]);
        foreach (var kind in new[] { "Crop", "GlobalAveragePool", "GlobalMaxPool" })
            Expect(kind, inputs);
        Expect("PixelShuffle", ["2 channels", "17 channels"]);
        foreach (var kind in Normalizations)
            Expect(kind, inputs.Where(input => kind != "InstanceNorm" || input != "one position"));

        void Expect(string kind, IEnumerable<string> options) => Assert.Empty(options.Where(option => !seen.Contains($"{kind}: {option}")).Select(option => $"{kind}: {option}"));
    }

    [Theory]
    [InlineData(1, 5, 17)]
    [InlineData(1, 3, 33)]
    [InlineData(2, 5, 17)]
    [InlineData(2, 3, 33)]
    [InlineData(3, 5, 17)]
    [InlineData(3, 3, 33)]
    public void GeneratedCodeEqualsTheGraph(int rank, int few, int many)
    {
        // Rows of all elements before each layer have a γ and a β for each, whose gradients are those of its input.
        var network = new Architecture();
        foreach (var kind in KindsOf(rank))
        {
            var drawn = DrawsOf(kind).Where(layer => layer.Rank == rank).ToArray();
            foreach (var channels in new[] { few, many })
            {
                // Pixels are shuffled out of squares of channels.
                var layer = Array.Find(drawn, one => one.Input[0] == channels && one.Length > channels) ?? drawn[channels % 4];
                var index = network.Layers.Count.ToString(CultureInfo.InvariantCulture);
                network.Input("x" + index, layer.Input, axes: layer.Roles).Layer("LayerNorm", "n" + index, "x" + index, arguments: ["Epsilon", 0.1])
                    .Layer(kind, "y" + index, "n" + index, arguments: layer.Arguments).Layer("Output", "out" + index, "y" + index);
            }
        }

        const int count = 3;
        var spec = network.Spec();
        var driver = NetworkCompilation.Compile((spec, true))[0];
        var truth = new Interpreted(spec);
        var random = new Random(rank);
        var data = new RandomData(truth.Network, count, random);
        var parameters = Drawn(driver.Parameters, random);
        var buffers = truth.InitialBuffers();
        driver.Parameters = parameters;
        driver.Start(count + 1, 0, 0);
        var predicted = truth.Predict(parameters, data.Inputs, count, buffers);
        Equality.AssertEqual("prediction", driver.Predict(data.Inputs, count), predicted, 1e-12);
        var (outputs, gradients) = truth.Differentiate(parameters, data.Inputs, data.OutputGradients, count, null, buffers);
        Equality.AssertEqual("output", driver.Forward(data.Inputs, count, 0), outputs, 1e-12);
        driver.Backward(data.OutputGradients);
        Equality.AssertEqual("gradient of", driver.Gradients, gradients, 1e-12 * count);
        Equality.AssertEqual("buffer", driver.Buffers, buffers, 1e-12);
    }

    private static void Check(NetworkSpec spec, int[] sizes, Random random)
    {
        double[][] inputs = [[1, -0.5]];
        var truth = new Interpreted(spec);
        var data = new RandomData(truth.Network, 2, random);
        var about = Architecture.Describe(spec) + "\n";
        var parameters = new SortedDictionary<string, double[]>(truth.Network.Parameters.ToDictionary(parameter => parameter.Tensor!.Path, parameter => new double[parameter.Shape.Length]), StringComparer.Ordinal);
        parameters = Drawn(parameters, random);

        // No two elements are so close that a step makes another the largest of a window.
        int[] order = [.. Enumerable.Range(0, sizes.Aggregate(1, (product, size) => product * size))];
        random.Shuffle(order);
        parameters["d.weight"] = [.. order.Select(place => (4 * (place + random.NextDouble() / 2) / order.Length) - 2)];
        var gradients = Run(data.OutputGradients).Gradients;
        foreach (var (path, elements) in parameters)
        {
            // A slope along a direction in which all elements change shows any element of the gradient that is wrong.
            for (var turn = 0; turn < Directions; turn++)
            {
                double[] direction = [.. elements.Select(_ => RandomData.Normal(random))], kept = [.. elements];
                var above = Loss(Step);
                var slope = (above - Loss(-Step)) / (2 * Step);
                kept.CopyTo(elements, 0);
                Equality.AssertEqual($"{about}slope along a direction of {path}", [gradients[path].Zip(direction, (gradient, part) => gradient * part).Sum()], [slope], 1e-7);

                double Loss(double step)
                {
                    for (var i = 0; i < elements.Length; i++)
                        elements[i] = kept[i] + (step * direction[i]);
                    return Run(data.OutputGradients).Outputs.Zip(data.OutputGradients, (output, gradient) => output.Zip(gradient, (y, g) => y * g).Sum()).Sum();
                }
            }
        }

        (double[][] Outputs, SortedDictionary<string, double[]> Gradients) Run(double[][] outputGradients) =>
            truth.Differentiate(parameters, inputs, outputGradients, 2, null, truth.InitialBuffers());
    }

    private static SortedDictionary<string, double[]> Drawn(SortedDictionary<string, double[]> shapes, Random random) => new(
        shapes.ToDictionary(pair => pair.Key, pair => pair.Value.Select(_ => RandomData.Normal(random)).ToArray()), StringComparer.Ordinal);

    private static string[] KindsOf(int rank) => [.. SpatialLayer.KindsOf(rank), .. Normalizations];

    // Layers that work on any number of axes stand on each of them, by turns; channels come by turns, too, and every seventh layer has one position.
    private static IEnumerable<Layer> DrawsOf(string kind)
    {
        var random = new Random(kind.Sum(letter => letter));
        for (var i = 0; i < Draws; i++)
        {
            var rank = kind[^1] == 'D' ? kind[^2] - '0' : kind == "PixelShuffle" ? 2 : 1 + (i % 3);
            var channels = kind == "PixelShuffle" ? new[] { 4, 9, 8, 36, 17, 2 }[i % 6] : Channels[i / 3 % Channels.Length];
            int extent = Math.Max(1, (int)Math.Pow((double)Largest / channels, 1.0 / rank));
            int[] sizes = [channels, .. Enumerable.Range(0, rank).Select(_ => i % 7 == 3 ? 1 : random.Next(1, 1 + Math.Min(9, extent)))];
            var roles = SpatialLayer.RolesOf(rank);
            if (!Normalizations.Contains(kind))
                yield return new(kind, rank, sizes, roles, SpatialLayer.Draw(kind, sizes, random)!.Arguments);
            else if (NormalizationLayer.Takes(kind, sizes, roles))
                yield return new(kind, rank, sizes, roles, NormalizationLayer.Draw(kind, random, sizes, roles));
        }
    }

    private sealed record Layer(string Kind, int Rank, int[] Input, string Roles, object[] Arguments)
    {
        public int Length => Input.Aggregate(1, (product, size) => product * size);

        // The options as a user would name them.
        public IEnumerable<string> Forms => Own.Select(form => $"{Kind}: {form}");

        private IEnumerable<string> Own
        {
            get
            {
                yield return $"{Input[0].ToString(CultureInfo.InvariantCulture)} channels";
                if (Input.Skip(1).All(size => size == 1))
                    yield return "one position";
                int[] kernel = Of("Kernel"), stride = Of("Stride"), padding = Of("Padding");
                if (kernel.Length > 0 && kernel.SequenceEqual(Input.Skip(1)) && kernel.Any(size => size > 1))
                    yield return "Kernel of the input";
                if (kernel.Zip(stride).Any(axis => axis.First > axis.Second))
                    yield return "overlapping";
                if (padding.Any(size => size > 0))
                    yield return "Padding";
                if (padding.Length == 2 * Rank && Enumerable.Range(0, Rank).Any(axis => padding[2 * axis] != padding[(2 * axis) + 1]))
                    yield return "sides apart";
                if (Of("OutputPadding").Any(size => size > 0))
                    yield return "OutputPadding";
                foreach (var (name, sizes) in new[] { ("Stride", stride), ("Dilation", Of("Dilation")) })
                {
                    foreach (var size in sizes)
                        yield return $"{name} {size.ToString(CultureInfo.InvariantCulture)}";
                }

                for (var i = 0; i < Arguments.Length; i += 2)
                {
                    if (Arguments[i + 1] is bool or Enum)
                        yield return $"{Arguments[i]} {Arguments[i + 1]}";
                    else if (Arguments[i] is "Groups")
                        yield return Arguments[i + 1] is 1 ? "Groups 1" : Arguments[i + 1].Equals(Input[0]) ? "depthwise" : "Groups";
                }
            }
        }

        private int[] Of(string name) => Array.IndexOf(Arguments, name) is >= 0 and var at && Arguments[at + 1] is int[] sizes ? sizes : [];
    }
}
