using static NetGen.Benchmarks.Peers.OnnxRuntimeApi;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// ONNX Runtime through its C API as a careful user calls it: one thread, sequential, all graph optimizations, inputs and outputs
/// bound once to memory of ours.
/// </summary>
internal sealed unsafe class OnnxRuntimeContender : InferenceContender
{
    private static readonly Lazy<OnnxRuntimeApi?> Library = new(() => PeerFiles.FindOnnxRuntime() is { } path ? Load(path) : null);

    private readonly OnnxRuntimeApi api;
    private readonly AlignedBuffer<float> input;
    private readonly AlignedBuffer<float> output;
    private readonly AlignedBuffer<byte> inputName = Name("input\0"u8);
    private readonly AlignedBuffer<byte> outputName = Name("output\0"u8);
    private readonly bool binds;
    private readonly void* environment;
    private readonly void* session;
    private readonly void* runOptions;
    private readonly void* inputValue;
    private readonly void* outputValue;
    private readonly void* binding;

    private OnnxRuntimeContender(OnnxRuntimeApi api, string network, int batch, bool binds)
        : base("ONNX Runtime", binds ? "RunWithBinding" : "Run")
    {
        this.api = api;
        this.binds = binds;
        float[] inputs = PeerFiles.Read<float>(network, $"b{batch}.input.bin");
        input = new AlignedBuffer<float>(inputs.Length);
        inputs.CopyTo(input.Span);
        output = new AlignedBuffer<float>(PeerFiles.Read<float>(network, $"b{batch}.output.bin").Length);

        void* made, options, memory;
        fixed (byte* log = "netgen\0"u8)
            api.Check(((delegate* unmanaged<int, byte*, void**, void*>)api[Entry.CreateEnv])(3, log, &made), Entry.CreateEnv);
        environment = made;
        api.Check(((delegate* unmanaged<void**, void*>)api[Entry.CreateSessionOptions])(&options), Entry.CreateSessionOptions);
        Set(Entry.SetIntraOpNumThreads, options, 1);
        Set(Entry.SetInterOpNumThreads, options, 1);
        Set(Entry.SetSessionExecutionMode, options, 0);             // sequential
        Set(Entry.SetSessionGraphOptimizationLevel, options, 99);   // all
        fixed (byte* path = NativePath(PeerFiles.PathOf(network, $"b{batch}.onnx")))
            api.Check(((delegate* unmanaged<void*, byte*, void*, void**, void*>)api[Entry.CreateSession])(environment, path, options, &made), Entry.CreateSession);
        session = made;
        api.Check(((delegate* unmanaged<void**, void*>)api[Entry.CreateRunOptions])(&made), Entry.CreateRunOptions);
        runOptions = made;
        api.Check(((delegate* unmanaged<int, int, void**, void*>)api[Entry.CreateCpuMemoryInfo])(0, 0, &memory), Entry.CreateCpuMemoryInfo);
        inputValue = Tensor(memory, input, [.. PeerFiles.Read<int>(network, $"b{batch}.shape.bin").Select(size => (long)size)]);
        outputValue = Tensor(memory, output, [batch, output.Length / batch]);
        api.Check(((delegate* unmanaged<void*, void**, void*>)api[Entry.CreateIoBinding])(session, &made), Entry.CreateIoBinding);
        binding = made;
        Bind(Entry.BindInput, inputName, inputValue);
        Bind(Entry.BindOutput, outputName, outputValue);
    }

    /// <summary>The version of the library, or null where it was not fetched.</summary>
    public static string? Version => Library.Value?.LibraryVersion;

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> Output => output.Span;

    /// <summary>Both ways to call it; none where it was not fetched.</summary>
    /// <param name="network">The network's folder.</param>
    /// <param name="batch">The samples of a call.</param>
    /// <returns>The contenders.</returns>
    public static IEnumerable<Contender> Both(string network, int batch) => Library.Value is { } api && PeerFiles.AreExported
        ? [new OnnxRuntimeContender(api, network, batch, binds: false), new OnnxRuntimeContender(api, network, batch, binds: true)]
        : [];

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        if (binds)
        {
            var run = (delegate* unmanaged<void*, void*, void*, void*>)api[Entry.RunWithBinding];
            for (int i = 0; i < calls; i++)
                api.Check(run(session, runOptions, binding), Entry.RunWithBinding);
        }
        else
        {
            var run = (delegate* unmanaged<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)api[Entry.Run];
            fixed (byte* name = inputName.Span, result = outputName.Span)
            {
                byte* inputs = name, outputs = result;
                void* given = inputValue, wanted = outputValue;
                for (int i = 0; i < calls; i++)
                    api.Check(run(session, runOptions, &inputs, &given, 1, &outputs, 1, &wanted), Entry.Run);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Release(Entry.ReleaseIoBinding, binding);
        Release(Entry.ReleaseValue, inputValue);
        Release(Entry.ReleaseValue, outputValue);
        Release(Entry.ReleaseSession, session);
        Release(Entry.ReleaseEnv, environment);
        base.Dispose();
    }

    private static AlignedBuffer<byte> Name(ReadOnlySpan<byte> name)
    {
        var buffer = new AlignedBuffer<byte>(name.Length);
        name.CopyTo(buffer.Span);
        return buffer;
    }

    private void Set(Entry entry, void* options, int value) =>
        api.Check(((delegate* unmanaged<void*, int, void*>)api[entry])(options, value), entry);

    private void Release(Entry entry, void* instance) => ((delegate* unmanaged<void*, void>)api[entry])(instance);

    /// <summary>A tensor over memory of ours, which lies on the pinned heap and does not move.</summary>
    private void* Tensor(void* memory, AlignedBuffer<float> buffer, ReadOnlySpan<long> shape)
    {
        void* value;
        fixed (float* data = buffer.Span)
        fixed (long* sizes = shape)
        {
            var create = (delegate* unmanaged<void*, void*, nuint, long*, nuint, int, void**, void*>)api[Entry.CreateTensorWithDataAsOrtValue];
            api.Check(create(memory, data, (nuint)buffer.Length * sizeof(float), sizes, (nuint)shape.Length, 1, &value), Entry.CreateTensorWithDataAsOrtValue);
        }

        return value;
    }

    private void Bind(Entry entry, AlignedBuffer<byte> name, void* value)
    {
        fixed (byte* text = name.Span)
            api.Check(((delegate* unmanaged<void*, byte*, void*, void*>)api[entry])(binding, text, value), entry);
    }
}
