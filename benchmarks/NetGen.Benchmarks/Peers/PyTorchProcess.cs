using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace NetGen.Benchmarks.Peers;

/// <summary>A PyTorch that stays alive beside the benchmarks and times a block when asked to (peers/torch_bench.py).</summary>
internal sealed class PyTorchProcess : IDisposable
{
    // Whatever of these a shell exports would change which kernels PyTorch and its BLAS choose.
    private static readonly string[] Dropped = ["OPENBLAS", "MALLOC_", "ATEN_", "OMP_", "MKL_", "GOMP_", "KMP_", "DNNL_", "ONEDNN_"];

    private readonly Process process;

    private PyTorchProcess(Process process, string environment, string version)
    {
        this.process = process;
        Environment = environment;
        Version = version;
    }

    /// <summary>Which environment it runs in: <c>default</c> or <c>tuned</c>.</summary>
    public string Environment { get; }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>
    /// Starts it in both environments: as the distribution installs it, and with the widest kernels the processor has and a malloc that keeps freed
    /// memory instead of returning it to the system at every step.
    /// </summary>
    /// <returns>The processes; none where Python has no PyTorch.</returns>
    public static IReadOnlyList<PyTorchProcess> StartBoth()
    {
        (string, string)[] tuning =
        [
            ("ATEN_CPU_CAPABILITY", Avx512F.IsSupported ? "avx512" : "avx2"),     // a name that the processor lacks ends the process
            ("MALLOC_MMAP_THRESHOLD_", "1073741824"),
            ("MALLOC_TRIM_THRESHOLD_", "2147483648"),
            ("MALLOC_TOP_PAD_", "67108864"),
        ];
        return [.. new[] { Start("default", []), Start("tuned", tuning) }.OfType<PyTorchProcess>()];
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">A line, as torch_bench.py documents it.</param>
    /// <returns>The numbers of the answer.</returns>
    /// <exception cref="InvalidOperationException">The process ended instead of answering.</exception>
    public double[] Ask(string request)
    {
        process.StandardInput.WriteLine(request);
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"PyTorch ({Environment}) ended at the request '{request}'; its message is above.");
        return [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000))
            process.Kill();
        process.Dispose();
    }

    private static PyTorchProcess? Start(string name, IEnumerable<(string Name, string Value)> tuning)
    {
        const string Python = "/usr/bin/python3";           // the one that the distribution's packages are for
        if (!File.Exists(Python))
            return null;
        var start = new ProcessStartInfo(Python, [Path.Combine(PeerFiles.Repository, "benchmarks", "peers", "torch_bench.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string variable in start.Environment.Keys.Where(key => Dropped.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))).ToArray())
            start.Environment.Remove(variable);
        foreach (string threads in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONDONTWRITEBYTECODE"])
            start.Environment[threads] = "1";
        foreach ((string variable, string value) in tuning)
            start.Environment[variable] = value;

        Process process = Process.Start(start)!;
        string? ready = process.StandardOutput.ReadLine();
        if (ready?.Split(' ') is ["ready", string version])
            return new PyTorchProcess(process, name, version);
        process.Dispose();
        return null;
    }
}

/// <summary>PyTorch, in one environment and called in one way.</summary>
internal sealed class PyTorchContender : Contender
{
    /// <summary>How many losses of a training run are compared.</summary>
    public const int TrainingLosses = 10;

    /// <summary>For networks on pictures: with their channels first, as PyTorch has them by itself, and last.</summary>
    public static readonly IReadOnlyList<string> BothOrders = ["", "-nhwc"];

    private readonly PyTorchProcess process;
    private readonly string network;
    private readonly int batch;
    private readonly string way;

    private PyTorchContender(PyTorchProcess process, string network, int batch, string way)
        : base("PyTorch", $"{way}, {process.Environment} environment")
    {
        this.process = process;
        this.network = network;
        this.batch = batch;
        this.way = way;
    }

    private bool Trains => way.StartsWith("adam", StringComparison.Ordinal);

    /// <summary>Traced and frozen, and that optimized for inference, in every environment.</summary>
    /// <param name="processes">The environments.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="batch">The samples of a call.</param>
    /// <param name="orders">What is appended to a way for each order of axes; null for the order there is.</param>
    /// <returns>The contenders.</returns>
    public static IEnumerable<Contender> Inference(IEnumerable<PyTorchProcess> processes, string network, int batch, IReadOnlyList<string>? orders = null) =>
        from process in processes
        from way in (string[])["frozen", "optimized"]
        from order in orders ?? [""]
        select new PyTorchContender(process, network, batch, way + order);

    /// <summary>A training step with Adam in every environment.</summary>
    /// <param name="processes">The environments.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="batch">The samples of a step.</param>
    /// <param name="orders">What is appended to the way for each order of axes; null for the order there is.</param>
    /// <returns>The contenders.</returns>
    public static IEnumerable<Contender> Training(IEnumerable<PyTorchProcess> processes, string network, int batch, IReadOnlyList<string>? orders = null) =>
        from process in processes
        from order in orders ?? [""]
        select new PyTorchContender(process, network, batch, "adam" + order);

    /// <inheritdoc/>
    public override double Measure(int calls) => process.Ask($"{(Trains ? "train" : "infer")} {network} {batch} {way} {calls}")[0];

    /// <inheritdoc/>
    public override float[] Results() => Trains
        ? [.. process.Ask($"losses {network} {batch} {way} {TrainingLosses}").Select(loss => (float)loss)]
        : PeerFiles.Read<float>(network, $"b{batch}.output.bin");
}
