using NetGen;

namespace Library;

/// <summary>Tells whether the two inputs differ.</summary>
[Network, Input(2)]
[Dense(8), Tanh]
[Dense(2)]
[SoftmaxCrossEntropy]
public sealed partial class Parity;
