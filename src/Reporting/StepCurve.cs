namespace NetGen.Reporting;

/// <summary>
/// A measure over the steps of a run, however many, in memory taken once: when it is full, two neighbours become one, their mean. Adding
/// allocates nothing.
/// </summary>
internal sealed class StepCurve
{
    private const int Capacity = 2048;

    private readonly (double X, double Y)[] points = new (double, double)[Capacity];
    private int count;
    private int stride = 1;
    private int pending;
    private double sum;

    /// <summary>The curve so far.</summary>
    public IReadOnlyList<(double X, double Y)> Points => points[..count];

    /// <summary>Adds a point; x must not fall. What is no finite number is left out.</summary>
    public void Add(double x, double y)
    {
        if (!double.IsFinite(y))
            return;
        sum += y;
        if (++pending < stride)
            return;
        points[count++] = (x, sum / stride);
        (pending, sum) = (0, 0);
        if (count < Capacity)
            return;
        for (int i = 0; i < Capacity / 2; i++)
            points[i] = (points[(2 * i) + 1].X, (points[2 * i].Y + points[(2 * i) + 1].Y) / 2);
        count /= 2;
        stride *= 2;
    }

    /// <summary>Forgets all points.</summary>
    public void Clear() => (count, stride, pending, sum) = (0, 1, 0, 0);
}
