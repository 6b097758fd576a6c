namespace NetGen.Tests.Fixtures;

// A declaration for every network of tests/fixtures/networks.py, under the same name.

[Network, Input(3), Dense(1), MeanSquaredError]
public sealed partial class DenseOnly;

[Network, Input(9), Dense(4, Bias = false), MeanSquaredError]
public sealed partial class DenseWithoutBias;

[Network]
[Input(5)]
[Dense(7, Bias = false), Linear]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenLinear;

[Network]
[Input(5)]
[Dense(7), Sigmoid]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenSigmoid;

[Network]
[Input(5)]
[Dense(7), Tanh]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenTanh;

[Network]
[Input(5)]
[Dense(7), ReLU]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenReLU;

[Network]
[Input(5)]
[Dense(7), LeakyReLU(0.2)]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenLeakyReLU;

[Network]
[Input(5)]
[Dense(7), GELU]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenGELU;

[Network]
[Input(5)]
[Dense(7), GELU(Approximate = GeluApproximation.Tanh)]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenTanhGELU;

[Network]
[Input(5)]
[Dense(7), SiLU]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenSiLU;

[Network]
[Input(5)]
[Dense(7), Softmax]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenSoftmax;

[Network]
[Input(5)]
[Dense(7), LogSoftmax]
[Dense(3)]
[MeanSquaredError]
public sealed partial class HiddenLogSoftmax;

[Network, Input(5), Dense(6), Sigmoid, MeanSquaredError]
public sealed partial class LastSigmoid;

[Network, Input(5), Dense(6), Tanh, MeanSquaredError]
public sealed partial class LastTanh;

[Network, Input(5), Dense(6), ReLU, MeanSquaredError]
public sealed partial class LastReLU;

[Network, Input(5), Dense(6), LeakyReLU, MeanSquaredError]
public sealed partial class LastLeakyReLU;

[Network, Input(5), Dense(6), GELU, MeanSquaredError]
public sealed partial class LastGELU;

[Network, Input(5), Dense(6), GELU(Approximate = GeluApproximation.Tanh), MeanSquaredError]
public sealed partial class LastTanhGELU;

[Network, Input(5), Dense(6), SiLU, MeanSquaredError]
public sealed partial class LastSiLU;

[Network, Input(5), Dense(6), Softmax, MeanSquaredError]
public sealed partial class LastSoftmax;

[Network, Input(5), Dense(6), LogSoftmax, MeanSquaredError]
public sealed partial class LastLogSoftmax;

[Network]
[Input(67)]
[Dense(49), ReLU]
[Dense(33)]
[MeanSquaredError]
public sealed partial class Wide;

[Network]
[Input(6)]
[Dense(18), ReLU]
[Dense(17), Sigmoid]
[Dense(16), GELU]
[Dense(15), SiLU]
[Dense(5), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class Deep;

[Network]
[Input(4)]
[Dense(8), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class OneSample;

[Network]
[Input(5)]
[Dense(7), Tanh, Dropout(0)]
[Dense(3)]
[MeanSquaredError]
public sealed partial class WithDropoutOfNothing;
