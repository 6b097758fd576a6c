namespace NetGen.Tests.Fixtures;

[Network]
[Input(3, 17, Axes = "CL")]
[Conv1D(6, Kernel = 4, Stride = 2, Padding = new[] { 2, 1 }, PaddingMode = PaddingMode.Reflect, Bias = false), Tanh]
[Conv1D(9, Kernel = 3, Dilation = 2, Groups = 3, Padding = Pad.Same), Tanh]
[Conv1D(5, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Circular), Tanh]
[Conv1D(10, Kernel = 3, Groups = 5, Padding = Pad.Valid), Tanh]
[Conv1D(2, Kernel = 3, Padding = Pad.Causal), Tanh]
[Conv1D(1, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Replicate)]
[MeanSquaredError]
public sealed partial class SignalConvolutions;

[Network]
[Input(3, 7, 8)]
[Conv2D(6, Kernel = new[] { 3, 2 }, Stride = new[] { 2, 1 }, Padding = new[] { 1, 0, 2, 1 }, Groups = 3, Bias = false), Tanh]
[Conv2D(4, Kernel = 3, Dilation = new[] { 1, 3 }, Padding = new[] { 1, 3 }), Tanh]
[Conv2D(4, Kernel = new[] { 2, 4 }, Groups = 2, Padding = Pad.Same, PaddingMode = PaddingMode.Reflect), Tanh]
[Conv2D(8, Kernel = new[] { 1, 3 }, Stride = new[] { 1, 2 }, Groups = 4, Padding = Pad.Valid), Tanh]
[Conv2D(2, Kernel = 1)]
[MeanSquaredError]
public sealed partial class PictureConvolutions;

[Network]
[Input(2, 4, 5, 3)]
[Conv3D(4, Kernel = new[] { 2, 3, 1 }, Stride = new[] { 1, 2, 1 }, Padding = new[] { 1, 1, 0 }, Groups = 2, Bias = false), Tanh]
[Conv3D(4, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Reflect), Tanh]
[Conv3D(4, Kernel = 2, Dilation = 2, Padding = new[] { 0, 1, 1, 0, 0, 0 }, PaddingMode = PaddingMode.Replicate, Groups = 4), Tanh]
[Conv3D(2, Kernel = new[] { 3, 1, 1 }, Padding = new[] { 1, 0, 0 }, PaddingMode = PaddingMode.Circular)]
[MeanSquaredError]
public sealed partial class VolumeConvolutions;

[Network]
[Input(3, 1, 1)]
[Conv2D(5, Kernel = 3, Padding = 1), Tanh]
[Conv2D(17, Kernel = 1), Tanh]
[ConvTranspose2D(3, Kernel = 2, Stride = 2, Name = "Up"), Tanh]
[MaxPool2D(2)]
[AveragePool2D(1)]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class OnePixel;

[Network]
[Input(1, 4, 5)]
[Conv2D(17, Kernel = new[] { 4, 5 }), Tanh]
[ConvTranspose2D(3, Kernel = new[] { 4, 5 }, Name = "Up"), Tanh]
[MaxPool2D(new[] { 4, 5 })]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class KernelOfInput;

[Network]
[Input(1, 3, 4)]
[Conv2D(3, Kernel = 2), Tanh]
[Conv2D(5, Kernel = new[] { 1, 2 }), Tanh]
[Conv2D(17, Kernel = 1, Bias = false), BatchNorm, Tanh]
[Conv2D(17, Kernel = 2, Padding = 1, Groups = 17)]
[Conv2D(33, Kernel = 1), GroupNorm(3), Tanh]
[MaxPool2D(2, Stride = 1, Padding = 1)]
[GlobalAveragePool]
[Dense(2)]
[MeanSquaredError]
public sealed partial class ManyChannels;

[Network]
[Input(3, 4, Axes = "CL")]
[ConvTranspose1D(6, Kernel = 3, Stride = 2, OutputPadding = 1, Groups = 3, Bias = false, Name = "Up1"), Tanh]
[ConvTranspose1D(2, Kernel = 3, Padding = 2, Dilation = 2, Name = "Up2")]
[MeanSquaredError]
public sealed partial class SignalTransposed;

[Network]
[Input(4, 3, 2)]
[ConvTranspose2D(6, Kernel = new[] { 3, 2 }, Stride = new[] { 2, 3 }, Padding = new[] { 1, 0 }, OutputPadding = new[] { 1, 2 }, Groups = 2, Bias = false, Name = "Up1"), Tanh]
[ConvTranspose2D(3, Kernel = 3, Padding = 1, Dilation = new[] { 2, 1 }, Name = "Up2"), Tanh]
[ConvTranspose2D(3, Kernel = 2, Groups = 3, Name = "Up3"), Tanh]
[Conv2D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class PictureTransposed;

[Network]
[Input(2, 2, 3, 2)]
[ConvTranspose3D(4, Kernel = new[] { 2, 1, 3 }, Stride = new[] { 2, 1, 2 }, Padding = new[] { 0, 0, 1 }, OutputPadding = new[] { 1, 0, 1 }, Groups = 2, Bias = false, Name = "Up1"), Tanh]
[ConvTranspose3D(1, Kernel = 2, Padding = new[] { 1, 0, 1 }, Dilation = new[] { 1, 2, 1 }, Name = "Up2")]
[MeanSquaredError]
public sealed partial class VolumeTransposed;
