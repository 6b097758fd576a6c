using System.Numerics;
using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Functions of the user's own in networks: they train as built-in ones of the same formula do, and as numbers say.</summary>
public sealed class OwnFunctionTests
{
    private const int Samples = 37;

    /// <summary>The same formula is the same code: not a bit differs after twenty steps.</summary>
    [Fact]
    public void TheSameFormulaTrainsToTheSameBits() => Compare<BuiltInMish, OwnMish, float>(0);

    /// <summary>Another way to write a function, a loss, a block and a class of its own: as close as rounding allows.</summary>
    [Fact]
    public void OtherWaysToWriteItTrainAlike()
    {
        Compare<BuiltIn, Own, float>(1e-6);
        Compare<BuiltInPicture, OwnPicture, float>(1e-6);
        Compare<BuiltInPrecise, OwnPrecise, double>(1e-12);
    }

    /// <summary>A single sample goes through a method of its own.</summary>
    [Fact]
    public void ASingleSampleIsPredictedAlike()
    {
        var network = new Original(seed: 3);
        double[] inputs = Numbers<double>(3 * Samples, 5), outputs = new double[2 * Samples];
        network.Predict(inputs, outputs, Samples);
        for (int sample = 0; sample < Samples; sample++)
        {
            double[] one = new double[2], expected = Plainly(network, inputs.AsSpan(3 * sample, 3));
            network.Predict(inputs.AsSpan(3 * sample, 3), one);
            Assert.Equal(expected[0], one[0], 1e-12);
            Assert.Equal(expected[1], one[1], 1e-12);
            Assert.Equal(expected[0], outputs[2 * sample], 1e-12);
            Assert.Equal(expected[1], outputs[(2 * sample) + 1], 1e-12);
        }
    }

    /// <summary>What was derived is the slope of the loss, for every parameter.</summary>
    [Fact]
    public void TheGradientIsTheSlope()
    {
        const double Step = 1e-5;
        var network = new Original(seed: 3);
        double[] inputs = Numbers<double>(3 * Samples, 5), targets = Numbers<double>(2 * Samples, 6);
        using var session = network.CreateTrainingSession(Samples);
        session.Backward(inputs, targets, Samples);
        Span<double> parameters = network.Parameters.Span;
        for (int i = 0; i < parameters.Length; i++)
        {
            double before = parameters[i];
            parameters[i] = before + Step;
            double above = network.Evaluate(inputs, targets, Samples);
            parameters[i] = before - Step;
            double below = network.Evaluate(inputs, targets, Samples);
            parameters[i] = before;
            Assert.Equal((above - below) / (2 * Step), session.Gradients.Span[i], 1e-7);
        }
    }

    private static double[] Plainly(Original network, ReadOnlySpan<double> input)
    {
        double[] first = Dense(network, "Dense1", input.ToArray()), second = Dense(network, "Dense2", [.. first.Select(x => (x * Math.Exp(-x * x)) + (2 * x / 3))]);
        return Dense(network, "Dense3", [.. second.Select(x => Math.Abs(x) > 3 ? 0 : (Math.Abs(x) >= 2 ? 3 - Math.Abs(x) : 1) * x * Math.Exp(-0.5 * x * x))]);
    }

    private static double[] Dense(Original network, string name, double[] x)
    {
        TensorView<double> weight = network.Parameters[name + ".weight"], bias = network.Parameters[name + ".bias"];
        double[] w = weight.ToArray(), b = bias.ToArray();
        return [.. b.Select((value, row) => value + x.Select((element, i) => element * w[(row * x.Length) + i]).Sum())];
    }

    private static void Compare<TBuiltIn, TOwn, T>(double tolerance)
        where TBuiltIn : class, INetwork<TBuiltIn, T>
        where TOwn : class, INetwork<TOwn, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TBuiltIn builtIn = TBuiltIn.Create(seed: 5);
        TOwn own = TOwn.Create(seed: 6);
        Assert.NotEqual(builtIn.Parameters.Span.ToArray(), own.Parameters.Span.ToArray());
        builtIn.Parameters.Span.CopyTo(own.Parameters.Span);
        T[] initial = own.Parameters.Span.ToArray(), inputs = Numbers<T>(Samples * TOwn.Signature.Inputs[0].Length, 7), targets = Numbers<T>(Samples * TOwn.Signature.Targets[0].Length, 8);
        AssertEqual("losses", Train<TBuiltIn, T>(builtIn, inputs, targets), Train<TOwn, T>(own, inputs, targets), tolerance);
        AssertEqual("parameters", builtIn.Parameters.Span.ToArray(), own.Parameters.Span.ToArray(), tolerance);
        AssertEqual("outputs", Predict<TBuiltIn, T>(builtIn, inputs), Predict<TOwn, T>(own, inputs), tolerance);
        Assert.NotEqual(initial, own.Parameters.Span.ToArray());
    }

    private static T[] Train<TNetwork, T>(TNetwork network, T[] inputs, T[] targets)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using ITrainingSession<T> session = network.CreateTrainingSession(Samples);
        var optimizer = new Sgd<T>(0.05);
        var losses = new T[20];
        for (int step = 0; step < losses.Length; step++)
        {
            losses[step] = session.Backward(new Batch<T>([new Slot<T>(inputs)], [new Slot<T>(targets)], Samples));
            optimizer.Step(network.Parameters, session.Gradients);
        }

        Assert.True(losses[^1] < losses[0]);
        return losses;
    }

    private static T[] Predict<TNetwork, T>(TNetwork network, T[] inputs)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var outputs = new T[Samples * TNetwork.Signature.Outputs[0].Length];
        network.Predict(new Batch<T>([new Slot<T>(inputs)], [], Samples), new[] { outputs.AsMemory() });
        return outputs;
    }

    private static void AssertEqual<T>(string what, T[] expected, T[] actual, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tolerance == 0)
            Assert.Equal(expected, actual);
        else
            PyTorch.Tolerance.AssertEqual<T>(what, actual, expected, tolerance);
    }

    private static T[] Numbers<T>(int count, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked((2 * random.NextDouble()) - 1))];
    }
}
