using NetGen;

namespace FashionMnist;

/// <summary>Tells which of ten kinds of clothing a picture of 28×28 pixels shows.</summary>
[Network]
[Input(784)]
[Dense(256), ReLU]
[Dense(128), ReLU]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class FashionClassifier
{
    /// <summary>The classes, in the order of their labels.</summary>
    public static ReadOnlySpan<string> ClassNames => Names;

    private static readonly string[] Names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];
}
