using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Compare;

/// <summary>The command <c>compare</c>: paired runs of all scenarios, or of those named.</summary>
internal static class CompareCommand
{
    private const string Usage = """
        compare [KEY …] [--rounds 21] [--block-ms 60] [--check] [--write]
          KEY         a scenario, such as iris-1, digits-64 or wide-train; all without any
          --rounds    how many paired blocks, at least 15 for a table that is published
          --block-ms  the shortest block
          --check     compares the results of the contenders and times nothing
          --write     puts the table into docs/performance.md; not with a KEY
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows its name.</param>
    /// <returns>0; or 1 for wrong arguments.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        int rounds = 21;
        double block = 60;
        CommandOptions options = new CommandOptions(Usage)
            .Number("--rounds", MedianInterval.LeastValues, (int number) => rounds = number)
            .Number("--block-ms", 1, (double number) => block = number)
            .Flags("--check", "--write");
        if (!options.Read(arguments, [.. Scenario.All.Select(scenario => scenario.Key)]))
            return 1;
        bool check = options.Has("--check"), write = options.Has("--write");
        IReadOnlyList<string> keys = options.Words;
        if (write && (keys.Count > 0 || check))
        {
            options.Fail("--write needs all scenarios, timed.");
            return 1;
        }

        IReadOnlyList<PyTorchProcess> processes = PeerFiles.AreExported ? PyTorchProcess.StartBoth() : [];
        try
        {
            if (processes.Count == 0 || OnnxRuntimeContender.Version is null)
                Console.WriteLine("ONNX Runtime or PyTorch is missing and left out; benchmarks/fetch-peers.sh fetches them.");
            var protocol = new Protocol(rounds, block);
            var results = new List<ScenarioResult>();
            foreach (Scenario scenario in Scenario.All.Where(scenario => keys.Count == 0 || keys.Contains(scenario.Key)))
            {
                if (PairedRun.Of(scenario, processes, check ? null : protocol, Console.Out) is { } result)
                    results.Add(result);
            }

            if (results.Count > 0)
                Publish(results, protocol, processes, write);
        }
        finally
        {
            foreach (PyTorchProcess process in processes)
                process.Dispose();
        }

        return 0;
    }

    private static void Publish(List<ScenarioResult> results, Protocol protocol, IReadOnlyList<PyTorchProcess> processes, bool write)
    {
        string peers = $"ONNX Runtime {OnnxRuntimeContender.Version ?? "not run"}, PyTorch {(processes.Count > 0 ? processes[0].Version : "not run")}";
        string table = PerformanceTable.Format(results, protocol, peers);
        Console.WriteLine();
        Console.WriteLine(table);
        if (!write)
            return;
        string page = Path.Combine(PeerFiles.Repository, "docs", "performance.md");
        PerformanceTable.Insert(page, "benchmarks", table);
        Console.WriteLine($"Written to {page}.");
    }
}
