using System.Globalization;

namespace NetGen.Reporting.Html;

/// <summary>A direction of a chart: which numbers it shows, where they lie, and which have ticks.</summary>
internal sealed class Axis
{
    // Of the numbers of a curve this share must lie in the lowest twentieth of a linear axis to make it logarithmic.
    private const double CrowdedShare = 0.3;

    private Axis(double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks)
    {
        Low = low;
        High = high;
        IsLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>The smallest number shown.</summary>
    public double Low { get; }

    /// <summary>The largest.</summary>
    public double High { get; }

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The numbers that are written beside it.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis for numbers, logarithmic where a linear one would press most of them against its end.</summary>
    /// <param name="values">Finite numbers, one at least.</param>
    public static Axis For(IReadOnlyCollection<double> values)
    {
        double low = values.Min(), high = values.Max();
        return low > 0 && values.Count(value => value < high / 20) > CrowdedShare * values.Count ? Logarithmic(low, high) : Linear(low, high);
    }

    /// <summary>A linear axis from 0 to a number, with ticks at whole ones.</summary>
    /// <param name="count">The number, 1 or more.</param>
    public static Axis UpTo(double count)
    {
        double step = Math.Max(1, NiceStep(count / 6));
        return new Axis(0, count, false, [.. Enumerable.Range(0, (int)(count / step) + 1).Select(i => i * step)]);
    }

    /// <summary>A linear axis that begins and ends with a tick.</summary>
    /// <param name="low">The smallest number.</param>
    /// <param name="high">The largest.</param>
    public static Axis Linear(double low, double high)
    {
        // One number alone stands in the middle.
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            double room = low == 0 ? 1 : 0.1 * Math.Abs(low);
            (low, high) = (low - room, high + room);
        }

        double step = NiceStep((high - low) / 5);
        double first = Math.Floor((low / step) + 1e-9), last = Math.Ceiling((high / step) - 1e-9);
        double[] ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        return new Axis(ticks[0], ticks[^1], false, ticks);
    }

    /// <summary>Where a number lies: 0 at the lower end, 1 at the upper.</summary>
    public double At(double value) => IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>A tick's text: no more digits than tell it from its neighbours.</summary>
    public string Text(double tick)
    {
        double size = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (tick != 0 && (size >= 1e5 || (IsLogarithmic ? tick < 1e-3 : size < 1e-3)))
            return tick.ToString("0.##e+0", CultureInfo.InvariantCulture);
        return tick.ToString("0.#######", CultureInfo.InvariantCulture);
    }

    private static Axis Logarithmic(double low, double high)
    {
        low *= 0.9;
        high *= 1.1;
        double decades = Math.Log10(high / low);
        double[] digits = decades > 2.5 ? [1] : [1, 2, 5];
        int skipped = Math.Max(1, (int)Math.Ceiling(decades / 6));
        double[] ticks =
        [
            .. from exponent in Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)decades + 3)
               where exponent % skipped == 0
               from digit in digits
               let tick = digit * Math.Pow(10, exponent)
               where tick >= low && tick <= high
               select tick,
        ];
        return new Axis(low, high, true, ticks);
    }

    // 1, 2 or 5 times a power of ten.
    private static double NiceStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        } * power;
    }
}
