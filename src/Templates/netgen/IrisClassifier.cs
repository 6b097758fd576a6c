using NetGen;

/// <summary>Tells the species of an iris from the lengths and widths of its sepals and petals.</summary>
[Network]
[Input(4)]
[Dense(16), ReLU]
[Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class IrisClassifier;
