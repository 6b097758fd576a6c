using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>Convolutions and pools of odd shapes equal the interpreter, and a maximum pool gives its gradient where PyTorch does.</summary>
public sealed class SpatialShapeTests
{
    private const int Count = 3;

    private static readonly int[] Picture = [1, 2, 8];

    public static TheoryData<int> Channels => [1, 3, 5, 17, 33];

    // One element, rows shorter and longer than any vector, and kernels as large as their input.
    [Theory]
    [MemberData(nameof(Channels))]
    public void OddShapesEqualTheInterpreter(int channels)
    {
        (int[] Sizes, object[] Kernel)[] shapes =
        [
            ([1, 1], ["Kernel", 1]),
            ([1, 1], ["Kernel", 3, "Padding", 1]),
            ([4, 3], ["Kernel", new[] { 4, 3 }]),
            ([5, 7], ["Kernel", 3, "Padding", Pad.Same]),
            ([3, 35], ["Kernel", new[] { 2, 4 }, "Padding", new[] { 1, 0, 0, 3 }]),
            ([6, 9], ["Kernel", 2, "Stride", new[] { 3, 2 }, "Dilation", new[] { 2, 3 }, "Padding", 2]),
        ];
        var specs = shapes.Select(shape => new Architecture().Input("input", [channels, .. shape.Sizes])
            .Layer("Conv2D", arguments: ["Filters", 3, .. shape.Kernel])
            .Layer("ConvTranspose2D", arguments: ["Filters", channels, "Kernel", 3, "Stride", 2])
            .Layer("MaxPool2D", arguments: ["Kernel", 2, "CeilMode", true])
            .Layer("GlobalAveragePool").Spec()).ToArray();
        var drivers = NetworkCompilation.Compile([.. specs.Select(spec => (spec, true))]);
        for (var i = 0; i < specs.Length; i++)
            Compare($"{channels} channels, shape {i}", specs[i], drivers[i], new Random(i));
    }

    /// <summary>PyTorch: the first of equal elements, the last of several NaN, and −∞ where there is nothing else.</summary>
    [Fact]
    public void TheFirstLargestElementGetsTheGradient()
    {
        const double NaN = double.NaN, Least = double.NegativeInfinity;
        var spec = new Architecture().Input("input", [1])
            .Layer("Dense", "Picture", arguments: ["Units", 16, "Bias", false]).Layer("Reshape", arguments: ["Shape", Picture])
            .Layer("MaxPool2D", arguments: ["Kernel", 2]).Spec();
        foreach (var driver in NetworkCompilation.Compile((spec, true), (spec with { IsDouble = false }, true)))
        {
            // With an input of 1, the weights are the picture, and their gradients those of the picture.
            driver.Parameters = new(StringComparer.Ordinal)
            {
                ["Picture.weight"] =
                [
                    2, 2, 0, 3, NaN, 1, Least, Least,
                    2, 1, 3, 3, NaN, 5, Least, Least,
                ],
            };
            driver.Start(1, 0, 0);
            Assert.Equal([2, 3, NaN, Least], driver.Forward([[1]], 1, 0)[0]);
            driver.Backward([[1, 10, 100, 1000]]);
            Assert.Equal([1, 0, 0, 10, 0, 0, 1000, 0, 0, 0, 0, 0, 100, 0, 0, 0], driver.Gradients["Picture.weight"]);
        }
    }

    private static void Compare(string about, NetworkSpec spec, INetworkDriver driver, Random random)
    {
        var truth = new Interpreted(spec);
        var data = new RandomData(truth.Network, Count, random);
        var parameters = driver.Parameters;
        driver.Start(Count + 1, 0, 0);
        var expected = truth.Differentiate(parameters, data.Inputs, data.OutputGradients, Count, null);
        Equality.AssertEqual($"{about}, prediction", driver.Predict(data.Inputs, Count), expected.Outputs, 1e-12);
        Equality.AssertEqual($"{about}, output", driver.Forward(data.Inputs, Count, 0), expected.Outputs, 1e-12);
        driver.Backward(data.OutputGradients);
        Equality.AssertEqual($"{about}, gradient of", driver.Gradients, expected.Gradients, 1e-12);
    }
}
