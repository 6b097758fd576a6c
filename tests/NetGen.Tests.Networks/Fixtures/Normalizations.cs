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
