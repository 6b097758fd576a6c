using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Compare;

/// <summary>
/// The command <c>optimizers</c>: steps of the element-wise optimizers over few and many parameters, beside a loop that changes as many
/// bytes in place, and Adam's beside PyTorch's.
/// </summary>
internal static class OptimizersCommand
{
    private const string Usage = "optimizers [--rounds 21] [--block-ms 60] [--write]";
    private const string PyTorch = "PyTorch", InPlace = "in-place loop";
    private const int Few = 10_000, Many = 10_000_000;

    private static readonly (string Title, Func<ElementwiseOptimizer<float>> Make)[] Optimizers =
    [
        ("Adam", () => new Adam<float>()),
        ("Adam, AMSGrad", () => new Adam<float>(amsGrad: true)),
        ("AdamW", () => new AdamW<float>()),
        ("NAdam", () => new NAdam<float>()),
        ("RAdam", () => new RAdam<float>()),
        ("AdaMax", () => new AdaMax<float>()),
        ("AdaGrad", () => new AdaGrad<float>()),
        ("AdaDelta", () => new AdaDelta<float>()),
        ("RMSProp", () => new RmsProp<float>()),
        ("RMSProp, centred, with momentum", () => new RmsProp<float>(momentum: 0.9, centred: true)),
        ("MaxProp", () => new MaxProp<float>()),
        ("Lion", () => new Lion<float>()),
        ("SGD", () => new Sgd<float>(1e-3)),
        ("SGD with Nesterov's momentum", () => new Sgd<float>(1e-3, 0.9, nesterov: true)),
    ];

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
            .Flags("--write");
        if (!options.Read(arguments))
            return 1;
        IReadOnlyList<PyTorchProcess> processes = PyTorchProcess.StartBoth();
        try
        {
            var protocol = new Protocol(rounds, block);
            ScenarioResult[] results = [.. Scenarios().Select(scenario => PairedRun.Of(scenario, processes, protocol, Console.Out)!)];
            string peers = $"PyTorch {(processes.Count > 0 ? processes[0].Version : "not run")}";
            string table = PerformanceTable.Format(results, protocol, peers, "step of", "parameters");
            Console.WriteLine(table);
            if (options.Has("--write"))
                PerformanceTable.Insert(Path.Combine(PeerFiles.Repository, "docs", "performance.md"), "optimizers", table);
        }
        finally
        {
            foreach (PyTorchProcess process in processes)
                process.Dispose();
        }

        return 0;
    }

    private static IEnumerable<Scenario> Scenarios() =>
        from count in (int[])[Few, Many]
        from optimizer in Optimizers
        let isAdam = optimizer.Title == "Adam"
        select new Scenario(
            optimizer.Title,
            $"{optimizer.Title}-{count}",
            count,
            () => new OptimizerContender(optimizer.Make(), count),
            processes =>
            [
                new InPlaceLoop(OptimizerContender.BytesMoved(optimizer.Make()) * count),
                .. isAdam ? PyTorchAdam.All(processes, count) : [],
            ],
            [.. count == Many ? [Bar.AtLeast(InPlace, 0.8)] : (Bar[])[], .. isAdam ? [Bar.AtLeast(PyTorch, count == Few ? 3 : 1)] : (Bar[])[]]);
}
