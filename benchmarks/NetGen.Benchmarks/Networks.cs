namespace NetGen.Benchmarks;

/// <summary>4-16-16-3 with a softmax: a decision on four measurements.</summary>
[Network]
[Input(4)]
[Dense(16), ReLU]
[Dense(16), ReLU]
[Dense(3), Softmax]
public sealed partial class Iris;

/// <summary>784-128-64-10: handwritten digits of 28 × 28 pixels.</summary>
[Network]
[Input(784)]
[Dense(128), ReLU]
[Dense(64), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class Digits;

/// <summary>Three layers of 1024: weights that no first- or second-level cache holds.</summary>
[Network]
[Input(1024)]
[Dense(1024), ReLU]
[Dense(1024), ReLU]
[Dense(1024)]
[MeanSquaredError]
public sealed partial class Wide;

/// <summary>64-64-64: a policy that is asked about many simulated worlds at once.</summary>
[Network]
[Input(64)]
[Dense(64), ReLU]
[Dense(64)]
public sealed partial class Policy;

/// <summary>LeNet-5: pictures of 28 × 28 pixels.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(6, Kernel = 5, Padding = 2), ReLU, MaxPool2D(2)]
[Conv2D(16, Kernel = 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU]
[Dense(84), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet;

/// <summary>Four 3 × 3 convolutions on colour pictures of 32 × 32 pixels.</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(32, Kernel = 3, Padding = 1), ReLU]
[Conv2D(32, Kernel = 3, Padding = 1), ReLU, MaxPool2D(2)]
[Conv2D(64, Kernel = 3, Padding = 1), ReLU]
[Conv2D(64, Kernel = 3, Padding = 1), ReLU, MaxPool2D(2)]
[Flatten, Dense(256), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class FourConvolutions;

/// <summary>ResNet-20 for colour pictures of 32 × 32 pixels, with projections where the shape changes.</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(16, Kernel = 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Residual<ResNetBody>("width=16", "stride=1"), ReLU]
[Residual<ResNetBody>("width=16", "stride=1"), ReLU]
[Residual<ResNetBody>("width=16", "stride=1"), ReLU]
[Residual<ResNetBody, ResNetProjection>("width=32", "stride=2"), ReLU]
[Residual<ResNetBody>("width=32", "stride=1"), ReLU]
[Residual<ResNetBody>("width=32", "stride=1"), ReLU]
[Residual<ResNetBody, ResNetProjection>("width=64", "stride=2"), ReLU]
[Residual<ResNetBody>("width=64", "stride=1"), ReLU]
[Residual<ResNetBody>("width=64", "stride=1"), ReLU]
[GlobalAveragePool]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class ResNet20;

/// <summary>Two 3 × 3 convolutions, the first of which may halve the picture.</summary>
[Block("width", "stride")]
[Conv2D("width", Kernel = 3, Stride = "stride", Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2D("width", Kernel = 3, Padding = 1, Bias = false), BatchNorm]
public sealed class ResNetBody;

/// <summary>A 1 × 1 convolution for shortcuts whose shape changes.</summary>
[Block("width", "stride")]
[Conv2D("width", Kernel = 1, Stride = "stride", Bias = false), BatchNorm]
public sealed class ResNetProjection;
