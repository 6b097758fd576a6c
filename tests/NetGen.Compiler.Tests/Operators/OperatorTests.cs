using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

/// <summary>
/// The gradients that generated code computes are the slopes of what it computes, at the width this process runs: against
/// central differences in double, with an upstream gradient that is not 1; and float agrees with double.
/// </summary>
public sealed class OperatorTests
{
    private const double Step = 1e-5;
    private const double Kink = 1e-3;
    private const int Probes = 24;

    public static TheoryData<string> Names => [.. OperatorCase.All.Keys];

    [Fact]
    public void EveryLayerHasACase() =>
        Assert.Empty(LayerDefinition.All.Keys.Except(["Custom"]).Except(OperatorCase.All.Keys.SelectMany(name => OperatorCase.Spec(name, true, 8).Layers).Select(layer => layer.Kind)));

    [Fact]
    public void AllCasesTogetherStandOnEverySize()
    {
        var sizes = OperatorCase.All.Keys.Select(OperatorCase.SizesOf).ToArray();
        Assert.Equal(Enumerable.Range(1, OperatorCase.Largest), sizes.SelectMany(of => of).Distinct().Order());
        Assert.All(sizes, of => Assert.True(of.Length == of.Distinct().Count() && of.Min() == 1 && of.Max() > 100));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreSlopes(string name)
    {
        // Not all sizes: compiling the dense layers before the operators is most of the time.
        var spec = OperatorCase.Spec(name, isDouble: true, OperatorCase.SizesOf(name));
        var drivers = NetworkCompilation.Compile((spec, true), (spec, false), (spec with { IsDouble = false }, true));
        var random = new Random(name.Length);
        var data = new RandomData(Architecture.Build(spec), 2, random);
        data.Inputs[0] = [1, -0.5];
        var parameters = Draw(drivers[0].Parameters, random);
        foreach (var driver in drivers)
        {
            driver.Parameters = parameters;
            driver.Start(3, seed: 5, step: 0);
        }

        CheckCallersLoss(name, drivers[0], data, parameters, random);
        CheckCallersLoss(name + ", not optimized", drivers[1], data, parameters, random);
        if (drivers[0].Signature.HasLoss)
        {
            CheckLosses(name, drivers[0], data, parameters, random);
            CheckLosses(name + ", not optimized", drivers[1], data, parameters, random);
        }

        CheckFloat(name, drivers[2], drivers[0], data, parameters);
    }

    [Fact]
    public void AtAKinkTheSlopeIsPyTorchs()
    {
        foreach (var (kind, slope) in new[] { ("ReLU", 0.0), ("LeakyReLU", 0.2) })
        {
            var spec = OperatorCase.Spec(kind, isDouble: true, 1, 7, 33);
            foreach (var driver in NetworkCompilation.Compile((spec, true), (spec, false), (spec with { IsDouble = false }, true)))
            {
                driver.Parameters = new(driver.Parameters.ToDictionary(pair => pair.Key, pair => pair.Value.Select((_, i) => i % 2 == 0 ? 0.0 : -0.0).ToArray()), StringComparer.Ordinal);
                driver.Start(1, 0, 0);
                Assert.All(driver.Forward([[1]], 1, 0), output => Assert.All(output, value => Assert.Equal(0, value)));
                driver.Backward([.. driver.Signature.Outputs.Select(output => Enumerable.Repeat(3.0, output.Length).ToArray())]);
                Assert.All(driver.Gradients.Values, gradient => Assert.All(gradient, value => Assert.Equal(3 * slope, value, 1e-6)));
            }
        }
    }

    [Fact]
    public void TheMemoryOfAForwardPassIsUsedOnce()
    {
        var driver = NetworkCompilation.Compile((OperatorCase.Spec("Tanh", isDouble: true, 4), true))[0];
        driver.Start(1, 0, 0);
        driver.Forward([[1]], 1, 0);
        driver.Backward([[1, 1, 1, 1]]);
        Assert.Throws<InvalidOperationException>(() => driver.Backward([[1, 1, 1, 1]]));
    }

    private static SortedDictionary<string, double[]> Draw(SortedDictionary<string, double[]> shapes, Random random) => new(
        shapes.ToDictionary(pair => pair.Key, pair => pair.Value.Select(_ => Away(random)).ToArray()), StringComparer.Ordinal);

    // Every kink is at 0, and the layers before it multiply by the input, which is 1 and −½. What is in float is meant to be so in double.
    private static double Away(Random random)
    {
        while (true)
        {
            double x = (float)(1.5 * RandomData.Normal(random));
            if (Math.Abs(x) > 4 * Kink)
                return x;
        }
    }

    private static void CheckCallersLoss(string name, INetworkDriver driver, RandomData data, SortedDictionary<string, double[]> parameters, Random random)
    {
        driver.Forward(data.Inputs, data.Count, 9);
        driver.Backward(data.OutputGradients);
        Check($"{name}: gradient of the caller's loss for", driver, parameters, random, () =>
            driver.Forward(data.Inputs, data.Count, 9).Zip(data.OutputGradients, (output, gradient) => output.Zip(gradient, (y, g) => y * g).Sum()).Sum());
    }

    private static void CheckLosses(string name, INetworkDriver driver, RandomData data, SortedDictionary<string, double[]> parameters, Random random)
    {
        driver.Backward(data.Inputs, data.Targets, data.Count, 9);
        Check($"{name}: gradient of the loss for", driver, parameters, random, () => driver.Evaluate(data.Inputs, data.Targets, data.Count));
    }

    private static void Check(string what, INetworkDriver driver, SortedDictionary<string, double[]> parameters, Random random, Func<double> f)
    {
        var gradients = driver.Gradients;
        foreach (var (path, elements) in parameters)
        {
            var probes = Enumerable.Range(0, elements.Length).OrderBy(_ => random.Next()).Take(Probes).Order().ToArray();
            double Moved(int i, double by)
            {
                var moved = (double[])elements.Clone();
                moved[i] += by;
                driver.Parameters = new(StringComparer.Ordinal) { [path] = moved };
                return f();
            }

            var slopes = probes.Select(i => (Moved(i, Step) - Moved(i, -Step)) / (2 * Step)).ToArray();
            driver.Parameters = new(StringComparer.Ordinal) { [path] = elements };
            Equality.AssertEqual($"{what} {path}", [.. probes.Select(i => gradients[path][i])], slopes, 1e-7);
        }
    }

    private static void CheckFloat(string name, INetworkDriver single, INetworkDriver exact, RandomData data, SortedDictionary<string, double[]> parameters)
    {
        exact.Parameters = parameters;
        var rounded = new double[][][] { data.Inputs, data.Targets, data.OutputGradients }.Select(all => all.Select(values => values.Select(value => (double)(float)value).ToArray()).ToArray()).ToArray();
        Equality.AssertEqual($"{name} in float, output", single.Forward(rounded[0], data.Count, 9), exact.Forward(rounded[0], data.Count, 9), 1e-5);
        single.Backward(rounded[2]);
        exact.Backward(rounded[2]);
        Equality.AssertEqual($"{name} in float, gradient of", single.Gradients, exact.Gradients, 1e-5);
        if (!exact.Signature.HasLoss)
            return;
        Equality.AssertEqual($"{name} in float, loss", [single.Backward(rounded[0], rounded[1], data.Count, 9)], [exact.Backward(rounded[0], rounded[1], data.Count, 9)], 1e-5);
        Equality.AssertEqual($"{name} in float, gradient of the loss for", single.Gradients, exact.Gradients, 1e-5);
    }
}
