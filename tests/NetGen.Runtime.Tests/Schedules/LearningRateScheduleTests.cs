using System.Text.Json;

namespace NetGen.Tests.Schedules;

/// <summary>Schedules against formulas of their own, and against PyTorch's schedulers.</summary>
public sealed class LearningRateScheduleTests
{
    private const int Units = 150, StepsPerEpoch = 4;

    private static readonly JsonElement PyTorch = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schedules", "pytorch.json"))).RootElement;

    // By the names of make_schedules.py.
    private static readonly Dictionary<string, Func<ScheduleUnit, LearningRateSchedule>> OfPyTorch = new()
    {
        ["step"] = unit => LearningRateSchedule.Step(7, 0.5, unit),
        ["multi-step"] = unit => LearningRateSchedule.MultiStep([3, 40, 41, 100], 0.3, unit),
        ["exponential"] = unit => LearningRateSchedule.Exponential(0.97, unit),
        ["polynomial"] = unit => LearningRateSchedule.Polynomial(2.5, length: 90, unit: unit),
        ["linear"] = _ => LearningRateSchedule.Linear(0.2),
        ["cosine"] = _ => LearningRateSchedule.Cosine(0.05),
        ["restarts"] = unit => LearningRateSchedule.CosineRestarts(20, minimum: 0.01, unit: unit),
        ["growing restarts"] = unit => LearningRateSchedule.CosineRestarts(10, 2, unit: unit),
        ["triangular"] = unit => LearningRateSchedule.Cyclical(9, unit: unit),
        ["lopsided"] = unit => LearningRateSchedule.Cyclical(4, 11, lowest: 0, unit: unit),
        ["triangular2"] = unit => LearningRateSchedule.Cyclical(9, amplitude: CycleAmplitude.Halving, unit: unit),
        ["exp_range"] = unit => LearningRateSchedule.Cyclical(9, amplitude: CycleAmplitude.Exponential, decay: 0.98, unit: unit),
        ["one cycle"] = _ => LearningRateSchedule.OneCycle(),
        ["one cycle in lines"] = _ => LearningRateSchedule.OneCycle(0.4, 10, 100, isLinear: true),
        ["warm-up"] = unit => LearningRateSchedule.Exponential(0.95, unit).WithWarmup(10, unit, 0.1),
        ["plateau"] = _ => LearningRateSchedule.ReduceOnPlateau(0.5, 4),
        ["plateau with cooldown"] = _ => LearningRateSchedule.ReduceOnPlateau(0.3, 2, 0.001, isAbsolute: true, cooldown: 3, minimum: 0.01),
    };

    public static TheoryData<string> OfPyTorchNames => [.. OfPyTorch.Keys];

    [Fact]
    public void EveryFixtureIsCompared() =>
        Assert.Equal(PyTorch.GetProperty("factors").EnumerateObject().Select(property => property.Name).Order(), OfPyTorch.Keys.Order());

