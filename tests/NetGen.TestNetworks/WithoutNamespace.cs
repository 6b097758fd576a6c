using NetGen;

#pragma warning disable CA1050 // A network without a namespace is what this is for.
/// <summary>A network of the global namespace.</summary>
[Network, Input(4), Dense(6), ReLU, Dense(4), Sigmoid, BinaryCrossEntropy]
public sealed partial class WithoutNamespace;
