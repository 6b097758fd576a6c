using System.Globalization;
using System.Net;
using System.Text;

namespace NetGen.Reporting.Html;

/// <summary>The page of a run.</summary>
internal sealed class ReportPage
{
    // A browser bears more rows, a reader does not.
    private const int MostRows = 500;

    public required string Title { get; init; }

    /// <summary>How the run is: <c>running</c>, <c>finished</c> or how it ended else.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Began { get; init; }

    public required TrainingContext Run { get; init; }

    /// <summary>Loss, learning rate and norm of the gradients over the steps, x in epochs.</summary>
    public required IReadOnlyList<(double X, double Y)> Losses { get; init; }

    /// <inheritdoc cref="Losses"/>
    public required IReadOnlyList<(double X, double Y)> Rates { get; init; }

    /// <inheritdoc cref="Losses"/>
    public required IReadOnlyList<(double X, double Y)> Norms { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Machine { get; init; }

    private IReadOnlyList<EpochRecord> Epochs => Run.History;

    /// <summary>The text of the file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            {(State == "running" ? "<meta http-equiv=\"refresh\" content=\"10\">\n" : "")}<title>{Encoded(Title)}</title>
            <style>
            {Resource("report.css")}</style>
            </head>
            <body>
            <h1>{Encoded(Title)}</h1>
            <p class="state">{Encoded(State)}</p>

            """.ReplaceLineEndings("\n"));
        Figures(text);
        Charts(text);
        text.Append("<section class=\"tables\">\n");
        Lines(text, "Run", [new("began", Began.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)), .. Run.Settings]);
        Lines(text, "Machine", Machine);
        text.Append("</section>\n");
        if (Run.Network.Description.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"<h2>Network</h2>\n<pre tabindex=\"0\">{Encoded(Run.Network.Description)}</pre>\n");
        Table(text);
        text.Append(CultureInfo.InvariantCulture, $"<p id=\"tip\" role=\"status\" hidden></p>\n<script>\n{Resource("report.js")}</script>\n</body>\n</html>\n");
        return text.ToString();
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Share(double? number) => number is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "";

    private static string Number(double? number) => number?.ToString("G4", CultureInfo.InvariantCulture) ?? "";

    private static string Time(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s")
        : time.ToString(time.TotalHours < 24 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static void Lines(StringBuilder text, string title, IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"<div><h2>{title}</h2>\n<table class=\"lines\">\n");
        foreach ((string name, string value) in lines)
            text.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encoded(name)}</th><td>{Encoded(value)}</td></tr>\n");
        text.Append("</table></div>\n");
    }

    private void Figures(StringBuilder text)
    {
        text.Append("<dl class=\"figures\">\n");
        Figure("epochs", string.Create(CultureInfo.InvariantCulture, $"{Epochs.Count} of {Run.Epochs}"));
        if (Run.BestEpoch > 0)
        {
            EpochRecord best = Epochs[Run.BestEpoch - 1];
            Figure("best epoch", string.Create(CultureInfo.InvariantCulture, $"{best.Epoch}"));
            Figure("its loss", Number(best.Loss));
            Figure("its accuracy", Share(best.Accuracy));
            Figure("its validation loss", Number(best.ValidationLoss));
            Figure("its validation accuracy", Share(best.ValidationAccuracy));
        }

        Figure("time", Time(Run.Elapsed));
        if (Epochs.Count > 0)
            Figure("samples a second", string.Create(CultureInfo.InvariantCulture, $"{Epochs[^1].SamplesPerSecond:#,0}"));
        text.Append("</dl>\n");

        void Figure(string name, string value)
        {
            if (value.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
        }
    }

    private void Charts(StringBuilder text)
    {
        (double, double)[] Curve(Func<EpochRecord, double?> measure) => [.. Epochs.Where(epoch => measure(epoch) is not null).Select(epoch => ((double)epoch.Epoch, measure(epoch)!.Value))];

        // Steps show what the means of epochs hide, unless an epoch has but few.
        IReadOnlyList<(double X, double Y)> Steps(IReadOnlyList<(double X, double Y)> steps) => Run.Steps > 1 ? steps : [];
        string charts = string.Concat(
            new LineChart("Loss", "G4", [new("steps", "steps", Steps(Losses)), new("training", "training", Curve(epoch => epoch.Loss)), new("validation", "validation", Curve(epoch => epoch.ValidationLoss))], Run.BestEpoch),
            new LineChart("Accuracy", "0.0 %", [new("training", "training", Curve(epoch => epoch.Accuracy)), new("validation", "validation", Curve(epoch => epoch.ValidationAccuracy))], Run.BestEpoch),
            new LineChart("Learning rate", "G4", [new("learning rate", "training", Rates.Count > 0 ? Before(Rates, epoch => epoch.LearningRate) : Curve(epoch => epoch.LearningRate))]),
            new LineChart("Norm of the gradients", "G4", [new("steps", "steps", Steps(Norms)), new("mean of the epoch", "training", Curve(epoch => epoch.GradientNorm))]));
        text.Append(CultureInfo.InvariantCulture, $"<section class=\"charts\">\n{(charts.Length > 0 ? charts : "<p class=\"note\">Curves appear after the first step.</p>\n")}</section>\n");
    }

    // The epochs before a checkpoint have no steps here, but a measure each.
    private (double X, double Y)[] Before(IReadOnlyList<(double X, double Y)> steps, Func<EpochRecord, double> measure) =>
        [.. Epochs.Where(epoch => epoch.Epoch < steps[0].X).Select(epoch => ((double)epoch.Epoch, measure(epoch))), .. steps];

    private void Table(StringBuilder text)
    {
        if (Epochs.Count == 0)
            return;
        int every = (Epochs.Count + MostRows - 1) / MostRows;
        (string Title, Func<EpochRecord, string> Text)[] columns =
        [
            ("epoch", epoch => epoch.Epoch.ToString(CultureInfo.InvariantCulture)),
            ("loss", epoch => Number(epoch.Loss)),
            ("accuracy", epoch => Share(epoch.Accuracy)),
            ("validation loss", epoch => Number(epoch.ValidationLoss)),
            ("validation accuracy", epoch => Share(epoch.ValidationAccuracy)),
            ("learning rate", epoch => Number(epoch.LearningRate)),
            ("gradient norm", epoch => Number(epoch.GradientNorm)),
            ("time", epoch => Time(epoch.Duration)),
        ];
        columns = [.. columns.Where(column => Epochs.Any(epoch => column.Text(epoch).Length > 0))];
        text.Append(CultureInfo.InvariantCulture, $"<details><summary>All epochs as a table{(every > 1 ? $", every {every}th, the best and the last" : "")}</summary>\n<table class=\"epochs\">\n<thead><tr>{string.Concat(columns.Select(column => $"<th scope=\"col\">{column.Title}</th>"))}</tr></thead>\n<tbody>\n");
        foreach (EpochRecord epoch in Epochs.Where(epoch => epoch.Epoch % every == 0 || epoch.Epoch == Run.BestEpoch || epoch.Epoch == Epochs.Count))
            text.Append(CultureInfo.InvariantCulture, $"<tr{(epoch.Epoch == Run.BestEpoch ? " class=\"best\"" : "")}>{string.Concat(columns.Select(column => $"<td>{column.Text(epoch)}</td>"))}</tr>\n");
        text.Append("</tbody></table></details>\n");
    }
}
