namespace NetGen.Tests.Fixtures;

[Block("width", "inner")]
[Dense("inner"), Tanh]
[Dense("width")]
public sealed class Bottleneck;

[Block("units")]
[Dense("units"), SiLU]
public sealed class SiLUUnit;

[Block("units")]
[Dense("units"), Sigmoid]
public sealed class SigmoidUnit;

[Block("units")]
[Dense("units", Bias = false)]
public sealed class Projection;

[Block("projected")]
[Dense("projected", Bias = false)]
public sealed class NarrowProjection;

[Block("d")]
[Residual<Bottleneck>("width=d", "inner=2*d"), Tanh]
public sealed class ResidualStage;

[Block("d")]
[Repeat<ResidualStage>(2, "d=d")]
[Dense("d")]
public sealed class Tower;

[Network]
[Input(5)]
[Residual<Bottleneck>("width=5", "inner=8")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class ResidualOfBody;

[Network]
[Input(5)]
[Residual<SiLUUnit, Projection>("units=7"), ReLU]
[Dense(2)]
[MeanSquaredError]
public sealed partial class ResidualWithShortcut;

[Network]
[Input(6)]
[Repeat<Bottleneck>(3, "width=6", "inner=4")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class RepeatOfThree;

[Network]
[Input(5)]
[Branch<SiLUUnit, NarrowProjection>(Join.Concat, "units=4", "projected=3")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class BranchConcat;

[Network]
[Input(5)]
[Branch<SiLUUnit, Projection, SigmoidUnit>(Join.Add, "units=4")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class BranchAdd;

[Network]
[Input(5)]
[Branch<SiLUUnit, Projection>(Join.Multiply, "units=4")]
[Dense(2)]
[MeanSquaredError]
public sealed partial class BranchMultiply;

[Network]
[Input(4)]
[Dense(6), Tanh]
[Repeat<Tower>(2, "d=6")]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class NestedBlocks;
