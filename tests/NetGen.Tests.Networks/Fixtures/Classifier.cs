namespace NetGen.Tests.Fixtures;

[Network]
[Input(20)]
[Dense(16), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Classifier;

/// <summary>The network of <see cref="Classifier"/> whose weight files come from a module that calls its layers fc1 and fc2.</summary>
[Network]
[Input(20)]
[Dense(16, Key = "fc1"), ReLU]
[Dense(10, Key = "fc2")]
[SoftmaxCrossEntropy]
public sealed partial class KeyedClassifier;
