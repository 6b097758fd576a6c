namespace NetGen.Tests.Fixtures;

// Two networks here end in a product of probabilities, so that their loss cannot be fused; the warning about that is right.
#pragma warning disable NG1402

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[MeanSquaredError(Weight = 0.25)]
public sealed partial class WeightedMeanSquaredError;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4), Sigmoid]
[BinaryCrossEntropy]
public sealed partial class BinaryCrossEntropyOfSigmoid;

[Network]
[Input(5, Name = "x")]
[Dense(4, Name = "Values"), Sigmoid(Name = "Open")]
[Dense(4, Name = "Gate", From = "x"), Sigmoid]
[Multiply("Open")]
[BinaryCrossEntropy]
public sealed partial class BinaryCrossEntropyOfProduct;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[SigmoidBinaryCrossEntropy]
public sealed partial class SigmoidBinaryCrossEntropyOfLogits;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4), Softmax]
[CrossEntropy]
public sealed partial class CrossEntropyOfSoftmax;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4), Softmax]
[CrossEntropy(Targets = TargetKind.Distributions, LabelSmoothing = 0.2, Weight = 2)]
public sealed partial class CrossEntropyOfSoftmaxSmoothed;

[Network]
[Input(5, Name = "x")]
[Dense(4, Name = "Values"), Softmax(Name = "Shares")]
[Dense(4, Name = "Gate", From = "x"), Sigmoid]
[Multiply("Shares")]
[CrossEntropy(LabelSmoothing = 0.1)]
public sealed partial class CrossEntropyOfProduct;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class SoftmaxCrossEntropyOfIndices;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[SoftmaxCrossEntropy(LabelSmoothing = 0.1)]
public sealed partial class SoftmaxCrossEntropyOfIndicesSmoothed;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
public sealed partial class SoftmaxCrossEntropyOfDistributions;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(4)]
[SoftmaxCrossEntropy(Targets = TargetKind.Distributions, LabelSmoothing = 0.1, Weight = 0.5)]
public sealed partial class SoftmaxCrossEntropyOfDistributionsSmoothed;

[Network]
[Input(5)]
[Dense(6), Tanh]
[Dense(37)]
[SoftmaxCrossEntropy]
public sealed partial class SoftmaxCrossEntropyOfManyClasses;
