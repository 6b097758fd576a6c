using System.Globalization;
using System.Xml.Linq;

namespace NetGen.Tests.Training;

public class LearningRateFinderTests
{
    private static readonly LearningRateFinderOptions Quick = new() { Lowest = 1e-4, Highest = 1e4, Steps = 60, BatchSize = 8, Smoothing = 0.8 };

    [Fact]
    public void The_test_is_a_run_of_growing_rates_that_ends_where_it_diverges()
    {
        Dataset<double> data = Clouds.Make(60, 1);
        LearningRateRange range = LearningRateFinder.Run(SoftmaxRegression.Create(0), new Sgd<double>(0.1), data, Quick);
        Assert.True(range.IsDiverged);
        Assert.InRange(range.Points.Length, 30, 59);

        // The same run, step by step.
        var network = SoftmaxRegression.Create(0);
        var optimizer = new Sgd<double>(1);
        using ITrainingSession<double> session = network.CreateTrainingSession(8);
        var batches = new MiniBatches<double>(data, 8);
        double average = 0, best = double.PositiveInfinity;
        int step = 0;
        bool isDiverged = false;
        for (ulong epoch = 0; step < range.Points.Length; epoch++)
        {
            batches.Shuffle(0, epoch);
            foreach (Batch<double> batch in batches)
            {
                if (step == range.Points.Length)
                    break;
                LearningRatePoint point = range.Points[step];
                double loss = session.Backward(batch);
                average = (0.8 * average) + (0.2 * loss);
                double smoothed = average / (1 - Math.Pow(0.8, step + 1));
                Assert.Equal(1e-4 * Math.Pow(1e8, step / 59.0), point.LearningRate, point.LearningRate * 1e-12);
                Assert.Equal(loss, point.Loss);
                Assert.Equal(smoothed, point.SmoothedLoss, 1e-12);
                isDiverged = smoothed > 4 * best;
                Assert.True(!isDiverged || step == range.Points.Length - 1);
                best = Math.Min(best, smoothed);
                optimizer.LearningRate = point.LearningRate;
                optimizer.Step(network.Parameters, session.Gradients);
                step++;
            }
        }

        // The step that a loss which is no number would tell of is none of the points.
        Assert.True(isDiverged || !double.IsFinite(Trainer.Evaluate(network, data).Loss));
    }

    [Fact]
    public void A_rate_it_suggests_trains()
    {
        Dataset<double> data = Clouds.Make(60, 1);
        double rate = LearningRateFinder.Run(SoftmaxRegression.Create(0), new Sgd<double>(0.1), data, Quick).Steepest!.Value;
        Assert.InRange(rate, 1e-2, 10);
        double Trained(double by) => Trainer.Fit(SoftmaxRegression.Create(0), new Sgd<double>(by), data, new() { Epochs = 3, BatchSize = 8 }).Last.Loss;
        Assert.True(Trained(rate) < 0.5 * Trained(1e-4));
    }

    public static TheoryData<string> Optimizers => ["fresh", "after steps", "NAdam after steps"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Network_and_optimizer_are_as_they_were(string kind)
    {
        Dataset<double> data = Clouds.Make(30, 1);
        SoftmaxRegression tested = SoftmaxRegression.Create(0), other = SoftmaxRegression.Create(0);
        Optimizer<double> one = Make(tested), two = Make(other);
        LearningRateFinder.Run(tested, one, data, Quick);
        LearningRateSearch.Run(tested, one, data, [0.01, 0.1]);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => LearningRateFinder.Run(tested, one, data, Quick, source.Token));
        Assert.Throws<OperationCanceledException>(() => LearningRateSearch.Run(tested, one, data, [0.01], null, source.Token));
        Assert.Equal((two.StepCount, two.LearningRate), (one.StepCount, one.LearningRate));
        Assert.Equal(other.Parameters.Span.ToArray(), tested.Parameters.Span.ToArray());
        Assert.Equal(0, tested.OpenSessions);
        Trainer.Fit(tested, one, data, new() { Epochs = 2 });
        Trainer.Fit(other, two, data, new() { Epochs = 2 });
        Assert.Equal(other.Parameters.Span.ToArray(), tested.Parameters.Span.ToArray());

        Optimizer<double> Make(SoftmaxRegression network)
        {
            Optimizer<double> optimizer = kind.StartsWith("NAdam", StringComparison.Ordinal) ? new NAdam<double>(0.02) : new Adam<double>(0.02);
            if (kind != "fresh")
                Trainer.Fit(network, optimizer, data, new() { Epochs = 1 });
            return optimizer;
        }
    }

