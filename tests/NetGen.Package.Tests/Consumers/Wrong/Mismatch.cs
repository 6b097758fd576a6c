using NetGen;

namespace Wrong;

/// <summary>Joins values of different shapes, on line 12.</summary>
[Network]
[Input(4)]
[Dense(8)]
[Dense(9)]

// Eight and nine.
[Add("Dense1", "Dense2")]
[MeanSquaredError]
public sealed partial class Mismatch;
