using System.Numerics;

namespace NetGen;

/// <summary>A point of a line: how far along the direction, the loss there, its slope along the direction, and its gradient.</summary>
internal sealed class LinePoint<T>(int length)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public double Step { get; set; }

    public double Loss { get; set; }

    public double Slope { get; set; }

    public AlignedBuffer<T> Gradient { get; } = new(length);
}

/// <summary>A loss along a direction.</summary>
internal interface ILineFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Sets loss, slope and gradient of a point by its step.</summary>
    void Evaluate(LinePoint<T> point);
}

/// <summary>
/// Looks along a direction for a point that satisfies the strong Wolfe conditions L(t) ≤ L(0) + c₁tL′(0) and |L′(t)| ≤ c₂|L′(0)|
/// (Nocedal and Wright, 2006, algorithms 3.5 and 3.6, with cubic interpolation by 3.59), guarded as in the line search of PyTorch's
/// <c>torch.optim.LBFGS</c>.
/// </summary>
/// <param name="length">How many elements gradients have.</param>
/// <param name="changeTolerance">An interval on which no parameter changes by more is searched no further.</param>
internal sealed class StrongWolfeSearch<T>(int length, double changeTolerance)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double Decrease = 1e-4, Curvature = 0.9, Margin = 0.1;
    private const int MaxTrials = 25;

    // Those in use at once are the start, the two ends of an interval, and the newest.
    private readonly LinePoint<T>[] pool = [new(length), new(length), new(length), new(length)];
    private int trials;

    /// <summary>A point to start from.</summary>
    public LinePoint<T> Start => pool[0];

    /// <summary>Searches.</summary>
    /// <param name="function">The loss along the direction; at 0 it is that of <see cref="Start"/>.</param>
    /// <param name="step">The first step to try.</param>
    /// <param name="reach">The largest element of the direction, of those without sign.</param>
    /// <returns>The best point: one that satisfies the conditions, or that of the lowest loss when the search ended for another reason.</returns>
    public LinePoint<T> Run(ILineFunction<T> function, double step, double reach)
    {
        LinePoint<T> start = Start, previous = start, current = Evaluate(function, step, start, start);
        trials = 0;
        while (trials < MaxTrials)
        {
            if (!Descends(current) || (trials > 1 && current.Loss >= previous.Loss))
                return Narrow(function, previous, current, reach);
            if (IsFlat(current))
                return current;
            if (current.Slope >= 0)
                return Narrow(function, previous, current, reach);
            double next = Minimum(previous, current, current.Step + (0.01 * (current.Step - previous.Step)), current.Step * 10);
            (previous, current) = (current, Evaluate(function, next, current, current));
            trials++;
        }

        return start.Loss <= current.Loss ? start : current;
    }

    // Between the two points there is one that satisfies the conditions.
    private LinePoint<T> Narrow(ILineFunction<T> function, LinePoint<T> first, LinePoint<T> second, double reach)
    {
        (LinePoint<T> low, LinePoint<T> high) = first.Loss <= second.Loss ? (first, second) : (second, first);
        bool wasNearAnEnd = false;
        while (trials < MaxTrials && Math.Abs(high.Step - low.Step) * reach >= changeTolerance)
        {
            double left = Math.Min(low.Step, high.Step), right = Math.Max(low.Step, high.Step), margin = Margin * (right - left);
            double step = Minimum(low, high, left, right);
            if (Math.Min(right - step, step - left) < margin)
            {
                // The second time in a row, or at an end itself, no progress is to be expected there.
                if (wasNearAnEnd || step >= right || step <= left)
                {
                    step = Math.Abs(step - right) < Math.Abs(step - left) ? right - margin : left + margin;
                    wasNearAnEnd = false;
                }
                else
                {
                    wasNearAnEnd = true;
                }
            }
            else
            {
                wasNearAnEnd = false;
            }

            LinePoint<T> current = Evaluate(function, step, low, high);
            trials++;
            if (!Descends(current) || current.Loss >= low.Loss)
                (low, high) = low.Loss <= current.Loss ? (low, current) : (current, low);
            else if (IsFlat(current))
                return current;
            else
                (low, high) = (current, current.Slope * (high.Step - low.Step) >= 0 ? low : high);
        }

        return low;
    }

    private bool Descends(LinePoint<T> point) => !(point.Loss > Start.Loss + (Decrease * point.Step * Start.Slope));

    private bool IsFlat(LinePoint<T> point) => Math.Abs(point.Slope) <= -Curvature * Start.Slope;

    private LinePoint<T> Evaluate(ILineFunction<T> function, double step, LinePoint<T> kept, LinePoint<T> alsoKept)
    {
        LinePoint<T> point = Array.Find(pool, free => free != Start && free != kept && free != alsoKept)!;
        point.Step = step;
        function.Evaluate(point);
        if (!double.IsFinite(point.Loss))
            point.Loss = double.PositiveInfinity;
        return point;
    }

    // Where the cubic polynomial with the losses and slopes of two points is least, within bounds; their middle where there is no such place.
    private static double Minimum(LinePoint<T> one, LinePoint<T> other, double least, double most)
    {
        (LinePoint<T> left, LinePoint<T> right) = one.Step <= other.Step ? (one, other) : (other, one);
        double a = left.Slope + right.Slope - (3 * (left.Loss - right.Loss) / (left.Step - right.Step));
        double square = (a * a) - (left.Slope * right.Slope), root = Math.Sqrt(square);
        double place = right.Step - ((right.Step - left.Step) * ((right.Slope + root - a) / (right.Slope - left.Slope + (2 * root))));
        return double.IsNaN(place) ? (least + most) / 2 : Math.Clamp(place, least, most);
    }
}
