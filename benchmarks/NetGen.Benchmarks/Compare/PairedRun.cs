using System.Diagnostics;
using System.Globalization;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Compare;

/// <summary>How long and how often blocks are timed.</summary>
/// <param name="Rounds">How many rounds; each times a block of every contender.</param>
/// <param name="BlockMilliseconds">The shortest block.</param>
internal sealed record Protocol(int Rounds, double BlockMilliseconds);

/// <summary>What a peer took beside NetGen.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Way">The way to call it that was fastest.</param>
/// <param name="Nanoseconds">Its median time of a call.</param>
/// <param name="Ratio">Its time over NetGen's, round by round.</param>
internal sealed record PeerResult(string Peer, string Way, double Nanoseconds, MedianInterval Ratio);

/// <summary>The results of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Nanoseconds">NetGen's median time of a call.</param>
/// <param name="Peers">The peers.</param>
internal sealed record ScenarioResult(Scenario Scenario, double Nanoseconds, IReadOnlyList<PeerResult> Peers);

/// <summary>
/// Times contenders side by side: after a pilot that chooses the fastest way to call each peer, every round times a block of each
/// contender in changing order, and only times of one round are divided by one another. What drifts — clock, neighbours on the
/// machine — meets all contenders alike.
/// </summary>
internal static class PairedRun
{
    /// <summary>Checks that all contenders compute the same, and times them.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="processes">The environments of PyTorch.</param>
    /// <param name="protocol">How to time; null only compares results.</param>
    /// <param name="log">Where to say what is being done.</param>
    /// <returns>The results, or null where only results were compared.</returns>
    public static ScenarioResult? Of(Scenario scenario, IReadOnlyList<PyTorchProcess> processes, Protocol? protocol, TextWriter log)
    {
        using Contender netGen = scenario.NetGen();
        List<Contender> all = [netGen, .. scenario.Peers(processes)];
        try
        {
            float[] ours = netGen.Results();
            foreach (Contender contender in all.Skip(1))
            {
                if (Compare(scenario, contender, ours) is { } difference)
                    log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Key}: results of {contender.FullName} differ by {difference:G2}"));
            }

            return protocol is null ? null : Time(scenario, all, protocol, log);
        }
        finally
        {
            foreach (Contender contender in all)
                contender.Dispose();
        }
    }

    private static double? Compare(Scenario scenario, Contender peer, float[] ours)
    {
        float[] theirs = peer.Results();
        if (theirs.Length == 0)
            return null;
        if (theirs.Length != ours.Length)
            throw new InvalidOperationException($"{scenario.Key}: NetGen gives {ours.Length} numbers, {peer.Peer} {theirs.Length}.");
        double scale = Math.Max(1, theirs.Max(value => Math.Abs((double)value)));
        double difference = ours.Zip(theirs, (a, b) => Math.Abs((double)a - b)).Max() / scale;
        return difference <= scenario.Tolerance
            ? difference
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{scenario.Key}: NetGen and {peer.FullName} differ by {difference:G3}, more than {scenario.Tolerance:G1}; nothing is timed that computes something else."));
    }

    private static ScenarioResult Time(Scenario scenario, List<Contender> all, Protocol protocol, TextWriter log)
    {
        double block = protocol.BlockMilliseconds * 1e6;
        var pilots = all.ToDictionary(contender => contender, contender => Pilot(contender, block));
        Contender[] chosen = [.. all.GroupBy(contender => contender.Peer).Select(ways => ways.MinBy(way => pilots[way])!)];
        int[] calls = [.. chosen.Select(contender => (int)Math.Min(int.MaxValue, Math.Ceiling(1.05 * block / pilots[contender])))];
        double[][] times = [.. chosen.Select(_ => new double[protocol.Rounds])];
        for (int round = 0; round < protocol.Rounds; round++)
        {
            for (int turn = 0; turn < chosen.Length; turn++)
            {
                int i = (round + (round % 2 == 0 ? turn : chosen.Length - turn)) % chosen.Length;
                times[i][round] = chosen[i].Measure(calls[i]) / calls[i];
            }
        }

        // A floor is what the core can do at best; whatever slowed a block of it down would only flatter NetGen.
        for (int i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] is FmaFloor)
                Array.Fill(times[i], times[i].Min());
        }

        var peers = new List<PeerResult>();
        for (int i = 1; i < chosen.Length; i++)
        {
            MedianInterval ratio = MedianInterval.Of(times[i].Zip(times[0], (theirs, ours) => theirs / ours));
            double median = MedianInterval.Of(times[i]).Median;
            peers.Add(new PeerResult(chosen[i].Peer, chosen[i].Way, median, ratio));
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {chosen[i].FullName}: {median:F1} ns, {ratio.Median:F3} × NetGen's time [{ratio.Low:F3}, {ratio.High:F3}]"));
        }

        double own = MedianInterval.Of(times[0]).Median;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  NetGen: {own:F1} ns"));
        return new ScenarioResult(scenario, own, peers);
    }

    /// <summary>Runs a contender until the JIT is done with it, and estimates the nanoseconds of a call.</summary>
    /// <param name="contender">The contender.</param>
    /// <param name="block">The nanoseconds of a block.</param>
    /// <returns>The estimate.</returns>
    public static double Pilot(Contender contender, double block)
    {
        // The JIT counts 30 calls of a method before it optimizes it in the background; the pause lets it finish.
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 64 && Stopwatch.GetElapsedTime(start).TotalSeconds < 1; i++)
            contender.Measure(2);
        Thread.Sleep(200);
        int calls = 1;
        double time = contender.Measure(calls);
        while (time < block / 4 && calls < 1 << 28)
        {
            calls *= 2;
            time = contender.Measure(calls);
        }

        Thread.Sleep(200);
        return Enumerable.Range(0, 3).Min(_ => contender.Measure(calls) / calls);
    }
}
