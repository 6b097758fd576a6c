using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>Normalizations of many shapes against the interpreter: in training, what follows in the buffers, and what predictions make of those.</summary>
public sealed class NormalizationTests
{
    private const int Count = 11;

    // By turns with the channels last, as kernels take them, and first, as users write them.
    private static readonly (int Channels, int[] Space)[] Shapes =
        [(1, [3, 3]), (1, [1]), (17, [1, 3]), (3, [2, 5]), (3, [1, 1]), (16, [2, 2]), (33, [3]), (64, [2]), (65, [1]), (8, [3, 4]), (130, [3]), (5, [7])];

    public static TheoryData<string> Kinds => [.. NormalizationLayer.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualTheInterpreter(string kind)
    {
        var spec = Spec(kind);
        var drivers = NetworkCompilation.Compile((spec, true), (spec with { IsDouble = false }, true));
        var truth = new Interpreted(spec);
        var random = new Random(7);
        var data = new RandomData(truth.Network, Count, random);
        for (var i = 0; i < data.Inputs.Length; i++)
            data.Inputs[i] = [.. data.Inputs[i].Select(x => (double)(float)(1 + x))];
        var parameters = new SortedDictionary<string, double[]>(drivers[0].Parameters.ToDictionary(pair => pair.Key, pair => pair.Value.Select(_ => (double)(float)RandomData.Normal(random)).ToArray()), StringComparer.Ordinal);
        foreach (var (driver, tolerance) in drivers.Zip([1e-12, 2e-5]))
        {
            var buffers = truth.InitialBuffers();
            driver.Parameters = parameters;
            driver.Buffers = new(buffers.ToDictionary(pair => pair.Key, pair => (double[])pair.Value.Clone()), StringComparer.Ordinal);
            driver.Start(Count + 2, 3, 0);
            foreach (var count in new[] { Count, 3 })
            {
                var part = data.First(count);
                var (outputs, gradients) = truth.Differentiate(parameters, part.Inputs, part.OutputGradients, count, null, buffers);
                var about = $"{kind}, {count} samples";
                Equality.AssertEqual($"{about}, output in training", driver.Forward(part.Inputs, count, 0), outputs, tolerance);
                driver.Backward(part.OutputGradients);
                Equality.AssertEqual($"{about}, gradient of", driver.Gradients, gradients, tolerance * count);
                Equality.AssertEqual($"{about}, buffer", driver.Buffers, buffers, tolerance);
                Equality.AssertEqual($"{about}, output", driver.Predict(part.Inputs, count), truth.Predict(parameters, part.Inputs, count, buffers), tolerance);
            }
        }
    }

    private static NetworkSpec Spec(string kind)
    {
        var network = new Architecture();
        for (var i = 0; i < Shapes.Length; i++)
        {
            var (channels, space) = Shapes[i];
            var isLast = i % 2 == 0;
            var index = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var roles = space.Length == 1 ? "L" : "HW";
            roles = isLast ? roles + "C" : "C" + roles;
            int[] sizes = isLast ? [.. space, channels] : [channels, .. space];
            if (!NormalizationLayer.Takes(kind, sizes, roles))
                continue;
            network.Input("x" + index, sizes, axes: roles);
            // The parameters of the first have gradients through the second.
            network.Layer("BatchNorm", "z" + index, "x" + index, arguments: ["Epsilon", 0.1]).Layer("Sigmoid", "s" + index, "z" + index);
            network.Layer(kind, "y" + index, "s" + index, arguments: NormalizationLayer.Draw(kind, new Random(i), sizes, roles));
            network.Layer("Output", "out" + index, "y" + index);
        }

        return network.Spec();
    }
}
