namespace NetGen.Tests.Fixtures;

[Network]
[Input(5)]
[Dense(7, Bias = false), BatchNorm, Tanh]
[Dense(3)]
[MeanSquaredError]
public sealed partial class BatchNormVector;

[Network]
[Input(6, 5)]
[BatchNorm(CumulativeAverage = true)]
[Dense(4), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class BatchNormSequence;

[Network]
[Input(2, 8, Axes = "CL")]
[Conv1D(9, Kernel = 3, Bias = false), BatchNorm(Momentum = 0.4), Sigmoid]
[Conv1D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class BatchNormSignal;

[Network]
[Input(2, 9, 7)]
[Conv2D(8, Kernel = 3, Bias = false), BatchNorm, ReLU]
[Conv2D(5, Kernel = 3, Stride = 2, Bias = false), BatchNorm(Affine = false, Epsilon = 1e-3, Momentum = 0.3), Tanh]
[GlobalAveragePool]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class BatchNormPicture;

[Network]
[Input(1, 4, 3, 5)]
[Conv3D(3, Kernel = 2, Bias = false), BatchNorm, SiLU]
[Conv3D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class BatchNormVolume;

[Network]
[Input(4)]
[Dense(6, Bias = false), BatchNorm, Tanh]
[Dense(6, Bias = false), BatchNorm(ParametersFrom = "BatchNorm1"), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SharedBatchNorm;

[Network]
[Input(5)]
[Dense(37), LayerNorm, Tanh]
[Dense(3)]
[MeanSquaredError]
public sealed partial class LayerNormVector;

[Network]
[Input(6, 5)]
[LayerNorm(Epsilon = 1e-3), SiLU]
[LayerNorm(Affine = false), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class LayerNormSequence;

[Network]
[Input(2, 5, 6)]
[Conv2D(5, Kernel = 3), LayerNorm, SiLU]
[LayerNorm(Axes = "C"), Tanh]
[Conv2D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class LayerNormPicture;

[Network]
[Input(5)]
[Dense(19), RMSNorm, Tanh]
[Dense(3)]
[MeanSquaredError]
public sealed partial class RMSNormVector;

[Network]
[Input(6, 5)]
[RMSNorm(Epsilon = 1e-2), SiLU]
[RMSNorm(Affine = false), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class RMSNormSequence;

[Network]
[Input(2, 5, 6)]
[Conv2D(6, Kernel = 3), GroupNorm(3), SiLU]
[GroupNorm(2, Epsilon = 1e-3, Affine = false), Tanh]
[Conv2D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class GroupNormPicture;

[Network]
[Input(5)]
[Dense(20), GroupNorm(4), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class GroupNormVector;

[Network]
[Input(2, 5, 6)]
[Conv2D(5, Kernel = 3), InstanceNorm, SiLU]
[InstanceNorm(Affine = true), Tanh]
[Conv2D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class InstanceNormPicture;

[Network]
[Input(2, 9, Axes = "CL")]
[Conv1D(5, Kernel = 3, Bias = false), InstanceNorm(Affine = true, Momentum = 0.2, TrackRunningStatistics = true), Tanh]
[Conv1D(1, Kernel = 3)]
[MeanSquaredError]
public sealed partial class InstanceNormTracked;

[Network]
[Input(2, 4, 5)]
[Conv2D(7, Kernel = 3), LocalResponseNorm(4, Alpha = 0.3, Beta = 0.6, K = 0.7), Tanh]
[LocalResponseNorm(5, Alpha = 0.5)]
[Conv2D(1, Kernel = 2)]
[MeanSquaredError]
public sealed partial class LocalResponseNorms;
