using BenchmarkDotNet.Attributes;
using NetGen.Benchmarks.Compare;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks;

/// <summary>Inference in one process: NetGen beside ONNX Runtime and what a user would write in C#.</summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private const int Calls = 16;           // a block of calls, so that the harness' own call does not count at 20 ns
    private InferenceContender? contender;

    /// <summary>The network and its batch.</summary>
    [Params("iris-1", "digits-1", "digits-64", "wide-1", "wide-128", "policy-1000")]
    public string Network { get; set; } = "";

    /// <summary>The generated network.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void NetGen() => contender!.Run(Calls);

    /// <summary>ONNX Runtime's C API with bound buffers.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void OnnxRuntime() => contender!.Run(Calls);

    /// <summary>System.Numerics.Tensors.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void TensorPrimitives() => contender!.Run(Calls);

    /// <summary>Plain loops.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void PlainLoops() => contender!.Run(Calls);

    /// <summary>Prepares <see cref="NetGen"/>.</summary>
    [GlobalSetup(Target = nameof(NetGen))]
    public void SetupNetGen() => contender = (InferenceContender)Find(Network).NetGen();

    /// <summary>Prepares <see cref="OnnxRuntime"/>.</summary>
    [GlobalSetup(Target = nameof(OnnxRuntime))]
    public void SetupOnnxRuntime() => contender = Peer(Network, "ONNX Runtime");

    /// <summary>Prepares <see cref="TensorPrimitives"/>.</summary>
    [GlobalSetup(Target = nameof(TensorPrimitives))]
    public void SetupTensorPrimitives() => contender = Peer(Network, "TensorPrimitives");

    /// <summary>Prepares <see cref="PlainLoops"/>.</summary>
    [GlobalSetup(Target = nameof(PlainLoops))]
    public void SetupPlainLoops() => contender = Peer(Network, "plain C# loops");

    internal static Scenario Find(string key) => Scenario.All.Single(scenario => scenario.Key == key);

    internal static InferenceContender Peer(string key, string name) =>
        (InferenceContender?)Find(key).Peers([]).FirstOrDefault(peer => peer.Peer == name)
        ?? throw new InvalidOperationException($"{name} is missing; run benchmarks/fetch-peers.sh.");
}

/// <summary>The smallest network beside the code that someone writes by hand for it.</summary>
[MemoryDiagnoser]
public class HandWrittenBenchmarks
{
    private const int Calls = 64;
    private InferenceContender? contender;

    /// <summary>The generated network.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void NetGen() => contender!.Run(Calls);

    /// <summary>The hand-written one.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void HandWritten() => contender!.Run(Calls);

    /// <summary>Prepares <see cref="NetGen"/>.</summary>
    [GlobalSetup(Target = nameof(NetGen))]
    public void SetupNetGen() => contender = (InferenceContender)InferenceBenchmarks.Find("iris-1").NetGen();

    /// <summary>Prepares <see cref="HandWritten"/>.</summary>
    [GlobalSetup(Target = nameof(HandWritten))]
    public void SetupHandWritten() => contender = InferenceBenchmarks.Peer("iris-1", "hand-written Vector512");
}

/// <summary>Training steps; PyTorch runs in a process of its own and is compared by the command <c>compare</c>.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private const int Steps = 16;
    private Contender? contender;

    /// <summary>The network.</summary>
    [Params("digits-train", "wide-train")]
    public string Network { get; set; } = "";

    /// <summary>Sixteen steps from fresh weights, with a new optimizer.</summary>
    /// <returns>The time the contender measured.</returns>
    [Benchmark(OperationsPerInvoke = Steps)]
    public double NetGen() => contender!.Measure(Steps - 2);

    /// <summary>Prepares <see cref="NetGen"/>.</summary>
    [GlobalSetup]
    public void Setup() => contender = InferenceBenchmarks.Find(Network).NetGen();
}
