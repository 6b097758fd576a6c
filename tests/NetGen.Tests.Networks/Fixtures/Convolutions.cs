namespace NetGen.Tests.Fixtures;

/// <summary>LeNet-5 with fewer filters.</summary>
[Network]
[Input(1, 16, 16)]
[Conv2D(4, Kernel = 5, Padding = 2), ReLU, MaxPool2D(2)]
[Conv2D(6, Kernel = 5), ReLU, MaxPool2D(2)]
[Flatten]
[Dense(9), Tanh]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet;

[Network]
[Input(3, 7, 9)]
[Conv2D(6, Kernel = 3, Padding = Pad.Same, Groups = 3, Bias = false)]
[Conv2D(8, Kernel = 1), SiLU]
[Conv2D(8, Kernel = 3, Stride = 2, Padding = 1, Groups = 8, Bias = false)]
[Conv2D(5, Kernel = 1), SiLU]
[GlobalAveragePool]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class DepthwiseSeparable;

[Network]
[Input(2, 8, 6)]
[Conv2D(4, Kernel = 3, Padding = 1, Name = "Down"), Tanh(Name = "skip")]
[AveragePool2D(2)]
[Conv2D(6, Kernel = 3, Padding = 1, Name = "Middle"), Tanh]
[ConvTranspose2D(4, Kernel = 2, Stride = 2, Name = "Up")]
[Concat("Up", "skip")]
[GELU]
[Conv2D(1, Kernel = 1, Name = "Head")]
[MeanSquaredError]
public sealed partial class UNet;

[Network]
[Input(2, 19, Axes = "CL")]
[Conv1D(4, Kernel = 3, Padding = Pad.Causal), Tanh]
[Conv1D(4, Kernel = 3, Padding = Pad.Causal, Dilation = 2), Tanh]
[Conv1D(1, Kernel = 3, Padding = Pad.Causal, Dilation = 4)]
[MeanSquaredError]
public sealed partial class CausalDilated;

[Network]
[Input(1, 4, 6, 8)]
[Conv3D(3, Kernel = 3, Padding = 1), ReLU, MaxPool3D(2)]
[Conv3D(4, Kernel = new[] { 1, 2, 3 }, Dilation = new[] { 1, 2, 1 }), ReLU]
[GlobalMaxPool]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class VolumeClassifier;

[Network]
[Input(2, 5, 6)]
[Conv2D(3, Kernel = 3, Padding = 2, PaddingMode = PaddingMode.Reflect), Tanh]
[Conv2D(3, Kernel = 3, Padding = new[] { 1, 2 }, PaddingMode = PaddingMode.Replicate), Tanh]
[Conv2D(2, Kernel = 3, Padding = 3, PaddingMode = PaddingMode.Circular, Stride = 2), Tanh]
[Conv2D(1, Kernel = 4, Padding = Pad.Same)]
[MeanSquaredError]
public sealed partial class PaddingModes;

[Network]
[Input(1, 10, 9)]
[Conv2D(3, Kernel = 3, Padding = 1)]
[MaxPool2D(3, Stride = 2, Padding = 1, CeilMode = true)]
[MaxPool2D(2, Stride = 1, Dilation = new[] { 2, 1 })]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class MaxPools;

[Network]
[Input(1, 10, 9)]
[Conv2D(3, Kernel = 3, Padding = 1)]
[AveragePool2D(3, Stride = 2, Padding = 1, CeilMode = true)]
[AveragePool2D(3, Stride = 1, Padding = 1, CountPadding = false)]
[AdaptiveAveragePool2D(new[] { 3, 4 })]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class AveragePools;

[Network]
[Input(2, 22, Axes = "CL")]
[Conv1D(4, Kernel = 5, Stride = 2, Padding = 2, Groups = 2), Tanh]
[MaxPool1D(3, Stride = 2, CeilMode = true)]
[ConvTranspose1D(6, Kernel = 4, Stride = 3, Padding = 1, OutputPadding = 2, Groups = 2, Dilation = 2, Name = "Up"), Sigmoid]
[AveragePool1D(3, Stride = 2, Padding = 1)]
[AdaptiveAveragePool1D(4)]
[Flatten]
[Dense(3)]
[MeanSquaredError]
public sealed partial class SignalPools;

[Network]
[Input(2, 3, 2, 3)]
[ConvTranspose3D(3, Kernel = new[] { 1, 2, 3 }, Stride = new[] { 1, 2, 2 }, Padding = new[] { 0, 0, 1 }, OutputPadding = new[] { 0, 1, 0 }, Name = "Up"), Tanh]
[AveragePool3D(2, Stride = 1, Padding = 1, CountPadding = false)]
[AdaptiveAveragePool3D(new[] { 3, 5, 2 })]
[Conv3D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class VolumeDecoder;

[Network]
[Input(2, 4, 5)]
[Upsample(2)]
[Conv2D(3, Kernel = 3, Stride = 2), Tanh]
[Upsample(new[] { 3, 2 }, Mode = UpsampleMode.Bilinear)]
[Conv2D(2, Kernel = 3, Stride = 2), Tanh]
[Upsample(2, Mode = UpsampleMode.Bilinear, AlignCorners = true)]
[Conv2D(1, Kernel = 3, Stride = 2)]
[MeanSquaredError]
public sealed partial class Upsamples;

[Network]
[Input(2, 6, Axes = "CL")]
[Upsample(3, Mode = UpsampleMode.Bilinear)]
[Conv1D(3, Kernel = 3, Stride = 2), Tanh]
[Upsample(2, Mode = UpsampleMode.Bilinear, AlignCorners = true)]
[Conv1D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class LinearUpsamples;

[Network]
[Input(1, 3, 2, 3)]
[Upsample(2, Mode = UpsampleMode.Bilinear)]
[Conv3D(2, Kernel = 2, Stride = 2), Tanh]
[Upsample(new[] { 1, 2, 2 }, Mode = UpsampleMode.Bilinear, AlignCorners = true)]
[Conv3D(1, Kernel = new[] { 2, 3, 3 })]
[MeanSquaredError]
public sealed partial class VolumeUpsamples;

[Network]
[Input(1, 4, 5)]
[Pad(0, 1, 1, 2, Value = 0.5)]
[Pad(1, Mode = PaddingMode.Reflect)]
[Pad(2, 0, 0, 3, Mode = PaddingMode.Circular)]
[Conv2D(8, Kernel = 3), Tanh]
[PixelShuffle(2)]
[Crop(1, 2, 2, 1)]
[Conv2D(1, Kernel = 3, Stride = 2)]
[MeanSquaredError]
public sealed partial class PadCropShuffle;
