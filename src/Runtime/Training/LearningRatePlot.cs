using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>Draws a range test as SVG: decades of the rate below, the loss on the left.</summary>
internal static class LearningRatePlot
{
    private const int Left = 64, Right = 16, Top = 28, Bottom = 44, Ticks = 5;

    public static string Of(LearningRateRange range, int width, int height)
    {
        ImmutableArray<LearningRatePoint> points = range.Points;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">\n");
        text.Append("<title>Loss by learning rate</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        if (points.Length > 1)
            Draw(text, range, width - Left - Right, height - Top - Bottom);
        else
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{height / 2}\">The loss was not finite from the first steps on.</text>\n");
        return text.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder text, LearningRateRange range, int width, int height)
    {
        ImmutableArray<LearningRatePoint> points = range.Points;
        double first = Math.Log10(points[0].LearningRate), last = Math.Log10(points[^1].LearningRate);

        // What diverged would leave nothing to see of the rest: at most as high above the first smoothed loss as that is above the least.
        double low = points.Min(point => Math.Min(point.Loss, point.SmoothedLoss)), start = points[0].SmoothedLoss;
        double high = Math.Min(points.Max(point => Math.Max(point.Loss, point.SmoothedLoss)), start + Math.Max(start - low, Math.Abs(start) / 2));
        if (!(high > low))
            (low, high) = (low - 1, low + 1);
        double X(double rate) => Left + ((Math.Log10(rate) - first) / (last - first) * width);
        double Y(double loss) => Top + (height * (high - Math.Clamp(loss, low, high)) / (high - low));

        for (int decade = (int)Math.Ceiling(first - 1e-9); decade <= last + 1e-9; decade++)
        {
            double x = X(Math.Pow(10, decade));
            Line(text, x, Top, x, Top + height, "#ddd");
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Top + height + 18}\" text-anchor=\"middle\">1e{decade}</text>\n");
        }

        for (int i = 0; i <= Ticks; i++)
        {
            double loss = low + ((high - low) * i / Ticks), y = Y(loss);
            Line(text, Left, y, Left + width, y, "#eee");
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{loss:G3}</text>\n");
        }

        Curve(text, points.Select(point => (X(point.LearningRate), Y(point.Loss))), "#9ecae1", 1);
        Curve(text, points.Select(point => (X(point.LearningRate), Y(point.SmoothedLoss))), "#08519c", 2);
        if (range.Steepest is { } steepest)
        {
            Line(text, X(steepest), Top, X(steepest), Top + height, "#d95f02");
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(steepest):0.#}\" y=\"{Top - 8}\" text-anchor=\"middle\" fill=\"#d95f02\">steepest at {steepest:G3}</text>\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (width / 2)}\" y=\"{Top + height + 38}\" text-anchor=\"middle\">learning rate</text>\n");
        text.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {Top + (height / 2)}) rotate(-90)\" text-anchor=\"middle\">loss</text>\n");
    }

    private static void Line(StringBuilder text, double x1, double y1, double x2, double y2, string colour) =>
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\"/>\n");

    private static void Curve(StringBuilder text, IEnumerable<(double X, double Y)> points, string colour, int width) =>
        text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")))}\"/>\n");
}