    [Fact]
    public void Linear_growth_and_a_run_to_the_end()
    {
        LearningRateRange range = LearningRateFinder.Run(SoftmaxRegression.Create(0), new Sgd<double>(1), Clouds.Make(30, 1), new() { Lowest = 0.01, Highest = 0.1, Steps = 10, Growth = RateGrowth.Linear });
        Assert.False(range.IsDiverged);
        Assert.Equal(10, range.Points.Length);
        for (int i = 0; i < 10; i++)
            Assert.Equal(0.01 + (0.01 * i), range.Points[i].LearningRate, 1e-12);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_test()
    {
        var network = SoftmaxRegression.Create(0);
        network.DivergeAt = 3;
        LearningRateRange range = LearningRateFinder.Run(network, new Sgd<double>(1), Clouds.Make(30, 1), Quick);
        Assert.True(range.IsDiverged);
        Assert.Equal(3, range.Points.Length);
        Assert.Null(range.Steepest);
    }

    [Fact]
    public void The_steepest_place_is_found_by_the_logarithm_of_the_rate()
    {
        // Falls as a logistic function of log₁₀ of the rate about 10⁻², then rises.
        LearningRatePoint[] points = [.. Enumerable.Range(0, 51).Select(i => Point(Math.Pow(10, -5 + (i / 10.0))))];
        var range = new LearningRateRange([.. points], false);
        Assert.Equal(1e-2, range.Steepest!.Value, 1e-8);
        Assert.Equal(points.MinBy(point => point.SmoothedLoss).LearningRate / 10, range.TenthOfMinimum);
        Assert.Null(new LearningRateRange([.. points.Select((point, i) => point with { SmoothedLoss = i })], false).Steepest);
        Assert.Null(new LearningRateRange([], true).TenthOfMinimum);

        static LearningRatePoint Point(double rate)
        {
            double x = Math.Log10(rate), loss = (1 / (1 + Math.Exp(4 * (x + 2)))) + Math.Max(0, x + 0.5);
            return new(rate, loss, loss);
        }
    }

    [Fact]
    public void The_picture_is_an_SVG_document_of_its_own_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // One with a decimal comma, which need not be installed.
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;
            LearningRateRange range = LearningRateFinder.Run(SoftmaxRegression.Create(0), new Sgd<double>(1), Clouds.Make(60, 1), Quick);
            string svg = range.ToSvg();
            XDocument document = XDocument.Parse(svg);
            XNamespace name = "http://www.w3.org/2000/svg";
            XElement[] curves = [.. document.Descendants(name + "polyline")];
            Assert.Equal(2, curves.Length);
            foreach (XElement curve in curves)
            {
                double[][] places = [.. curve.Attribute("points")!.Value.Split(' ').Select(pair => pair.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
                Assert.Equal(range.Points.Length, places.Length);
                Assert.All(places, place => Assert.True(place is [>= 0 and <= 720, >= 0 and <= 400]));
                Assert.Equal(places.Select(place => place[0]).Order(), places.Select(place => place[0]));
            }

            Assert.Contains(document.Descendants(name + "text"), text => text.Value.StartsWith("steepest at ", StringComparison.Ordinal));
            Assert.Contains(document.Descendants(name + "text"), text => text.Value == "1e-2");
            Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
            XDocument.Parse(new LearningRateRange([], true).ToSvg(300, 200));
            Assert.Throws<ArgumentOutOfRangeException>(() => range.ToSvg(100));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_search_tells_which_rate_came_to_the_smallest_loss()
    {
        Dataset<double> data = Clouds.Make(60, 1), validation = Clouds.Make(60, 2);
        double[] rates = [1e-4, 1, 0.1, 1e-2];
        foreach (Dataset<double>? set in new[] { null, validation })
        {
            var options = new TrainerOptions<double> { Epochs = 2, BatchSize = 8, Validation = set };
            LearningRateSearchResult result = LearningRateSearch.Run(SoftmaxRegression.Create(0), new Sgd<double>(0.5), data, rates, options);
            Assert.Equal(rates, result.Trials.Select(trial => trial.LearningRate));
            foreach (LearningRateTrial trial in result.Trials)
            {
                EpochRecord last = Trainer.Fit(SoftmaxRegression.Create(0), new Sgd<double>(trial.LearningRate), data, options).Last;
                Assert.Equal((last.Loss, last.ValidationLoss, false), (trial.Loss, trial.ValidationLoss, trial.IsDiverged));
            }

            Assert.Equal(result.Trials.MinBy(trial => trial.ValidationLoss ?? trial.Loss), result.Best);
            Assert.NotEqual(1e-4, result.Best!.Value.LearningRate);
        }
    }

    [Fact]
    public void A_rate_that_diverges_is_never_the_best()
    {
        var network = SoftmaxRegression.Create(0);
        network.DivergeAt = 0;
        LearningRateSearchResult result = LearningRateSearch.Run(network, new Sgd<double>(0.5), Clouds.Make(30, 1), [0.1, 0.2]);
        Assert.All(result.Trials, trial => Assert.True(trial.IsDiverged && double.IsNaN(trial.Loss)));
        Assert.Null(result.Best);
        Assert.Equal(0.2, new LearningRateSearchResult([new(0.1, double.NaN, null, true), new(0.2, 3, null, false), new(0.3, 3, null, false)]).Best!.Value.LearningRate);
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        var network = SoftmaxRegression.Create(0);
        Assert.Contains("must be above the lowest", Assert.Throws<ArgumentException>(() => LearningRateFinder.Run(network, new Adam<double>(), data, new() { Lowest = 1, Highest = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => LearningRateSearch.Run(network, new Adam<double>(), data, [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("rates", () => LearningRateSearch.Run(network, new Adam<double>(), data, [double.NaN]));
        Assert.Contains("Set Checkpoint to null", Assert.Throws<ArgumentException>(() => LearningRateSearch.Run(network, new Adam<double>(), data, [0.1], new() { Checkpoint = new("x") })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("Steps", () => new LearningRateFinderOptions { Steps = 1 });
        Assert.Throws<ArgumentOutOfRangeException>("Smoothing", () => new LearningRateFinderOptions { Smoothing = 1 });
        Assert.Throws<ArgumentOutOfRangeException>("DivergenceFactor", () => new LearningRateFinderOptions { DivergenceFactor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>("Lowest", () => new LearningRateFinderOptions { Lowest = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("BatchSize", () => new LearningRateFinderOptions { BatchSize = 0 });
    }
}
