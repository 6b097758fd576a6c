namespace NetGen.Tests.Fixtures;

[Network]
[Input(2, 8, Axes = "CL")]
[Conv1D(6, Kernel = 3), GroupNorm(3), Tanh]
[LayerNorm(Bias = false), Tanh]
[RMSNorm, Tanh]
[LocalResponseNorm(3, Alpha = 0.6, Beta = 0.5, K = 0.8)]
[Conv1D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class SignalNorms;

[Network]
[Input(2, 4, 4)]
[Conv2D(5, Kernel = 2)]
[RMSNorm(Axes = "C")]
[RMSNorm(Epsilon = 1e-3), Tanh]
[InstanceNorm(Affine = true, Momentum = 0.3, TrackRunningStatistics = true)]
[Conv2D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class PictureNorms;

[Network]
[Input(2, 3, 2, 3)]
[Conv3D(4, Kernel = 1), GroupNorm(2), Tanh]
[InstanceNorm(Affine = true), Tanh]
[LayerNorm, Tanh]
[LocalResponseNorm(2, Alpha = 0.5)]
[Conv3D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class VolumeNorms;
