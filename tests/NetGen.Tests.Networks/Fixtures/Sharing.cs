namespace NetGen.Tests.Fixtures;

[Network]
[Input(6)]
[Dense(6), Tanh]
[Dense(6, ParametersFrom = "Dense1"), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SharedDense;

[Network]
[Input(5)]
[Residual<Bottleneck>("width=5", "inner=4"), Sigmoid]
[Residual<Bottleneck>("width=5", "inner=4", ParametersFrom = "Residual1")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SharedBlock;

[Network]
[Input(5, Name = "a")]
[Input(5, Name = "b")]
[Dense(6, Name = "Left", From = "a"), ReLU(Name = "LeftReLU")]
[Dense(6, Name = "Right", From = "b", ParametersFrom = "Left"), ReLU]
[Multiply("LeftReLU")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class SharedTower;
