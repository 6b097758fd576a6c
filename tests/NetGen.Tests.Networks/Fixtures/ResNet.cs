namespace NetGen.Tests.Fixtures;

/// <summary>ResNet-20 with a quarter of its channels, on pictures a quarter as large.</summary>
[Network]
[Input(3, 16, 16)]
[Conv2D(4, Kernel = 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Residual<ResNetBody>("width=4", "stride=1"), ReLU]
[Residual<ResNetBody>("width=4", "stride=1"), ReLU]
[Residual<ResNetBody>("width=4", "stride=1"), ReLU]
[Residual<ResNetBody, ResNetProjection>("width=8", "stride=2"), ReLU]
[Residual<ResNetBody>("width=8", "stride=1"), ReLU]
[Residual<ResNetBody>("width=8", "stride=1"), ReLU]
[Residual<ResNetBody, ResNetProjection>("width=16", "stride=2"), ReLU]
[Residual<ResNetBody>("width=16", "stride=1"), ReLU]
[Residual<ResNetBody>("width=16", "stride=1"), ReLU]
[GlobalAveragePool]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class ResNet20;

[Block("width", "stride")]
[Conv2D("width", Kernel = 3, Stride = "stride", Padding = 1, Bias = false), BatchNorm, ReLU]
[Conv2D("width", Kernel = 3, Padding = 1, Bias = false), BatchNorm]
public sealed class ResNetBody;

[Block("width", "stride")]
[Conv2D("width", Kernel = 1, Stride = "stride", Bias = false), BatchNorm]
public sealed class ResNetProjection;
