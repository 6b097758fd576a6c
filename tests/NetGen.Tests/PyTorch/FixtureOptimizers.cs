using System.Collections.Immutable;
using System.Numerics;

namespace NetGen.Tests.PyTorch;

/// <summary>The optimizers of the fixtures.</summary>
internal static class FixtureOptimizers
{
    /// <summary>Their names in the fixtures.</summary>
    public static ImmutableArray<string> Names { get; } = ["Adam", "AdamW", "Nesterov"];

    /// <summary>Makes an optimizer.</summary>
    /// <typeparam name="T">The floating-point type.</typeparam>
    /// <param name="name">Its name in the fixture.</param>
    /// <param name="options">Its options in the fixture; all of them are given on.</param>
    /// <returns>The optimizer.</returns>
    public static Optimizer<T> Create<T>(string name, ImmutableDictionary<string, double> options)
        where T : unmanaged, IFloatingPointIeee754<T> => name switch
        {
            "Adam" => new Adam<T>(options["learningRate"], options["beta1"], options["beta2"], options["epsilon"]),
            "AdamW" => new AdamW<T>(options["learningRate"], options["beta1"], options["beta2"], options["epsilon"], options["weightDecay"]),
            "Nesterov" => new Sgd<T>(options["learningRate"], options["momentum"], nesterov: true),
            _ => throw new ArgumentException($"The fixtures have no optimizer '{name}'.", nameof(name)),
        };
}
