using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen.Benchmarks.Peers;

/// <summary>Steps of an optimizer over one tensor, by the same gradients again and again.</summary>
internal sealed class OptimizerContender : Contender
{
    private readonly ElementwiseOptimizer<float> optimizer;
    private readonly FlatBuffer<float> parameters, gradients;

    /// <summary>Makes the buffers.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="count">How many parameters there are.</param>
    public OptimizerContender(ElementwiseOptimizer<float> optimizer, int count)
        : base("NetGen")
    {
        this.optimizer = optimizer;
        parameters = Random(count, 1);
        gradients = Random(count, 2);
        optimizer.Step(parameters, gradients);
    }

    /// <summary>How many bytes a parameter a step reads and writes: the gradient is read, the parameter and the state are both.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <returns>The bytes.</returns>
    public static long BytesMoved(ElementwiseOptimizer<float> optimizer) => sizeof(float) * (1 + (2 * (1 + (long)optimizer.StateBuffers)));

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        optimizer.Step(parameters, gradients);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            optimizer.Step(parameters, gradients);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <inheritdoc/>
    public override float[] Results() => [];

    private static FlatBuffer<float> Random(int count, int seed)
    {
        var buffer = new FlatBuffer<float>(new BufferLayout([new TensorLayout("w", "w", [count], 0, Packing.RowMajor, default)]));
        var random = new Random(seed);
        foreach (ref float value in buffer.Span)
            value = random.NextSingle() - 0.5f;
        return buffer;
    }
}

/// <summary>A loop that reads and writes every vector of a buffer: what memory gives at most to code that changes it in place.</summary>
/// <param name="bytesMoved">How many bytes a call reads and writes together.</param>
internal sealed class InPlaceLoop(long bytesMoved) : Contender("in-place loop")
{
    private readonly AlignedBuffer<float> buffer = new(checked((int)(bytesMoved / (2 * sizeof(float)))));

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        Negate(buffer.Span);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            Negate(buffer.Span);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <inheritdoc/>
    public override float[] Results() => [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Negate(Span<float> values)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
            (-new Vector<float>(values[i..])).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] = -values[i];
    }
}

/// <summary>PyTorch's Adam over one tensor, in one environment and called in one way.</summary>
internal sealed class PyTorchAdam : Contender
{
    private readonly PyTorchProcess process;
    private readonly int count;
    private readonly string way;

    private PyTorchAdam(PyTorchProcess process, int count, string way)
        : base("PyTorch", $"{way}, {process.Environment} environment")
    {
        this.process = process;
        this.count = count;
        this.way = way;
    }

    /// <summary>Tensor by tensor, and with operations that take all tensors at once, in every environment.</summary>
    /// <param name="processes">The environments.</param>
    /// <param name="count">How many parameters there are.</param>
    /// <returns>The contenders.</returns>
    public static IEnumerable<Contender> All(IEnumerable<PyTorchProcess> processes, int count) =>
        from process in processes
        from way in (string[])["single", "foreach"]
        select new PyTorchAdam(process, count, way);

    /// <inheritdoc/>
    public override double Measure(int calls) => process.Ask($"step adam {count} {way} {calls}")[0];

    /// <inheritdoc/>
    public override float[] Results() => [];
}
