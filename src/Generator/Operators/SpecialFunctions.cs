namespace NetGen.Generator.Operators;

/// <summary>What the interpreter needs and the framework it runs on lacks.</summary>
public static class SpecialFunctions
{
    /// <summary>
    /// The error function: its Maclaurin series near 0, and 1 minus the continued fraction of erfc further out
    /// (Abramowitz and Stegun 7.1.6 and 7.1.14). Accurate to some units in the last place.
    /// </summary>
    /// <param name="x">Where.</param>
    /// <returns>erf(x).</returns>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (double.IsNaN(x))
            return x;
        if (a > 6)
            return Math.Sign(x);
        return a < 2.5 ? Series(x) : Math.Sign(x) * (1 - ContinuedFraction(a));
    }

    /// <summary>The distribution function of the standard normal, accurate in the lower tail as well.</summary>
    /// <param name="x">Where.</param>
    /// <returns>Φ(x).</returns>
    public static double NormalCdf(double x)
    {
        var z = x / Math.Sqrt(2);
        if (z < -2.5)
            return 0.5 * ContinuedFraction(-z);
        return 0.5 * (1 + Erf(z));
    }

    /// <summary>eˣ − 1, accurate near 0: the quotient of what rounding made of eˣ − 1 and of x is nearly exact (Kahan).</summary>
    /// <param name="x">Where.</param>
    /// <returns>eˣ − 1.</returns>
    public static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1)
            return x;
        return u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>ln(1 + x), accurate near 0, likewise.</summary>
    /// <param name="x">Where.</param>
    /// <returns>ln(1 + x).</returns>
    public static double LogP1(double x)
    {
        var u = 1 + x;
        if (u == 1)
            return x;
        return double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    // erf(x) = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)); all terms have one sign, so nothing cancels.
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 200 && Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private static double ContinuedFraction(double x)
    {
        if (double.IsPositiveInfinity(x))
            return 0;
        var fraction = 0.0;
        for (var n = 120; n >= 1; n--)
            fraction = 0.5 * n / (x + fraction);
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * (x + fraction));
    }
}
