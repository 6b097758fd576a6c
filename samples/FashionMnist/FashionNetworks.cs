using NetGen;

namespace FashionMnist;

/// <summary>784-256-128-10.</summary>
[Network]
[Input(784)]
[Dense(256), ReLU]
[Dense(128), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class DenseClassifier;

/// <summary>LeNet-5 (LeCun et al., «Gradient-based learning applied to document recognition», 1998) with ReLU and maximum pools.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(6, Kernel = 5, Padding = 2), ReLU, MaxPool2D(2)]
[Conv2D(16, Kernel = 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU]
[Dense(84), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class LeNetClassifier;

/// <summary>A residual network (He et al., «Deep residual learning for image recognition», 2016) of fewer than 100,000 parameters.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(16, Kernel = 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Residual<ResidualBody>("width=16", "stride=1"), ReLU]
[Residual<ResidualBody, ResidualProjection>("width=32", "stride=2"), ReLU]
[Residual<ResidualBody>("width=32", "stride=1"), ReLU]
[Residual<ResidualBody, ResidualProjection>("width=48", "stride=2"), ReLU]
[GlobalAveragePool]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class ResidualClassifier;

/// <summary>Two 3 × 3 convolutions, the first of which may halve the picture.</summary>
[Block("width", "stride")]
[Conv2D("width", Kernel = 3, Stride = "stride", Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2D("width", Kernel = 3, Padding = 1, Bias = false), BatchNorm]
internal sealed class ResidualBody;

/// <summary>A 1 × 1 convolution for shortcuts whose shape changes.</summary>
[Block("width", "stride")]
[Conv2D("width", Kernel = 1, Stride = "stride", Bias = false), BatchNorm]
internal sealed class ResidualProjection;
