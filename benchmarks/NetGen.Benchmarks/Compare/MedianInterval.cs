namespace NetGen.Benchmarks.Compare;

/// <summary>The median of repeated measurements with its 95 % interval.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct MedianInterval(double Median, double Low, double High)
{
    /// <summary>How many measurements an interval of 95 % needs at least.</summary>
    public const int LeastValues = 6;

    /// <summary>
    /// The interval between two order statistics, which holds for any distribution: how many of n values lie below the median is
    /// binomial with p = ½. Conover, Practical Nonparametric Statistics (1999), 3.2.
    /// </summary>
    /// <param name="values">The measurements; at least <see cref="LeastValues"/>, fewer cannot give 95 %.</param>
    /// <returns>The median and the interval.</returns>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public static MedianInterval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int n = sorted.Length;
        if (n < LeastValues)
            throw new ArgumentException($"A 95 % interval of a median needs at least {LeastValues} measurements; there are {n}.", nameof(values));

        // The largest r with P(fewer than r of n lie below the median) ≤ 2.5 %; the ends are the r-th value from either side.
        double probability = Math.Pow(0.5, n), below = probability;
        int r = 0;
        while (below <= 0.025)
        {
            r++;
            probability *= (double)(n - r + 1) / r;
            below += probability;
        }

        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[(n / 2) - 1] + sorted[n / 2]) / 2;
        return new MedianInterval(median, sorted[r - 1], sorted[n - r]);
    }
}
