namespace NetGen.Generator.Operators;

/// <summary>What an element of a result sees of the input along a spatial axis, for the receptive field.</summary>
/// <param name="Extent">From the first element that it depends on to the last, how many there are at most.</param>
/// <param name="Step">How far apart in the input neighbouring elements of the result look; less than 1 where the result is larger.</param>
public readonly record struct Reach(double Extent, double Step);
