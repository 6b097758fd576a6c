using NetGen;

namespace Digits;

/// <summary>The same with convolutions, which find a stroke wherever it is.</summary>
[Network]
[Input(1, 8, 8)]
[Conv2D(32, Kernel = 3, Padding = 1), ReLU]
[Conv2D(32, Kernel = 3, Padding = 1), ReLU, MaxPool2D(2)]
[Conv2D(64, Kernel = 3, Padding = 1), ReLU]
[Flatten, Dropout(0.3)]
[Dense(64), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class ConvolutionalDigitClassifier;