    [Theory]
    [MemberData(nameof(OfPyTorchNames))]
    public void EqualsPyTorchs(string name)
    {
        double[] expected = [.. PyTorch.GetProperty("factors").GetProperty(name).EnumerateArray().Select(factor => factor.GetDouble())];
        double[] losses = [.. PyTorch.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())];
        foreach (ScheduleUnit unit in Enum.GetValues<ScheduleUnit>())
        {
            LearningRateSchedule schedule = OfPyTorch[name](unit);

            // OneCycle is a path over the steps of the run; so its epochs have one.
            int steps = unit == ScheduleUnit.Step || name.StartsWith("one cycle", StringComparison.Ordinal) ? 1 : StepsPerEpoch;
            schedule.Begin();
            for (int i = 0; i < Units; i++)
            {
                Assert.Equal(expected[i], schedule.Factor(new ScheduleTime(i * steps, Units * steps, steps)), 1e-12);
                schedule.Observe(Epoch(i, losses[i]));
            }
        }
    }

    [Fact]
    public void EqualsFormulasOfTheirOwn()
    {
        for (int step = 0; step < 400; step++)
        {
            double epoch = step / 4.0;
            Check(LearningRateSchedule.Constant(), 1);
            Check(LearningRateSchedule.InverseTime(0.3), 1 / (1 + (0.3 * epoch)));
            Check(LearningRateSchedule.InverseTime(0.02, ScheduleUnit.Step), 1 / (1 + (0.02 * step)));
            Check(LearningRateSchedule.Linear(), 1 - (step / 400.0));
            Check(LearningRateSchedule.Cosine(), (1 + Math.Cos(Math.PI * step / 400)) / 2);
            Check(LearningRateSchedule.Cosine(0.1, 30), epoch >= 30 ? 0.1 : 0.1 + (0.45 * (1 + Math.Cos(Math.PI * epoch / 30))));
            Check(LearningRateSchedule.Polynomial(2, 0.2), 0.2 + (0.8 * Math.Pow(1 - (step / 400.0), 2)));
            Check(LearningRateSchedule.OfShare(share => 2 - share), 2 - (step / 400.0));
            Check(LearningRateSchedule.OfTime(t => t), epoch);

            // Steps fall within no epoch; what follows time does.
            Check(LearningRateSchedule.Step(2, 0.5), Math.Pow(0.5, step / 8));
            Check(LearningRateSchedule.MultiStep([2.5, 50]), step < 10 ? 1 : step < 200 ? 0.1 : 0.01, 1e-15);
            Check(LearningRateSchedule.Exponential(0.9), Math.Pow(0.9, epoch));

            // Composed: the second begins anew, in the time that is left.
            Check(LearningRateSchedule.Linear().WithWarmup(25), step < 100 ? step / 100.0 : 1 - ((step - 100) / 300.0));
            Check(LearningRateSchedule.Constant().Then(40, LearningRateSchedule.Cosine(), ScheduleUnit.Step), step < 40 ? 1 : (1 + Math.Cos(Math.PI * (step - 40) / 360)) / 2);
            Check(LearningRateSchedule.Linear().Then(50, LearningRateSchedule.Linear(0.5)), step < 200 ? 1 - (step / 200.0) : 1 - (0.5 * (step - 200) / 200));
            Check(LearningRateSchedule.Step(30) * LearningRateSchedule.InverseTime(1), Math.Pow(0.1, step / 120) / (1 + epoch), 1e-15);
            Check(LearningRateSchedule.OneCycle(0.25, 10).WithWarmup(10, ScheduleUnit.Step, 0.5), step < 10 ? 0.1 * (0.5 + (step / 20.0)) : double.NaN);

            void Check(LearningRateSchedule schedule, double expected, double tolerance = 1e-12)
            {
                double found = schedule.Factor(new ScheduleTime(step, 400, 4));
                if (double.IsNaN(expected))
                    Assert.InRange(found, 1e-6, 1);
                else
                    Assert.Equal(expected, found, tolerance);
            }
        }
    }

    [Fact]
    public void OneCycleOfFewStepsIsANumber()
    {
        for (int steps = 1; steps < 10; steps++)
        {
            for (int step = 0; step < steps; step++)
                Assert.InRange(LearningRateSchedule.OneCycle().Factor(new ScheduleTime(step, steps, steps)), 1e-7, 1);
        }
    }

    [Fact]
    public void WorseHalvesAndGoesBack()
    {
        LearningRateSchedule schedule = LearningRateSchedule.HalveOnWorse(minimum: 0.2) * LearningRateSchedule.Constant();
        Assert.True(schedule.NeedsBest);
        for (int run = 0; run < 2; run++)
        {
            schedule.Begin();
            var seen = new List<(double Factor, bool GoesBack)>();
            foreach (double loss in new[] { 3, 2, 2, 2.5, 1, double.NaN, 1.5, 0.5 })
            {
                schedule.Observe(Epoch(0, 9) with { ValidationLoss = loss });
                seen.Add((schedule.Factor(new ScheduleTime(0, 1, 1)), schedule.GoesBack));
            }

            Assert.Equal([(1, false), (1, false), (1, false), (0.5, true), (0.5, false), (0.25, true), (0.2, true), (0.2, false)], seen);
        }
    }

    [Fact]
    public void APlateauIsOfTheValidationLossWhereThereIsOne()
    {
        LearningRateSchedule schedule = LearningRateSchedule.ReduceOnPlateau(0.5, 0);
        for (int i = 0; i < 4; i++)
            schedule.Observe(Epoch(i, 10 - i) with { ValidationLoss = 1 });
        Assert.Equal(0.125, schedule.Factor(new ScheduleTime(0, 1, 1)));
        schedule.Begin();
        for (int i = 0; i < 4; i++)
            schedule.Observe(Epoch(i, 10 - i));
        Assert.Equal(1, schedule.Factor(new ScheduleTime(0, 1, 1)));
    }

    public static TheoryData<string, Action> Wrong => new()
    {
        { "period", () => LearningRateSchedule.Step(0) },
        { "factor", () => LearningRateSchedule.Step(1, double.NaN) },
        { "milestones", () => LearningRateSchedule.MultiStep([-1]) },
        { "factor", () => LearningRateSchedule.Exponential(0) },
        { "decay", () => LearningRateSchedule.InverseTime(-1) },
        { "power", () => LearningRateSchedule.Polynomial(0) },
        { "end", () => LearningRateSchedule.Linear(-1) },
        { "length", () => LearningRateSchedule.Cosine(0, 0) },
        { "minimum", () => LearningRateSchedule.Cosine(double.PositiveInfinity) },
        { "growth", () => LearningRateSchedule.CosineRestarts(1, 0.5) },
        { "lowest", () => LearningRateSchedule.Cyclical(1, lowest: 2) },
        { "fall", () => LearningRateSchedule.Cyclical(1, 0) },
        { "amplitude", () => LearningRateSchedule.Cyclical(1, amplitude: (CycleAmplitude)7) },
        { "rise", () => LearningRateSchedule.OneCycle(1) },
        { "startDivisor", () => LearningRateSchedule.OneCycle(startDivisor: 0) },
        { "factor", () => LearningRateSchedule.ReduceOnPlateau(1) },
        { "patience", () => LearningRateSchedule.ReduceOnPlateau(patience: -1) },
        { "factor", () => LearningRateSchedule.HalveOnWorse(2) },
        { "length", () => LearningRateSchedule.Constant().WithWarmup(0) },
        { "from", () => LearningRateSchedule.Constant().WithWarmup(1, from: 2) },
        { "length", () => LearningRateSchedule.Constant().Then(double.NaN, LearningRateSchedule.Linear()) },
        { "patience", () => _ = new EarlyStopping(0) },
        { "minimumImprovement", () => _ = new EarlyStopping(1, -1) },
        { "measure", () => _ = new EarlyStopping(1, measure: KeepBest.None) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AnArgumentOutsideItsRangeIsNamed(string parameter, Action make) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);

    [Fact]
    public void MilestonesRise() =>
        Assert.Contains("40 follows 41", Assert.Throws<ArgumentException>(() => LearningRateSchedule.MultiStep([41, 40])).Message, StringComparison.Ordinal);

    private static EpochRecord Epoch(int epoch, double loss) => new(epoch + 1, loss, null, null, null, 1);
}
