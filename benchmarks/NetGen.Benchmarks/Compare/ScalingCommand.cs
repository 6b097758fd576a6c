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
    private const string Usage = "scaling [--threads N] [--rounds 41] [--block-ms 60] [--write]";

    private static readonly (string Title, int Batch, double Bar, Func<Parallelism?, Contender> Make)[] Work =
    [
        ("1024-1024-1024-1024, training step with Adam", 128, 0.9, NetGenTraining.Wide),
        ("784-128-64-10, training step with Adam", 64, 0, NetGenTraining.Digits),
        ("1024-1024-1024-1024 ReLU", 128, 0, team => new NetGenWide(128, team)),
        ("64-64-64 ReLU, one call on 1,000 samples", 1000, 0, team => new NetGenPolicy(team)),
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows its name.</param>
    /// <returns>0; or 1 for wrong arguments.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        int threads = Environment.ProcessorCount, rounds = 41;
        double block = 60;
        bool write = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--threads" when i + 1 < arguments.Length:
                    threads = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--rounds" when i + 1 < arguments.Length:
                    rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--block-ms" when i + 1 < arguments.Length:
                    block = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--write":
                    write = true;
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return 1;
            }
        }

        if (threads < 2 || rounds < 6)
        {
            Console.Error.WriteLine($"{Usage}; there must be at least 2 threads and 6 rounds.");
            return 1;
        }

        using var team = new Parallelism(threads);
        string table = Measure(team, new Protocol(rounds, block));
        Console.WriteLine(table);
        if (write)
            PerformanceTable.Insert(Path.Combine(PeerFiles.Repository, "docs", "performance.md"), "scaling", table);
        return 0;
    }

    // Every round times the floor and all work on one thread and on all; only times of one round are divided by one another.
    private static string Measure(Parallelism team, Protocol protocol)
    {
        Contender[] alone = [new FmaFloor(1 << 22), .. Work.Select(work => work.Make(null))];
        Contender[] shared = [new SharedFmaFloor(1 << 22, team), .. Work.Select(work => work.Make(team))];
        int[] calls = [.. alone.Select(contender => (int)Math.Ceiling(1.05e6 * protocol.BlockMilliseconds / PairedRun.Pilot(contender, 1e6 * protocol.BlockMilliseconds)))];
        foreach (Contender contender in shared)
            PairedRun.Pilot(contender, 1e6 * protocol.BlockMilliseconds);
        var times = new (double Alone, double Shared)[alone.Length][];
        for (int i = 0; i < times.Length; i++)
            times[i] = new (double, double)[protocol.Rounds];
        for (int round = 0; round < protocol.Rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                // The floor's best block is what counts elsewhere; here both are wanted as they are in this round.
                times[i][round].Alone = Block(alone[i], calls[i]);
                times[i][round].Shared = Block(shared[i], calls[i]);
            }
        }

        var text = new StringBuilder();
        text.Append(PerformanceTable.Measured(FormattableString.Invariant($"{team.Threads} threads"), protocol));
        text.Append(CultureInfo.InvariantCulture, $"| work | batch | one thread | {team.Threads} threads | times as fast | multiply-adds in registers | share of that (95 %) | must reach | reached |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---|---|---|\n");
        for (int i = 1; i < times.Length; i++)
        {
            var (title, batch, bar, _) = Work[i - 1];
            MedianInterval share = MedianInterval.Of(times[i].Zip(times[0], (ours, floor) => ours.Alone / ours.Shared / (floor.Alone / floor.Shared)));
            double Median(Func<(double Alone, double Shared), double> of, int row) => MedianInterval.Of(times[row].Select(of)).Median;
            string reached = bar == 0 ? " | " : FormattableString.Invariant($"≥ {bar} | {(share.Low >= Bar.Allowance * bar ? "yes" : "**no**")}");
            text.Append(CultureInfo.InvariantCulture, $"| {title} | {batch:N0} | {PerformanceTable.Time(Median(time => time.Alone, i) / calls[i])} | {PerformanceTable.Time(Median(time => time.Shared, i) / calls[i])} | {Median(time => time.Alone / time.Shared, i):F2} | {Median(time => time.Alone / time.Shared, 0):F2} | {share.Median:F2} ({share.Low:F2} – {share.High:F2}) | {reached} |\n");
        }

        foreach (Contender contender in alone.Concat(shared))
            contender.Dispose();
        return text.ToString();
    }

    private static double Block(Contender contender, int calls) => contender is FmaFloor floor ? floor.MeasureBlock(calls) : contender.Measure(calls);
}
