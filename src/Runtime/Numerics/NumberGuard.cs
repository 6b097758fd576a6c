using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>Refuses numbers that are outside their range.</summary>
internal static class NumberGuard
{
    /// <summary>Refuses a number that is not valid.</summary>
    /// <param name="value">The number.</param>
    /// <param name="isValid">Whether it is.</param>
    /// <param name="name">The name of the argument or property.</param>
    /// <param name="expected">What it must be, for the message.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not valid.</exception>
    public static double Require(double value, bool isValid, string name, string expected) => isValid
        ? value
        : throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {expected}."));

    /// <summary>Refuses a number that is not above 0, or not finite.</summary>
    /// <inheritdoc cref="Require"/>
    public static double RequirePositive(double value, string name) => Require(value, double.IsFinite(value) && value > 0, name, "finite and above 0");

    /// <summary>Refuses a number that is negative or not finite.</summary>
    /// <inheritdoc cref="Require"/>
    public static double RequireNotNegative(double value, string name) => Require(value, double.IsFinite(value) && value >= 0, name, "finite and not negative");

    /// <summary>Refuses what is no share of an average to keep: a number outside [0, 1).</summary>
    /// <inheritdoc cref="Require"/>
    public static double RequireShare(double value, string name) => Require(value, value is >= 0 and < 1, name, "in [0, 1)");

    /// <summary>Refuses what does not keep a quotient from being 0/0, as that of padding would be.</summary>
    /// <typeparam name="T">The type it is computed in.</typeparam>
    /// <inheritdoc cref="Require"/>
    public static double RequireEpsilon<T>(double value, string name)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Require(value, double.IsFinite(value) && T.CreateChecked(value) > T.Zero && T.IsFinite(T.CreateChecked(value)), name, $"above 0 and representable in {typeof(T).Name}");
}
