namespace NetGen.Tests.Surface;

/// <summary>A classifier with dropout.</summary>
[Network, Input(20), Dense(33), ReLU, Dropout(0.25), Dense(7), SoftmaxCrossEntropy]
public sealed partial class Classifier;

/// <summary>A block.</summary>
[Block("d"), Dense("2*d"), Tanh, Dense("d")]
public sealed class Inner;

/// <summary>Blocks, two inputs of which one holds integers, two outputs, two losses.</summary>
[Network]
[Input(4, Name = "features"), Input(3, Name = "codes", Type = ElementType.Int32)]
[Concat("features", "codes"), Dense(8), SiLU]
[Repeat<Inner>(2, "d=8")]
[Residual<Inner>("d=8")]
[Dense(2, Name = "value"), Output("estimate"), MeanSquaredError(Weight = 0.5)]
[Dense(5, From = "Residual1", Name = "head", Key = "fc"), Output("scores"), SoftmaxCrossEntropy]
public sealed partial class TwoHeads;

/// <summary>Without a loss; with two outputs.</summary>
[Network, Input(4), Dense(6), Tanh, Output("hidden"), Dense(3), Output("last")]
public sealed partial class WithoutLoss;

/// <summary>Without parameters and without a loss.</summary>
[Network, Input(3), Softmax]
public sealed partial class WithoutParameters;

/// <summary>Without parameters, with a loss.</summary>
[Network, Input(3), Softmax, CrossEntropy]
public sealed partial class LossWithoutParameters;
