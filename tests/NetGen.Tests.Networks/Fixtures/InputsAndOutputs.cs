namespace NetGen.Tests.Fixtures;

[Network]
[Input(3, Name = "a")]
[Input(6, Name = "b")]
[Dense(5, Name = "First", From = "a"), Tanh(Name = "FirstTanh")]
[Dense(4, Name = "Second", From = "b"), ReLU(Name = "SecondReLU")]
[Concat("FirstTanh", "SecondReLU")]
[Dense(2, Name = "Head")]
[MeanSquaredError]
public sealed partial class TwoInputs;

[Network]
[Input(5)]
[Dense(8, Name = "Trunk"), Tanh(Name = "Hidden")]
[Dense(4, Name = "Policy", From = "Hidden")]
[Dense(1, Name = "Value", From = "Hidden")]
[Output("policy", From = "Policy")]
[Output("value", From = "Value")]
[SoftmaxCrossEntropy(From = "Policy")]
[MeanSquaredError(From = "Value", Weight = 0.5)]
public sealed partial class TwoOutputs;

[Network]
[Input(3, 4, Name = "image")]
[Input(2, Name = "context")]
[Flatten(Name = "Pixels", From = "image")]
[Concat("Pixels", "context")]
[Dense(9, Name = "Trunk"), SiLU(Name = "Hidden")]
[Dense(3, Name = "Class", From = "Hidden"), Output("scores"), SoftmaxCrossEntropy(From = "Class", LabelSmoothing = 0.1)]
[Dense(4, Name = "Flags", From = "Hidden"), Sigmoid(Name = "FlagShares"), Output("flags"), BinaryCrossEntropy(From = "FlagShares", Weight = 0.3)]
[Dense(2, Name = "Score", From = "Hidden"), Add("context", Name = "Shifted"), Output("shifted"), MeanSquaredError(From = "Shifted", Weight = 2)]
public sealed partial class TwoInputsThreeOutputs;

[Network]
[Input(6)]
[Dense(3, Name = "Encode"), Sigmoid(Name = "Code"), Output("code")]
[Dense(6, Name = "Decode", From = "Code"), Output("decoded")]
[MeanSquaredError(From = "Decode")]
[MeanSquaredError(From = "Code", Weight = 0.1)]
public sealed partial class HiddenLayerAsOutput;
