using System.Globalization;
using System.Text;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Compare;

/// <summary>
/// The command <c>scaling</c>: how much faster several threads are than one, beside how much faster they are at multiply-adds in
/// registers, which share nothing. A processor whose threads share a core, or a neighbour's, scales less than their number says.
/// </summary>
internal static class ScalingCommand
{
    private const string Usage = "scaling [--threads N] [--rounds 61] [--block-ms 60] [--write]";

    private static readonly (string Title, int Batch, double Bar, Func<Parallelism?, Contender> Make)[] Work =
    [
        ("1024-1024-1024-1024, training step with Adam", 128, 0.9, NetGenTraining.Wide),
        ("3×32×32, four convolutions, training step with Adam", 32, 0.9, NetGenTraining.FourConvolutions),
        ("3×32×32, four convolutions", 32, 0.9, team => NetGenPictures.FourConvolutions(32, team)),
        ("ResNet-20, training step with Adam", 32, 0, NetGenTraining.ResNet),
        ("784-128-64-10, training step with Adam", 64, 0, NetGenTraining.Digits),
        ("1024-1024-1024-1024 ReLU", 128, 0, team => new NetGenWide(128, team)),
        ("64-64-64 ReLU, one call on 1,000 samples", 1000, 0, team => new NetGenPolicy(team)),
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows its name.</param>
    /// <returns>0; or 1 for wrong arguments.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        int threads = Environment.ProcessorCount, rounds = 61;
        double block = 60;
        CommandOptions options = new CommandOptions(Usage)
            .Number("--threads", 2, (int number) => threads = number)
            .Number("--rounds", MedianInterval.LeastValues, (int number) => rounds = number)
            .Number("--block-ms", 1, (double number) => block = number)
            .Flags("--write");
        if (!options.Read(arguments))
            return 1;
        if (threads < 2)
        {
            options.Fail("There is one processor only; --threads says how many threads to measure all the same.");
            return 1;
        }

        using var team = new Parallelism(threads);
        string table = Measure(team, new Protocol(rounds, block));
        Console.WriteLine(table);
        if (options.Has("--write"))
            PerformanceTable.Insert(Path.Combine(PeerFiles.Repository, "docs", "performance.md"), "scaling", table);
        return 0;
    }

    // A round times work and floor, on one thread and on all, one directly after the other; only times of one round are divided by one another.
    private static string Measure(Parallelism team, Protocol protocol)
    {
        double block = 1e6 * protocol.BlockMilliseconds;
        var floor = new FmaFloor(1 << 22);
        var sharedFloor = new SharedFmaFloor(1 << 22, team);
        Contender[] alone = [.. Work.Select(work => work.Make(null))], shared = [.. Work.Select(work => work.Make(team))];
        // At least three calls, as what disturbs one call then weighs less.
        int Calls(Contender contender) => Math.Max(3, (int)Math.Ceiling(1.05 * block / PairedRun.Pilot(contender, block)));
        int floorCalls = Calls(floor);
        Calls(sharedFloor);
        int[] calls = [.. alone.Select(Calls)];
        Array.ForEach(shared, contender => Calls(contender));

        var text = new StringBuilder();
        text.Append(PerformanceTable.Measured(FormattableString.Invariant($"{team.Threads} threads"), protocol));
        text.Append(CultureInfo.InvariantCulture, $"| work | batch | one thread | {team.Threads} threads | times as fast | multiply-adds in registers | share of that (95 %) | must reach | reached |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---|---|---|\n");
        for (int i = 0; i < alone.Length; i++)
        {
            var (title, batch, bar, _) = Work[i];
            double[] one = new double[protocol.Rounds], all = new double[protocol.Rounds], floorScaling = new double[protocol.Rounds];
            for (int round = 0; round < protocol.Rounds; round++)
            {
                double floorAlone = floor.MeasureBlock(floorCalls);
                one[round] = alone[i].Measure(calls[i]) / calls[i];
                all[round] = shared[i].Measure(calls[i]) / calls[i];
                floorScaling[round] = floorAlone / sharedFloor.MeasureBlock(floorCalls);
            }

            double[] scaling = [.. one.Zip(all, (a, b) => a / b)];
            MedianInterval share = MedianInterval.Of(scaling.Zip(floorScaling, (ours, of) => ours / of));
            string reached = bar == 0 ? " | " : FormattableString.Invariant($"≥ {bar} | {(share.Low >= Bar.Allowance * bar ? "yes" : "**no**")}");
            text.Append(CultureInfo.InvariantCulture, $"| {title} | {batch:N0} | {PerformanceTable.Time(MedianInterval.Of(one).Median)} | {PerformanceTable.Time(MedianInterval.Of(all).Median)} | {MedianInterval.Of(scaling).Median:F2} | {MedianInterval.Of(floorScaling).Median:F2} | {share.Median:F2} ({share.Low:F2} – {share.High:F2}) | {reached} |\n");
        }

        foreach (Contender contender in alone.Concat(shared))
            contender.Dispose();
        return text.ToString();
    }
}
