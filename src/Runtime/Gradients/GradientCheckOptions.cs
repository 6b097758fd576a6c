using System.Numerics;

namespace NetGen;

/// <summary>How to check gradients.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed record GradientCheckOptions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The samples to check with; null, as by default, for random ones of the declared shapes: inputs from the standard normal distribution,
    /// 0 or 1 for integers, classes at random, distributions where the output has classes, and otherwise targets from 0 to 1.
    /// </summary>
    public Dataset<T>? Data { get; init; }

    /// <summary>How many random samples, where there is no <see cref="Data"/>; 4 by default.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>How many elements of each tensor to check, chosen at random; 32 by default. A tensor with fewer is checked whole, as is every one with <see cref="int.MaxValue"/>.</summary>
    public int ElementsPerTensor { get; init; } = 32;

    /// <summary>Keys the samples, the choice of elements, first weights, and what is drawn in training; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>The step h of the differences (L(θ + h) − L(θ − h)) / 2h; null, as by default, for 1e-5 in double and 5e-3 in single precision.</summary>
    public double? Step { get; init; }

    /// <summary>The largest relative error that passes; null, as by default, for 1e-6 in double and 2e-2 in single precision.</summary>
    public double? Tolerance { get; init; }
}
