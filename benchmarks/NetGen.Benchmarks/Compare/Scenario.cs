using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Compare;

/// <summary>A bar: the peer's time must be at least so many times NetGen's.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Factor">How many times as fast NetGen must be; below 1 it may be slower.</param>
/// <param name="Text">The bar as it is stated.</param>
internal sealed record Bar(string Peer, double Factor, string Text)
{
    /// <summary>What measurement may cost: the lower end of the interval must reach this share of the factor.</summary>
    public const double Allowance = 0.97;

    /// <summary>NetGen is at least so many times as fast.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="factor">How many times.</param>
    /// <returns>The bar.</returns>
    public static Bar AtLeast(string peer, double factor) => new(peer, factor, FormattableString.Invariant($"≥ {factor} ×"));

    /// <summary>NetGen takes at most so many times as long.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="times">How many times.</param>
    /// <returns>The bar.</returns>
    public static Bar AtMost(string peer, double times) => new(peer, 1 / times, FormattableString.Invariant($"NetGen ≤ {times} × its time"));

    /// <summary>Whether a ratio reaches the bar.</summary>
    /// <param name="ratio">The peer's time over NetGen's.</param>
    /// <returns>Whether it does.</returns>
    public bool IsReachedBy(MedianInterval ratio) => ratio.Low >= Allowance * Factor;
}

