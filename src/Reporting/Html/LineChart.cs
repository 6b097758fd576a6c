using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace NetGen.Reporting.Html;

/// <summary>A chart of curves over the epochs, as a figure with an SVG.</summary>
/// <param name="title">What it shows.</param>
/// <param name="format">How a number of it is written: of .NET's formats <c>0.0 %</c> or <c>G4</c>.</param>
/// <param name="curves">The curves; those without points are left out.</param>
/// <param name="best">The epoch to mark; 0 for none.</param>
internal sealed class LineChart(string title, string format, IReadOnlyList<Series> curves, int best = 0)
{
    private const int Width = 560, Height = 300, Left = 58, Right = 18, Top = 14, Bottom = 46;

    // More dots than this would be a band.
    private const int MostDots = 40;

    private readonly List<Series> shown = [.. curves.Where(curve => curve.Points.Count > 0).Select(curve => curve with { Points = curve.Shown() })];

    private bool IsShare => format.EndsWith('%');

    /// <summary>The figure; empty where no curve has points.</summary>
    public override string ToString()
    {
        if (shown.Count == 0)
            return "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption>\n");
        double[] values = [.. shown.SelectMany(curve => curve.Points).Select(point => point.Y).Where(double.IsFinite)];
        int lost = shown.Sum(curve => curve.Points.Count) - values.Length;
        if (values.Length == 0)
        {
            text.Append("<p class=\"note\">No value is a finite number.</p>");
        }
        else
        {
            Draw(text, values);
            Legend(text);
            if (lost > 0)
                text.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">Gaps: {lost} of {lost + values.Length} values are no finite numbers.</p>");
        }

        return text.Append("</figure>\n").ToString();
    }

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static double X(Axis axis, double value) => Left + (axis.At(value) * (Width - Left - Right));

    private static double Y(Axis axis, double value) => Height - Bottom - (axis.At(value) * (Height - Top - Bottom));

    private string Value(double value) => IsShare ? (100 * value).ToString(format, CultureInfo.InvariantCulture) : value.ToString(format, CultureInfo.InvariantCulture);

    private void Draw(StringBuilder text, double[] values)
    {
        Axis across = Axis.UpTo(Math.Max(1, shown.Max(curve => curve.Points[^1].X))), up = Axis.For(values);

        // One share alone has room on both sides, but there is none above all of it.
        if (IsShare && up.High > 1)
            up = Axis.Linear(up.Low, 1);
        string extent = string.Join(", ", shown.Select(curve => $"{curve.Name} {Last(curve)}"));
        text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode($"{title} over the epochs; last: {extent}")}\" data-curves=\"{WebUtility.HtmlEncode(Data(across, up))}\">\n<g class=\"grid\">");
        foreach (double tick in up.Ticks)
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Number(Y(up, tick))}H{Width - Right}\"/><text class=\"y\" x=\"{Left - 8}\" y=\"{Number(Y(up, tick) + 4)}\">{WebUtility.HtmlEncode(IsShare ? up.Text(Math.Round(100 * tick, 6)) + " %" : up.Text(tick))}</text>");
        foreach (double tick in across.Ticks)
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Number(X(across, tick))} {Height - Bottom}v5\"/><text x=\"{Number(X(across, tick))}\" y=\"{Height - Bottom + 18}\">{across.Text(tick)}</text>");
        text.Append(CultureInfo.InvariantCulture, $"</g>\n<text class=\"axis\" x=\"{(Width + Left - Right) / 2}\" y=\"{Height - 8}\">epoch{(up.IsLogarithmic ? "; logarithmic scale" : "")}</text>\n<path class=\"frame\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>\n");
        if (best > 0)
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"best\" d=\"M{Number(X(across, best))} {Top}V{Height - Bottom}\"><title>best epoch: {best}</title></path>\n");
        foreach (Series curve in shown)
            Draw(text, curve, across, up);
        text.Append("<path class=\"cursor\" d=\"\"/></svg>\n");
    }

    private string Last(Series curve) => Value(curve.Points[^1].Y);

    private void Draw(StringBuilder text, Series curve, Axis across, Axis up)
    {
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"curve {curve.Style}\" d=\"");
        bool isDrawing = false;
        foreach ((double x, double y) in curve.Points)
        {
            if (double.IsFinite(y))
                text.Append(isDrawing ? 'L' : 'M').Append(Number(X(across, x))).Append(' ').Append(Number(Y(up, y)));
            isDrawing = double.IsFinite(y);
        }

        text.Append("\"/>\n");
        if (curve.Points.Count > MostDots)
            return;
        foreach ((double x, double y) in curve.Points)
        {
            if (double.IsFinite(y))
                text.Append(CultureInfo.InvariantCulture, $"<circle class=\"{curve.Style}\" cx=\"{Number(X(across, x))}\" cy=\"{Number(Y(up, y))}\" r=\"2.6\"><title>epoch {Number(x)}: {WebUtility.HtmlEncode(curve.Name)} {Value(y)}</title></circle>");
        }

        text.Append('\n');
    }

    private void Legend(StringBuilder text)
    {
        text.Append("<p class=\"legend\">");
        foreach (Series curve in shown)
            text.Append(CultureInfo.InvariantCulture, $"<span><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"curve {curve.Style}\" d=\"M1 5H27\"/></svg>{WebUtility.HtmlEncode(curve.Name)}</span> ");
        if (best > 0)
            text.Append(CultureInfo.InvariantCulture, $"<span><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"best\" d=\"M1 5H27\"/></svg>best epoch: {best}</span>");
        text.Append("</p>\n");
    }

    // What the script shows under the pointer: for each curve its name, and for each point its place and what it says.
    private string Data(Axis across, Axis up)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (Series curve in shown)
            {
                json.WriteStartObject();
                json.WriteString("name", curve.Name);
                json.WriteStartArray("points");
                foreach ((double x, double y) in curve.Points.Where(point => double.IsFinite(point.Y)))
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(Math.Round(X(across, x), 1));
                    json.WriteNumberValue(Math.Round(Y(up, y), 1));
                    json.WriteStringValue(Number(x));
                    json.WriteStringValue(Value(y));
                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
