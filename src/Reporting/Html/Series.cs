namespace NetGen.Reporting.Html;

/// <summary>A curve of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">The class of its style: <c>training</c>, <c>validation</c> or <c>steps</c>.</param>
/// <param name="Points">Its points, x rising.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double X, double Y)> Points)
{
    private const int Most = 1200;

    /// <summary>Of many points the smallest and the largest of each stretch, so that none that stands out is lost.</summary>
    public IReadOnlyList<(double X, double Y)> Shown()
    {
        if (Points.Count <= Most)
            return Points;
        var shown = new List<(double X, double Y)>(Most);
        int stretch = ((2 * Points.Count) + Most - 1) / Most;
        for (int begin = 0; begin < Points.Count; begin += stretch)
        {
            int low = begin, high = begin;
            for (int i = begin; i < Math.Min(begin + stretch, Points.Count); i++)
            {
                // What is no number makes a gap wherever it stands.
                if (double.IsFinite(Points[low].Y) && !(Points[i].Y >= Points[low].Y))
                    low = i;
                if (!(Points[i].Y <= Points[high].Y))
                    high = i;
            }

            shown.Add(Points[Math.Min(low, high)]);
            if (low != high)
                shown.Add(Points[Math.Max(low, high)]);
        }

        return shown;
    }
}
