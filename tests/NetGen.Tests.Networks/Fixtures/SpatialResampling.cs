namespace NetGen.Tests.Fixtures;

[Network]
[Input(2, 4, Axes = "CL")]
[Conv1D(3, Kernel = 2), Tanh]
[Upsample(3)]
[Conv1D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class SignalNearest;

[Network]
[Input(1, 2, 3, 2)]
[Conv3D(2, Kernel = 1), Tanh]
[Upsample(new[] { 2, 1, 3 })]
[Conv3D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class VolumeNearest;

[Network]
[Input(2, 7, Axes = "CL")]
[Pad(1, 2, Value = -0.5)]
[Conv1D(2, Kernel = 2), Tanh]
[Pad(3, Mode = PaddingMode.Reflect)]
[Pad(2, Mode = PaddingMode.Replicate)]
[Pad(1, 0, Mode = PaddingMode.Circular)]
[Conv1D(3, Kernel = 3), Tanh]
[Crop(2, 5)]
[Conv1D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class SignalPadCrop;

[Network]
[Input(1, 3, 2, 4)]
[Pad(1, 0, 0, 1, 2, 1, Value = 0.25)]
[Conv3D(2, Kernel = 1), Tanh]
[Pad(1, Mode = PaddingMode.Reflect)]
[Pad(0, 1, 1, 0, 0, 2, Mode = PaddingMode.Replicate)]
[Pad(1, Mode = PaddingMode.Circular)]
[Conv3D(2, Kernel = 2, Stride = 2), Tanh]
[Crop(1, 0, 0, 1, 2, 1)]
[Conv3D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class VolumePadCrop;

[Network]
[Input(3, 3, 4)]
[Conv2D(9, Kernel = 2), Tanh]
[PixelShuffle(3)]
[Conv2D(2, Kernel = 1), Tanh]
[Permute(0, 2, 1)]
[Reshape(2, 9, 6, Axes = "CHW")]
[Conv2D(1, Kernel = new[] { 3, 2 })]
[Pad(0, 1, 2, 1, Mode = PaddingMode.Replicate)]
[MeanSquaredError]
public sealed partial class PictureRearranged;

[Network]
[Input(2, 3, 3, 4)]
[Conv3D(3, Kernel = 2), Tanh]
[Permute(3, 1, 0, 2)]
[Flatten]
[Dense(2)]
[SoftmaxCrossEntropy]
public sealed partial class VolumePermute;
