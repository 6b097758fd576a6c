using NetGen;

namespace Digits;

/// <summary>Tells which digit a picture of 8×8 pixels shows.</summary>
[Network]
[Input(64)]
[Dense(128), ReLU]
[Dense(64), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class DigitClassifier;
