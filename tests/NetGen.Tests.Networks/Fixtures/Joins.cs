namespace NetGen.Tests.Fixtures;

[Network]
[Input(5, Name = "x")]
[Dense(6, Name = "Left"), Tanh(Name = "LeftTanh")]
[Dense(6, Name = "Right", From = "x"), Sigmoid(Name = "RightSigmoid")]
[Add("LeftTanh", "RightSigmoid")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class AddOfTwo;

[Network]
[Input(5, Name = "x")]
[Dense(6, Name = "Left"), Tanh(Name = "LeftTanh")]
[Dense(6, Name = "Right", From = "x"), Sigmoid(Name = "RightSigmoid")]
[Multiply("LeftTanh", "RightSigmoid")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class MultiplyOfTwo;

[Network]
[Input(5, Name = "x")]
[Dense(6, Name = "Left"), Tanh(Name = "LeftTanh")]
[Dense(3, Name = "Right", From = "x")]
[Concat("LeftTanh", "x", "Right")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class ConcatOfThree;

[Network]
[Input(4)]
[Dense(5), Tanh]
[Add("Dense1")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class AddToPrevious;

[Network]
[Input(4)]
[Dense(5)]
[Multiply("Dense1", "Dense1")]
[Add("Multiply1", "Multiply1")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class JoinsOfItself;

[Network]
[Input(4)]
[Dense(6, Name = "Root"), Tanh(Name = "a")]
[Dense(6, Name = "Left", From = "a")]
[Dense(6, Name = "Right", From = "a"), ReLU(Name = "c")]
[Sigmoid(Name = "d", From = "a")]
[Multiply("Left", "c", "d")]
[Add("a")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class Diamond;

[Network]
[Input(4, Name = "x")]
[Dense(4, Name = "A", From = "x")]
[Dense(4, Name = "B", From = "x")]
[Dense(4, Name = "C", From = "x")]
[Add("A", "B", "x", "C")]
[MeanSquaredError]
public sealed partial class AddOfFour;
