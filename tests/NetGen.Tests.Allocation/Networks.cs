namespace NetGen.Tests.Allocation;

/// <summary>So small that a sample is predicted by straight-line code, without scratch.</summary>
[Network, Input(4), Dense(8), ReLU, Dropout(0.25), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Small;

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(4), Dense(8), ReLU, Dropout(0.25), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class SmallDouble;

/// <summary>Too wide for straight-line code: every prediction needs scratch. Small all the same, so that it is quick without SIMD too.</summary>
[Network, Input(4), Dense(65), GELU, Dropout(0.25), Dense(3), Tanh, SoftmaxCrossEntropy]
internal sealed partial class Wide;

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(4), Dense(65), GELU, Dropout(0.25), Dense(3), Tanh, SoftmaxCrossEntropy]
internal sealed partial class WideDouble;

/// <summary>Convolutions in both directions, pools, padding and what makes pictures larger.</summary>
[Network, Input(2, 5, 4), Conv2D(4, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Circular), ReLU, MaxPool2D(2, Stride = 1), PixelShuffle(2)]
[ConvTranspose2D(2, Kernel = 2), Upsample(2, Mode = UpsampleMode.Bilinear), Crop(2), AveragePool2D(2), Flatten, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Convolutional;

/// <summary>The pools of whole pictures and of parts, a depthwise convolution, padding and nearest neighbours.</summary>
[Network, Input(2, 4, 3), Conv2D(2, Kernel = 2, Groups = 2, Bias = false), Pad(1, Mode = PaddingMode.Reflect), Upsample(2), AdaptiveAveragePool2D(3, Name = "parts")]
[GlobalMaxPool(Name = "largest"), GlobalAveragePool(Name = "mean", From = "parts"), Concat("largest", "mean"), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Pooled;

/// <summary>Layers on one axis.</summary>
[Network, Input(2, 9, Axes = "CL"), Conv1D(4, Kernel = 3, Padding = Pad.Causal), BatchNorm, ReLU, SpatialDropout(0.2), MaxPool1D(2, Stride = 1)]
[ConvTranspose1D(4, Kernel = 3, Stride = 2, OutputPadding = 1), GroupNorm(2), Upsample(2, Mode = UpsampleMode.Bilinear), AveragePool1D(3, Padding = 1), LayerNorm(Axes = "C")]
[AdaptiveAveragePool1D(4), InstanceNorm, Flatten, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class OnSignals;

/// <summary>Layers on three axes.</summary>
[Network, Input(1, 3, 4, 3), Conv3D(2, Kernel = 2), BatchNorm, SpatialDropout(0.2), MaxPool3D(2, Stride = 1, Padding = 1), RMSNorm(Axes = "C")]
[ConvTranspose3D(2, Kernel = 2), LocalResponseNorm(2), AveragePool3D(2), Upsample(2, Mode = UpsampleMode.Bilinear), InstanceNorm(Affine = true)]
[AdaptiveAveragePool3D(2), GlobalAveragePool, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class OnVolumes;

/// <summary>Normalizations, and a loss that is normalized by its targets.</summary>
[Network, Input(2, 5, 4), Conv2D(6, Kernel = 3), BatchNorm, ReLU, SpatialDropout(0.2), GroupNorm(2), LocalResponseNorm(3), InstanceNorm(TrackRunningStatistics = true)]
[Flatten, LayerNorm, Dense(5), BatchNorm(Affine = false), RMSNorm, Dense(3), SoftmaxCrossEntropy(ClassWeights = new[] { 1, 2, 0.5 }, IgnoreIndex = -1)]
internal sealed partial class Normalized;

/// <summary>All that draws in training, and methods that receive gradients.</summary>
[Network, Input(4), GaussianNoise(0.1), Dense(17, DropConnect = 0.2), Tanh, AlphaDropout(0.2), GaussianDropout(0.1)]
[Residual<RegularizedBody>(DropPath = 0.2), StochasticDepth(0.1, Mode = StochasticDepthMode.Batch), Dense(3), SoftmaxCrossEntropy]
internal sealed partial class Regularized
{
    private float largest;

    [OnGradient("Dense1")]
    private void Watch(ReadOnlySpan<float> gradient, int count) => largest = MathF.Max(largest, gradient[0]);

    [OnGradient("Tanh1")]
    private static void Halve(Span<float> gradient, int count)
    {
        foreach (ref float element in gradient)
            element /= 2;
    }
}

/// <summary>A body that keeps the shape.</summary>
[Block, Dense(17, DropConnect = 0.1), Tanh]
internal sealed class RegularizedBody;

/// <summary>Promises more than it keeps.</summary>
[Network, Input(4), Dense(3)]
internal sealed partial class Leaking
{
    private object? kept;

    [RealTime]
    public void Leak() => kept = kept is null ? new object() : null;
}

/// <summary>So many parameters that threads share the optimizer's step.</summary>
[Network, Input(128), Dense(256)]
internal sealed partial class Large;

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(128), Dense(256)]
internal sealed partial class LargeDouble;
