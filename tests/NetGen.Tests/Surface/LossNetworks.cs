namespace NetGen.Tests.Surface;

/// <summary>Two pictures, one tower: tells whether they are of one kind.</summary>
[Network]
[Input(6, Name = "left")]
[Dense(16, Name = "hidden"), Tanh]
[Dense(3, Name = "a")]
[Input(6, Name = "right")]
[Dense(16, ParametersFrom = "hidden"), Tanh]
[Dense(3, Name = "b", ParametersFrom = "a")]
[Output(From = "a"), Output(From = "b")]
[Contrastive(From = "a, b", Margin = 2)]
public sealed partial class Siamese;

/// <summary>Three inputs and no target.</summary>
[Network]
[Input(6, Name = "anchor"), Input(6, Name = "positive"), Input(6, Name = "negative")]
[Dense(4, Name = "a", From = "anchor")]
[Dense(4, Name = "p", From = "positive", ParametersFrom = "a")]
[Dense(4, Name = "n", From = "negative", ParametersFrom = "a")]
[Output(From = "a"), Output(From = "p"), Output(From = "n")]
[TripletMargin(From = "a, p, n")]
public sealed partial class Triplets;

/// <summary>Three losses on two outputs, of which one compares both; one is normalized by its targets.</summary>
[Network]
[Input(5)]
[Dense(16), Tanh(Name = "shared")]
[Dense(3, Name = "kind"), Output]
[SoftmaxCrossEntropy(ClassWeights = new[] { 1, 2, 0.5 }, IgnoreIndex = -1, Weight = 0.5)]
[Dense(3, Name = "place", From = "shared"), Output, Huber(Weight = 2)]
[MarginRanking(From = "kind, place", Margin = 0.1, Weight = 0.25, Name = "order")]
public sealed partial class Detector;

/// <summary>Three quantiles of one number.</summary>
[Network, Input(1), Dense(24), Tanh, Dense(3), Quantile(0.1, 0.5, 0.9)]
public sealed partial class Quantiles;

/// <summary>Labels of −100 do not count.</summary>
[Network, Input(4), Dense(3), SoftmaxCrossEntropy(IgnoreIndex = -100)]
public sealed partial class Ignoring;
