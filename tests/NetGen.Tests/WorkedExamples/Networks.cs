namespace NetGen.Tests.WorkedExamples;

/// <summary>Two sigmoid layers.</summary>
[Network(Precision = Precision.Double), Input(3), Dense(2), Sigmoid, Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class TwoLayers;

/// <summary>The same in single precision.</summary>
[Network, Input(3), Dense(2), Sigmoid, Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class TwoLayersSingle;

/// <summary>A sigmoid neuron with half the squared error.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1), Sigmoid, MeanSquaredError(Weight = 0.5)]
public sealed partial class SigmoidNeuron;

/// <summary>A sigmoid neuron with cross-entropy.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class CrossEntropyNeuron;

/// <summary>y = w x + b with half its square as the loss (target 0).</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1), MeanSquaredError(Weight = 0.5)]
public sealed partial class LinearNeuron;

/// <summary>σ(w · x) without a bias.</summary>
[Network(Precision = Precision.Double), Input(3), Dense(1, Bias = false), Sigmoid]
public sealed partial class ThreeWeights;

/// <summary>A softmax and nothing else.</summary>
[Network(Precision = Precision.Double), Input(3), Softmax]
public sealed partial class SoftmaxOnly;

/// <summary>Logits are the bias; cross-entropy with any distribution.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4), SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
public sealed partial class LogitsWithCrossEntropy;

/// <summary>Logits are the bias; softmax with ½ Σ (p − t)², which is twice the mean over 4 elements.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4), Softmax, MeanSquaredError(Weight = 2)]
public sealed partial class SoftmaxWithSquares;
