using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NetGen.Reporting;

/// <summary>
/// The columns of a table of epochs. Their widths are fixed, so that head, rows and foot can be written one by one as the lines of a table.
/// </summary>
internal sealed class EpochTable
{
    // A space on each side of a column and a line to the next one; the table begins with a line.
    private const int Gap = 3;

    private readonly List<Column> columns;
    private readonly bool hasBorders;

    /// <summary>Chooses the columns.</summary>
    /// <param name="run">The run.</param>
    /// <param name="first">Its first epoch, which says what is measured.</param>
    /// <param name="width">The width of the terminal; null for a table of plain lines of any length.</param>
    public EpochTable(TrainingContext run, EpochRecord first, int? width)
    {
        hasBorders = width is not null;
        int digits = run.Epochs.ToString(CultureInfo.InvariantCulture).Length;

        // In the order of their importance; they are shown in the order of their places.
        List<Column> all =
        [
            new(0, "epoch", Math.Max(5, (2 * digits) + 1), epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch}/{run.Epochs}")),
            new(1, "loss", 9, epoch => Number(epoch.Loss)),
            new(8, "", 1, _ => ""),
        ];
        if (first.ValidationLoss is not null)
            all.Add(new(3, "val loss", 9, epoch => Number(epoch.ValidationLoss)));
        if (first.ValidationAccuracy is not null)
            all.Add(new(4, "val acc", 7, epoch => Share(epoch.ValidationAccuracy)));
        if (first.Accuracy is not null)
            all.Add(new(2, "acc", 7, epoch => Share(epoch.Accuracy)));
        all.Add(new(6, "time", 8, epoch => Time(epoch.Duration)));
        all.Add(new(5, "rate", 8, epoch => Number(epoch.LearningRate)));
        all.Add(new(7, "samples/s", 9, epoch => epoch.SamplesPerSecond.ToString("0", CultureInfo.InvariantCulture)));
        int used = 1, shown = 0;
        while (shown < all.Count && (width is null || shown == 0 || used + all[shown].Width + Gap <= width))
            used += all[shown++].Width + Gap;
        columns = [.. all.Take(shown).OrderBy(column => column.Place)];
    }

    /// <summary>The lines over the first row.</summary>
    public IRenderable Head() => new Lines(Make([.. columns.Select(_ => "")], Style.Plain), hasBorders ? ..^2 : ..^1);

    /// <summary>The line of an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="isBest">Whether it is better than all before it.</param>
    public IRenderable Row(EpochRecord epoch, bool isBest)
    {
        string[] cells = [.. columns.Select(column => column.Title.Length > 0 ? column.Text(epoch) : isBest ? "*" : "")];
        return new Lines(Make(cells, isBest && hasBorders ? new Style(decoration: Decoration.Bold) : Style.Plain), hasBorders ? ^2..^1 : ^1..);
    }

    /// <summary>The line under the last row.</summary>
    public IRenderable Foot() => new Lines(Make([.. columns.Select(_ => "")], Style.Plain), ^1..);

    // The more digits in front of the point, the fewer behind it.
    private static string Number(double? number) =>
        number?.ToString(number is 0 || Math.Abs(number.Value) is >= 1e-3 and < 1e4 || !double.IsFinite(number.Value) ? "0.0000" : "0.00e+0", CultureInfo.InvariantCulture) ?? "";

    private static string Share(double? number) => number is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "";

    private static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min"),
    };

    private Table Make(string[] cells, Style style)
    {
        var table = new Table { Border = hasBorders ? TableBorder.Rounded : TableBorder.None };
        foreach (Column column in columns)
            table.AddColumn(new TableColumn(new Text(column.Title)) { Width = column.Width, NoWrap = true, Alignment = Justify.Right });
        table.AddRow(cells.Select(cell => new Text(cell, style)));
        return table;
    }

    private sealed record Column(int Place, string Title, int Width, Func<EpochRecord, string> Text);

    /// <summary>Some of the lines of a table.</summary>
    private sealed class Lines(Table table, Range range) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            // A pipe has no width; a table of plain lines is as wide as its columns.
            List<SegmentLine> lines = Segment.SplitLines(((IRenderable)table).Render(options, Math.Max(maxWidth, 240)));
            foreach (SegmentLine line in lines.Take(range))
            {
                foreach (Segment segment in line)
                    yield return segment;
                yield return Segment.LineBreak;
            }
        }
    }
}
