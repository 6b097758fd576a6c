using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Spectre.Console;

namespace NetGen.Reporting.Tests;

public sealed class HtmlReportTests : TestRun
{
    private string Page => File.ReadAllText(At("report.html"));

    [Fact]
    public void ItHasTheCurvesOfTheRun()
    {
        TrainingHistory history = Fit(Plain with { Callbacks = [new HtmlReport(At("report.html"))] });
        string page = Page;
        Assert.Contains("<p class=\"state\">finished</p>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>Test.SoftmaxRegression</h1>", page, StringComparison.Ordinal);
        Assert.Contains($"<dt>best epoch</dt><dd>{history.Epochs.MinBy(epoch => epoch.ValidationLoss).Epoch}</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">optimizer</th><td>Adam</td>", page, StringComparison.Ordinal);
        XElement[] charts = Charts(page);
        Assert.Equal(["Loss", "Accuracy", "Learning rate", "Norm of the gradients"], charts.Select(chart => chart.Attribute("aria-label")!.Value.Split(" over")[0]));
        Assert.Equal([3, 2, 1, 2], charts.Select(chart => Curves(chart).Length));

        // Twelve steps; three epochs of training and validation, each with a dot.
        Assert.Equal([12, 3, 3], Curves(charts[0]).Select(Points));
        Assert.Equal(12 + 3 + 3, Elements(charts[0], "circle").Count());
        Assert.Contains($"epoch 3: validation {history.Last.ValidationLoss!.Value.ToString("G4", CultureInfo.InvariantCulture)}", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "<tr[^>]*><td>"));
    }