/// <summary>A piece of work, who does it, and how fast NetGen must be.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Key">What the command line calls it.</param>
/// <param name="Batch">The samples of a call.</param>
/// <param name="NetGen">Makes NetGen's contender.</param>
/// <param name="Peers">Makes the others.</param>
/// <param name="Bars">The bars.</param>
internal sealed record Scenario(
    string Title,
    string Key,
    int Batch,
    Func<Contender> NetGen,
    Func<IReadOnlyList<PyTorchProcess>, IEnumerable<Contender>> Peers,
    IReadOnlyList<Bar> Bars)
{
    /// <summary>How much results may differ, relative to the largest.</summary>
    public double Tolerance { get; init; } = 1e-4;

    private const string OnnxRuntime = "ONNX Runtime", PyTorch = "PyTorch", HandWritten = "hand-written", Floor = "FMA floor", BuiltIn = "built-in";

    /// <summary>All scenarios, in the order of the table.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Inference("4-16-16-3 ReLU, softmax", "iris", 1, () => new NetGenIris(), softmax: true, [Bar.AtLeast(OnnxRuntime, 50), Bar.AtMost(HandWritten, 1.2)]),
        Inference("784-128-64-10 ReLU", "digits", 1, () => new NetGenDigits(1), softmax: false, [Bar.AtLeast(OnnxRuntime, 2.2)]),
        Inference("784-128-64-10 ReLU", "digits", 64, () => new NetGenDigits(64), softmax: false, [Bar.AtLeast(OnnxRuntime, 1)]),
        Inference("1024-1024-1024-1024 ReLU", "wide", 1, () => new NetGenWide(1), softmax: false, [Bar.AtLeast(OnnxRuntime, 1)]),
        Inference("1024-1024-1024-1024 ReLU", "wide", 128, () => new NetGenWide(128), softmax: false, [Bar.AtLeast(OnnxRuntime, 1)]),
        new("784-128-64-10, training step with Adam", "digits-train", 64, () => NetGenTraining.Digits(null), processes => PyTorchContender.Training(processes, "digits", 64), [Bar.AtLeast(PyTorch, 2)]),
        new("1024-1024-1024-1024, training step with Adam", "wide-train", 128, () => NetGenTraining.Wide(null), processes => PyTorchContender.Training(processes, "wide", 128), [Bar.AtLeast(PyTorch, 1.15)]),
        Inference("64-64-64 ReLU, one call on 1,000 samples", "policy", 1000, () => new NetGenPolicy(), softmax: false, [Bar.AtMost(Floor, 1.3)]),
        Pictures("LeNet-5", "lenet", 1, () => NetGenPictures.LeNet(1), LeNetProducts, [Bar.AtLeast(OnnxRuntime, 2.5)]),
        Pictures("LeNet-5", "lenet", 64, () => NetGenPictures.LeNet(64), LeNetProducts, [Bar.AtLeast(OnnxRuntime, 1.5), Bar.AtLeast(PyTorch, 1.5)]),
        Pictures("four 3×3 convolutions 32-32-64-64, dense 256, 10", "convolutions", 1, () => NetGenPictures.FourConvolutions(1), FourConvolutionsProducts, [Bar.AtLeast(OnnxRuntime, 1)]),
        Pictures("four 3×3 convolutions 32-32-64-64, dense 256, 10", "convolutions", 32, () => NetGenPictures.FourConvolutions(32), FourConvolutionsProducts, [Bar.AtLeast(OnnxRuntime, 1)]),
        Pictures("ResNet-20", "resnet", 1, () => NetGenPictures.ResNet(1), ResNetProducts, [Bar.AtLeast(OnnxRuntime, 1)]),
        Pictures("ResNet-20", "resnet", 32, () => NetGenPictures.ResNet(32), ResNetProducts, [Bar.AtLeast(OnnxRuntime, 1)]),
        new("LeNet-5, training step with Adam", "lenet-train", 64, () => NetGenTraining.LeNet(null), processes => PyTorchContender.Training(processes, "lenet", 64, PyTorchContender.BothOrders), [Bar.AtLeast(PyTorch, 2)]),
        new("four convolutions, training step with Adam", "convolutions-train", 32, () => NetGenTraining.FourConvolutions(null), processes => PyTorchContender.Training(processes, "convolutions", 32, PyTorchContender.BothOrders), [Bar.AtLeast(PyTorch, 1.25)]),
        new("ResNet-20, training step with Adam", "resnet-train", 32, () => NetGenTraining.ResNet(null), processes => PyTorchContender.Training(processes, "resnet", 32, PyTorchContender.BothOrders), [Bar.AtLeast(PyTorch, 1.25)])
        {
            // What is rounded otherwise grows from step to step with batch norm and Adam: PyTorch's own two orders of axes differ by 8e-4.
            Tolerance = 1e-3,
        },
        .. Own<OwnMish, BuiltInMish>("mish", "Mish"),
        .. Own<OwnSiLU, BuiltInSiLU>("silu", "SiLU"),
        .. Own<OwnTanh, BuiltInTanh>("tanh", "tanh"),
        .. Own<OwnLeakyReLU, BuiltInLeakyReLU>("leaky", "leaky ReLU"),
    ];

    // Multiply-adds of the convolutions and dense layers for a sample.
    private static long LeNetProducts => (28 * 28 * 6 * 25) + (10 * 10 * 16 * 150) + (400 * 120) + (120 * 84) + 840;

    private static long ResNetProducts => (1024 * 16 * 27) + Stage(1024, 16, 16) + Stage(256, 32, 16) + Stage(64, 64, 32) + 640;

    private static long FourConvolutionsProducts => (1024 * 32 * 27) + (1024 * 32 * 288) + (256 * 64 * 288) + (256 * 64 * 576) + (4096 * 256) + 2560;

    // Three residual layers, the first of which may have fewer channels before it.
    private static long Stage(long pixels, long width, long before) => pixels * width * ((9 * (before + (5 * width))) + (before == width ? 0 : before));

    // A method of one's own beside the built-in activation of the same formula.
    private static Scenario[] Own<TOwn, TBuiltIn>(string key, string title)
        where TOwn : class, INetwork<TOwn, float>
        where TBuiltIn : class, INetwork<TBuiltIn, float> =>
    [
        new($"{title} as a method of one's own, 4096 elements", $"own-{key}", OwnFunctions.Batch, () => new ActivationInference<TOwn>("NetGen"), _ => [new ActivationInference<TBuiltIn>(BuiltIn)], [Bar.AtMost(BuiltIn, 1.1)]),
        new($"{title} as a method of one's own, loss and gradients", $"own-{key}-train", OwnFunctions.Batch, () => new ActivationTraining<TOwn>("NetGen"), _ => [new ActivationTraining<TBuiltIn>(BuiltIn)], [Bar.AtMost(BuiltIn, 1.1)]),
    ];

    private static Scenario Inference(string title, string network, int batch, Func<NetGenInference> netGen, bool softmax, IReadOnlyList<Bar> bars) =>
        new($"{title}", $"{network}-{batch}", batch, netGen, processes => Others(network, batch, softmax, processes), bars);

    private static Scenario Pictures(string title, string network, int batch, Func<NetGenInference> netGen, long products, IReadOnlyList<Bar> bars) =>
        new(title, $"{network}-{batch}", batch, netGen, processes =>
        [
            .. OnnxRuntimeContender.Both(network, batch),
            .. PyTorchContender.Inference(processes, network, batch, PyTorchContender.BothOrders),
            new FmaFloor(batch * products),
        ], bars);

    private static IEnumerable<Contender> Others(string network, int batch, bool softmax, IReadOnlyList<PyTorchProcess> processes)
    {
        DenseWeights weights = NetGenInference.WeightsOf(network);
        float[] input = NetGenInference.InputOf(network, batch, weights.Inputs);
        foreach (Contender contender in OnnxRuntimeContender.Both(network, batch))
            yield return contender;
        foreach (Contender contender in PyTorchContender.Inference(processes, network, batch))
            yield return contender;
        if (network == "iris")
            yield return new HandWrittenContender(weights, input);
        yield return new TensorPrimitivesContender(weights, input, softmax);
        yield return new PlainLoopsContender(weights, input, softmax);
        if (batch > 1)
            yield return new FmaFloor((long)batch * weights.Weight.Sum(weight => weight.Length));
    }
}
