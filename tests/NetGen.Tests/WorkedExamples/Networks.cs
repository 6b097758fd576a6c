namespace NetGen.Tests.WorkedExamples;

/// <summary>Two sigmoid layers.</summary>
[Network(Precision = Precision.Double), Input(3), Dense(2), Sigmoid, Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class TwoLayers;

/// <inheritdoc cref="TwoLayers"/>
[Network, Input(3), Dense(2), Sigmoid, Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class TwoLayersSingle;

/// <summary><see cref="TwoLayers"/> that shows all it computes.</summary>
[Network(Precision = Precision.Double), Input(3)]
[Dense(2), Output("x1"), Sigmoid, Output("y1")]
[Dense(1), Output("x2"), Sigmoid, Output("y2"), BinaryCrossEntropy]
public sealed partial class OpenLayers;

/// <inheritdoc cref="OpenLayers"/>
[Network, Input(3)]
[Dense(2), Output("x1"), Sigmoid, Output("y1")]
[Dense(1), Output("x2"), Sigmoid, Output("y2"), BinaryCrossEntropy]
public sealed partial class OpenLayersSingle;

/// <summary>A sigmoid neuron with half the squared error.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1), Sigmoid, MeanSquaredError(Weight = 0.5)]
public sealed partial class SigmoidNeuron;

/// <inheritdoc cref="SigmoidNeuron"/>
[Network, Input(1), Dense(1), Sigmoid, MeanSquaredError(Weight = 0.5)]
public sealed partial class SigmoidNeuronSingle;

/// <summary>A sigmoid neuron with cross-entropy.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class CrossEntropyNeuron;

/// <inheritdoc cref="CrossEntropyNeuron"/>
[Network, Input(1), Dense(1), Sigmoid, BinaryCrossEntropy]
public sealed partial class CrossEntropyNeuronSingle;

/// <summary>y = w x + b with ½ (y − t)²; x is a weight as well, so that there is a gradient with respect to it.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(1, Bias = false, Name = "X"), Dense(1, Name = "Y"), MeanSquaredError(Weight = 0.5)]
public sealed partial class LinearGraph;

/// <inheritdoc cref="LinearGraph"/>
[Network, Input(1), Dense(1, Bias = false, Name = "X"), Dense(1, Name = "Y"), MeanSquaredError(Weight = 0.5)]
public sealed partial class LinearGraphSingle;

/// <summary>σ(w · p + b); the point p is a weight as well.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(3, Bias = false, Name = "Point"), Dense(1, Name = "Sum"), Sigmoid, MeanSquaredError(Weight = 0.5)]
public sealed partial class SigmoidOfSum;

/// <inheritdoc cref="SigmoidOfSum"/>
[Network, Input(1), Dense(3, Bias = false, Name = "Point"), Dense(1, Name = "Sum"), Sigmoid, MeanSquaredError(Weight = 0.5)]
public sealed partial class SigmoidOfSumSingle;

/// <summary>Scores → attention weights → the weighted mean of three states, which are the columns of the weight matrix.</summary>
[Network(Precision = Precision.Double), Input(3), Softmax, Output("weights"), Dense(2, Bias = false, Name = "States"), Output("context")]
public sealed partial class Attention;

/// <inheritdoc cref="Attention"/>
[Network, Input(3), Softmax, Output("weights"), Dense(2, Bias = false, Name = "States"), Output("context")]
public sealed partial class AttentionSingle;

/// <summary>Logits are the bias; cross-entropy with any distribution.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4), SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
public sealed partial class LogitsWithCrossEntropy;

/// <inheritdoc cref="LogitsWithCrossEntropy"/>
[Network, Input(1), Dense(4), SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
public sealed partial class LogitsWithCrossEntropySingle;

/// <summary>Logits are the bias; softmax with ½ Σ (p − t)², which is twice the mean over 4 elements.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4), Softmax, MeanSquaredError(Weight = 2)]
public sealed partial class SoftmaxWithSquares;

/// <inheritdoc cref="SoftmaxWithSquares"/>
[Network, Input(1), Dense(4), Softmax, MeanSquaredError(Weight = 2)]
public sealed partial class SoftmaxWithSquaresSingle;

/// <summary>The largest of four lines: two by two, then of those two, by max(a, b) = b + ReLU(a − b).</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4, Name = "Lines")]
[Dense(2, Bias = false, Name = "Differences"), ReLU(Name = "Excess"), Dense(2, Bias = false, Name = "Others", From = "Lines"), Add("Excess", Name = "Pairs")]
[Dense(1, Bias = false, Name = "LastDifference"), ReLU(Name = "LastExcess"), Dense(1, Bias = false, Name = "LastOther", From = "Pairs"), Add("LastExcess")]
[MeanSquaredError(Weight = 0.5)]
public sealed partial class UpperEnvelope;

/// <inheritdoc cref="UpperEnvelope"/>
[Network, Input(1), Dense(4, Name = "Lines")]
[Dense(2, Bias = false, Name = "Differences"), ReLU(Name = "Excess"), Dense(2, Bias = false, Name = "Others", From = "Lines"), Add("Excess", Name = "Pairs")]
[Dense(1, Bias = false, Name = "LastDifference"), ReLU(Name = "LastExcess"), Dense(1, Bias = false, Name = "LastOther", From = "Pairs"), Add("LastExcess")]
[MeanSquaredError(Weight = 0.5)]
public sealed partial class UpperEnvelopeSingle;

/// <summary>A strided kernel over a picture, σ of the map, σ of its sum, ½ (y − t)².</summary>
[Network(Precision = Precision.Double), Input(1, 3, 4), Conv2D(1, Kernel = new[] { 1, 2 }, Stride = 2, Bias = false), Output("map"), Sigmoid, Output("activations")]
[Flatten, Dense(1, Bias = false, Name = "Sum"), Output("z"), Sigmoid, Output("y"), MeanSquaredError(Weight = 0.5)]
public sealed partial class StridedKernel;

/// <inheritdoc cref="StridedKernel"/>
[Network, Input(1, 3, 4), Conv2D(1, Kernel = new[] { 1, 2 }, Stride = 2, Bias = false), Output("map"), Sigmoid, Output("activations")]
[Flatten, Dense(1, Bias = false, Name = "Sum"), Output("z"), Sigmoid, Output("y"), MeanSquaredError(Weight = 0.5)]
public sealed partial class StridedKernelSingle;

/// <summary>LeNet-5. LeCun et al. (1998).</summary>
[Network]
[Input(1, 32, 32)]
[Conv2D(6, Kernel = 5), Output("c1"), Tanh, AveragePool2D(2), Output("s2")]
[Conv2D(16, Kernel = 5), Output("c3"), Tanh, AveragePool2D(2), Output("s4")]
[Flatten, Dense(120), Tanh, Dense(84), Tanh, Dense(10)]
[Output("scores")]
public sealed partial class LeNet5;

/// <summary>A picture, then what is left of it as a signal.</summary>
[Network]
[Input(3, 55, 55)]
[Conv2D(10, Kernel = 5, Padding = 1, Stride = 2), Output("picture"), Flatten, Reshape(1, 7290, Axes = "CL")]
[Conv1D(1, Kernel = 100, Stride = 10, Name = "Signal"), Output("signal"), Flatten, Dense(10)]
[Output("scores")]
public sealed partial class PictureAndSignal;
