namespace NetGen.Tests.Fixtures;

[Network]
[Input(6, 5)]
[Dense(4), Tanh]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequenceDense;

[Network]
[Input(6, 5)]
[Dense(7), ReLU]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequenceOutput;

[Network]
[Input(6, 5, Name = "x")]
[Dense(5), Softmax]
[Multiply("x")]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequenceSoftmax;

[Network]
[Input(6, 5)]
[Dense(4), SiLU]
[Permute(1, 0)]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequencePermute;

[Network]
[Input(7)]
[Dense(20), Tanh]
[Reshape(5, -1)]
[Dense(3), LogSoftmax]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class VectorToSequence;

[Network]
[Input(4, 3, Name = "x")]
[Dense(4)]
[Concat("Dense1", "x")]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequenceConcatFeatures;

[Network]
[Input(4, 3, Name = "x")]
[Dense(3)]
[Concat("Dense1", "x", Axis = 0)]
[Flatten]
[Dense(2)]
[MeanSquaredError]
public sealed partial class SequenceConcatTime;

[Network]
[Input(2, 3, 4)]
[Flatten]
[Dense(5), Tanh]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class PictureFlatten;

[Network]
[Input(2, 3, 4)]
[Permute(1, 2, 0)]
[Flatten]
[Dense(5), Tanh]
[Dense(2)]
[MeanSquaredError]
public sealed partial class PicturePermute;
