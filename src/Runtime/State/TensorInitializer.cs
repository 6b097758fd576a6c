namespace NetGen;

/// <summary>How a tensor starts: a distribution with its arguments, as <see cref="Initializer"/> names them.</summary>
/// <param name="Kind">The distribution; <see cref="Initializer.Default"/> is uniform in ±1/√(fan in), PyTorch's for dense layers.</param>
/// <param name="FanIn">How many inputs feed an output.</param>
/// <param name="FanOut">How many outputs an input feeds.</param>
/// <param name="First">The first argument, or NaN where none was given.</param>
/// <param name="Second">The second argument, or NaN where none was given.</param>
public readonly record struct TensorInitializer(Initializer Kind, int FanIn, int FanOut, double First = double.NaN, double Second = double.NaN);
