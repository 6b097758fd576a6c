using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>A small network of smooth functions.</summary>
[Network, Input(5), Dense(7), Tanh, Dense(3), SoftmaxCrossEntropy]
public sealed partial class SmallSingle;

/// <summary>Two inputs, one of integers, two losses, a distribution, a batch normalization and dropout.</summary>
[Network(Precision = Precision.Double)]
[Input(3, Name = "a"), Input(2, Name = "b", Type = ElementType.Int32), Concat("a", "b"), Dense(8), BatchNorm, Tanh, Dropout(0.3, Name = "trunk")]
[Dense(4, Name = "kind"), Output, SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
[Dense(2, Name = "size", From = "trunk"), Output, MeanSquaredError(Weight = 0.5)]
public sealed partial class Mixed;

/// <summary>ReLU at its kink, where the input is 0.</summary>
[Network(Precision = Precision.Double), Input(2), Dense(4, BiasInitializer = Initializer.Zeros), ReLU, Dense(1), MeanSquaredError]
public sealed partial class Kinked;

/// <summary>A network whose gradients behind one layer are wrong by one in a hundred.</summary>
[Network(Precision = Precision.Double), Input(5), Dense(7), Tanh, Dense(3, Bias = false), MeanSquaredError]
public sealed partial class Wrong
{
    [OnGradient("Tanh1")]
    private static void Falsify(Span<double> gradient, int count)
    {
        foreach (ref double element in gradient)
            element *= 1.01;
    }
}

/// <summary>The gradient checker of users: what is right passes, what is wrong is named.</summary>
public sealed class GradientCheckTests
{
    [Fact]
    public void WhatIsRightPasses()
    {
        GradientReport single = GradientCheck.Run<SmallSingle>(), mixed = GradientCheck.Run<Mixed>(), regularized = GradientCheck.Run<RegularizedDouble>();
        Assert.All([single, mixed, regularized], report => Assert.True(report.Passed, report.ToString()));
        Assert.Equal(SmallSingle.Signature.Parameters.Tensors.Select(tensor => tensor.Name), single.Tensors.Select(tensor => tensor.Name));
        Assert.All(mixed.Tensors, tensor => Assert.InRange(tensor.RelativeError, 0, 1e-6));
        Assert.All(mixed.Tensors, tensor => Assert.Equal(Math.Min(tensor.Length, 32), tensor.Checked));
        Assert.True(mixed.Worst.RelativeError > 0);
    }

    /// <summary>All of several precisions, and no less than all elements.</summary>
    [Fact]
    public void EveryElementIsCheckedOnRequest()
    {
        GradientReport report = GradientCheck.Run<RegularizedDouble>(new GradientCheckOptions<double> { ElementsPerTensor = int.MaxValue, Seed = 3 });
        Assert.True(report.Passed, report.ToString());
        Assert.All(report.Tensors, tensor => Assert.Equal(tensor.Length, tensor.Checked));
    }

    /// <summary>The tensors before the falsified gradient fail, with the size of the error; those behind pass.</summary>
    [Fact]
    public void WhatIsWrongIsNamed()
    {
        GradientReport report = GradientCheck.Run<Wrong>();
        Assert.False(report.Passed);
        Assert.Equal([false, false, true], report.Tensors.Select(tensor => tensor.Passed));
        Assert.Equal(0.01, report.Worst.RelativeError, 1e-3);
        Assert.StartsWith("Dense1.", report.Worst.Name, StringComparison.Ordinal);
        Assert.Equal(1.01, report.Worst.Analytic / report.Worst.Numeric, 1e-4);
        string text = report.ToString();
        Assert.Contains("gradients are wrong", text, StringComparison.Ordinal);
        Assert.Contains($"worst: {report.Worst.Element}, analytic ", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("FAILED").Length - 1);
        Assert.Single(text.Split("passed").Skip(1));
    }

    /// <summary>One element of one tensor, altered in a session that is put around the network's, in either precision.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void AnElementThatIsAlteredIsFound(double by)
    {
        GradientReport report = GradientCheck.Run(new Mixed(seed: 5), new GradientCheckOptions<double>(), session => new Altered<double>(session, "size.weight", 3, by));
        TensorGradientReport wrong = Assert.Single(report.Tensors, tensor => !tensor.Passed);
        Assert.Equal(("size.weight", "size.weight[0, 3]"), (wrong.Name, wrong.Element));
        Assert.Same(wrong, report.Worst);
        Assert.False(GradientCheck.Run(new SmallSingle(seed: 5), new GradientCheckOptions<float>(), session => new Altered<float>(session, "Dense2.bias", 1, (float)by)).Passed);
    }

    /// <summary>At a kink there is no gradient; the one of PyTorch is not called wrong, and that it lies there is noted.</summary>
    [Fact]
    public void KinksAreNoted()
    {
        var data = Dataset.FromArrays([0.0, 0], [1.0], 2, 1);
        GradientReport report = GradientCheck.Run(new Kinked(seed: 1), new GradientCheckOptions<double> { Data = data });
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(4, report.Kinks);
        Assert.Contains("4 of the elements lie at a kink", report.ToString(), StringComparison.Ordinal);
        Assert.False(GradientCheck.Run(new Kinked(seed: 1), new GradientCheckOptions<double> { Data = data }, session => new Altered<double>(session, "Dense1.bias", 1, 30)).Passed);
    }

    /// <summary>What was checked is as it was: parameters, running statistics, and that a trained network is checked where it is.</summary>
    [Fact]
    public void TheNetworkIsLeftAsItWas()
    {
        var network = new Mixed(seed: 5);
        double[] parameters = network.Parameters.Span.ToArray(), buffers = network.Buffers.Span.ToArray();
        Assert.True(GradientCheck.Run(network, new GradientCheckOptions<double>()).Passed);
        Assert.Equal(parameters, network.Parameters.Span.ToArray());
        Assert.Equal(buffers, network.Buffers.Span.ToArray());
    }

    [Fact]
    public void WhatCannotBeCheckedIsRefused()
    {
        Assert.Contains("Add one, such as", Assert.Throws<InvalidOperationException>(() => GradientCheck.Run<Connected>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<Wrong>(new GradientCheckOptions<double> { Step = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<Wrong>(new GradientCheckOptions<double> { Tolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<Wrong>(new GradientCheckOptions<double> { Samples = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<Wrong>(new GradientCheckOptions<double> { ElementsPerTensor = 0 }));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run<Wrong>(new GradientCheckOptions<double> { Data = Dataset.FromArrays([0.0, 0], [1.0], 2, 1) }));
    }

    private sealed class Altered<T>(ITrainingSession<T> inner, string tensor, int element, T by) : ITrainingSession<T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        public int Capacity => inner.Capacity;

        public FlatBuffer<T> Gradients => inner.Gradients;

        public ulong Seed
        {
            get => inner.Seed;
            set => inner.Seed = value;
        }

        public ulong Step
        {
            get => inner.Step;
            set => inner.Step = value;
        }

        public T Backward(scoped Batch<T> batch)
        {
            T loss = inner.Backward(batch);
            Gradients[tensor][element] += by;
            return loss;
        }

        public T Accumulate(scoped Batch<T> batch) => throw new NotSupportedException();

        public void Dispose() => inner.Dispose();
    }
}