    [Fact]
    public void ItNeedsNoNetworkAndRunsNoOthersScript()
    {
        Fit(Plain with { Callbacks = [new HtmlReport(At("report.html"), "<script>alert(1)</script> & \"more\"")] });
        Assert.DoesNotContain("http:", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", Page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<link|<img|<iframe|@import|url\\(|\\ssrc=|\\shref=|fetch\\(|XMLHttp", Page);
        Assert.Contains("default-src 'none'", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", Page, StringComparison.Ordinal);
        Assert.Contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h1>", Page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(Page, "<script"));
    }

    [Fact]
    public void OneEpochOfOneStepHasDots()
    {
        Fit(Plain with { Epochs = 1, BatchSize = 100, Validation = null, Callbacks = [new HtmlReport(At("report.html")) { MeasuresGradientNorm = false }] });
        XElement[] charts = Charts(Page);
        Assert.Equal(3, charts.Length);
        Assert.All(charts, chart => Assert.Equal(1, Points(Assert.Single(Curves(chart)))));
        Assert.All(charts, chart => Assert.Single(Elements(chart, "circle")));
    }

    [Fact]
    public void ManyEpochsStayReadable()
    {
        Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), Clouds.Make(6, 1), new TrainerOptions<double> { Epochs = 5000, BatchSize = 3, Callbacks = [new HtmlReport(At("report.html"))] });
        XElement[] charts = Charts(Page);
        Assert.All(charts.SelectMany(Curves), curve => Assert.InRange(Points(curve), 400, 1201));
        Assert.Empty(charts.SelectMany(chart => Elements(chart, "circle")));
        Assert.InRange(Regex.Count(Page, "<tr[^>]*><td>"), 400, 502);
        Assert.Contains("every 10th", Page, StringComparison.Ordinal);
        Assert.InRange(Page.Length, 0, 1_000_000);
    }

    [Fact]
    public void WhatIsNoNumberLeavesAGap()
    {
        // The loss of the validation set is infinite or no number, that of training is not.
        Dataset<double> damaged = Dataset.FromArrays([double.PositiveInfinity, 1, 0, 1], [0, 1], 2);
        Fit(Plain with { Validation = damaged, Callbacks = [new HtmlReport(At("report.html"))] });
        XElement loss = Charts(Page)[0];
        Assert.Equal([12, 3, 0], Curves(loss).Select(Points));
        Assert.Contains("Gaps: 3 of 18 values are no finite numbers.", Page, StringComparison.Ordinal);
        Assert.All(Charts(Page).SelectMany(chart => chart.DescendantsAndSelf()).SelectMany(element => element.Attributes()).Where(attribute => attribute.Name.LocalName is "d" or "x" or "y" or "cx" or "cy"), attribute => Assert.DoesNotMatch("NaN|Inf|∞|E", attribute.Value));
        Assert.Contains("<td>NaN</td>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void HowARunEndedIsSaid()
    {
        var options = Plain with { Callbacks = [new HtmlReport(At("report.html"))] };
        FitUpTo(7, options);
        Assert.Contains("<p class=\"state\">broken off at step 3 of epoch 2: The light went out.</p>", Page, StringComparison.Ordinal);

        GoOn(options);
        Assert.Contains("<p class=\"state\">finished</p>", Page, StringComparison.Ordinal);
        XElement[] charts = Charts(Page);

        // Steps from the checkpoint on; of the learning rate the epoch before, too.
        Assert.Equal([7, 3, 3], Curves(charts[0]).Select(Points));
        Assert.Equal([8], Curves(charts[2]).Select(Points));

        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Fit(options, source.Token));
        Assert.Contains("<p class=\"state\">cancelled at step 0 of epoch 1</p>", Page, StringComparison.Ordinal);
        Assert.Contains("Curves appear after the first step.", Page, StringComparison.Ordinal);

        Fit(options with { EarlyStopping = new EarlyStopping(1, 10) });
        Assert.Contains("<p class=\"state\">ended early, after 2 of 3 epochs</p>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void WhileARunLastsThePageLoadsItselfAgain()
    {
        const string Again = "<meta http-equiv=\"refresh\" content=\"10\">";
        var reader = new StepCounter { AtStep = () => Assert.Contains(Again, Page, StringComparison.Ordinal) };
        Fit(Plain with { Callbacks = [new HtmlReport(At("report.html")), reader] });
        Assert.Equal(12, reader.Count);
        Assert.DoesNotContain(Again, Page, StringComparison.Ordinal);
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        long begin = 0, end = 0;
        var counter = new StepCounter();
        counter.AtStep = () =>
        {
            if (counter.Count == 1000)
                begin = GC.GetAllocatedBytesForCurrentThread();
            else if (counter.Count == 9000)
                end = GC.GetAllocatedBytesForCurrentThread();
        };
        Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), Clouds.Make(9000, 1), new TrainerOptions<double>
        {
            Epochs = 1,
            BatchSize = 1,
            Callbacks = [new HtmlReport(At("report.html")), new LiveTable(console, live: true), counter],
        });
        Assert.True(begin > 0);
        Assert.Equal(0, end - begin);
    }

    [Fact]
    public void APathThatCannotBeWrittenIsKnownBeforeTheTraining()
    {
        var counter = new StepCounter();
        Assert.Throws<DirectoryNotFoundException>(() => Fit(Plain with { Callbacks = [counter, new HtmlReport(At("none/report.html"))] }));
        Assert.Equal(0, counter.Count);
        Assert.Throws<ArgumentException>(() => new HtmlReport(""));
    }

    private static XElement[] Charts(string page) => [.. Regex.Matches(page, "<svg[^>]*role=\"img\".*?</svg>", RegexOptions.Singleline).Select(match => XElement.Parse(match.Value))];

    private static IEnumerable<XElement> Elements(XElement chart, string name) => chart.Descendants().Where(element => element.Name.LocalName == name);

    private static string[] Curves(XElement chart) => [.. Elements(chart, "path").Where(path => path.Attribute("class")?.Value.StartsWith("curve", StringComparison.Ordinal) == true).Select(path => path.Attribute("d")!.Value)];

    private static int Points(string path) => path.Count(character => character is 'M' or 'L');

    private sealed class StepCounter : TrainingCallback
    {
        public int Count { get; private set; }

        public Action? AtStep { get; set; }

        public override void OnStepEnd(TrainingContext run, in StepRecord step)
        {
            Count++;
            AtStep?.Invoke();
        }
    }
}
