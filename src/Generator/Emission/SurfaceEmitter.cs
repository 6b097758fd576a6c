using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>Writes what users call: constants, constructor, prediction, evaluation, sessions, files, tensors by layer.</summary>
internal sealed class SurfaceEmitter
{
    private readonly NetworkSpec spec;
    private readonly NetworkModel network;
    private readonly NetworkPrograms programs;
    private readonly SourceWriter writer;
    private readonly CallSite site;
    private readonly int block;

    private SurfaceEmitter(NetworkSpec spec, NetworkModel network, NetworkPrograms programs, SourceWriter writer)
    {
        this.spec = spec;
        this.network = network;
        this.programs = programs;
        this.writer = writer;
        site = new CallSite(network, spec.IsDouble);
        block = InferenceBlock();
    }

    private string Scalar => spec.IsDouble ? "double" : "float";

    public static GeneratedFile Emit(NetworkSpec spec, NetworkModel network, NetworkPrograms programs)
    {
        var explainer = new ModelExplainer(network, spec.IsDouble);
        var scalar = spec.IsDouble ? "double" : "float";
        void Docs(SourceWriter writer)
        {
            writer.Line($"/// <summary>A network of {CSharpLiteral.Of(new ParameterPlan(network.Parameters).Count)} parameters.</summary>");
            explainer.WriteRemarks(writer);
        }

        return NetworkFile.Write(
            spec,
            string.Empty,
            "The surface of the network: what users call.",
            Docs,
            $"global::NetGen.INetwork<{spec.Name}, {scalar}>",
            writer => new SurfaceEmitter(spec, network, programs, writer).EmitMembers(explainer.ToText(spec.Name)));
    }

    private void EmitMembers(string description)
    {
        SignatureEmitter.Emit(writer, spec, network, description);
        writer.Line();
        writer.Line("// How many samples of a batch are predicted at a time, so that what lies between layers stays in the cache.");
        writer.Line($"private const int InferenceBlock = {CSharpLiteral.Of(block)};");
        writer.Line();
        writer.Line($"private readonly global::NetGen.ScratchPool<{Scalar}> scratch = new global::NetGen.ScratchPool<{Scalar}>({CSharpLiteral.Of(LeaseLength())});");
        writer.Line();
        writer.Line("/// <summary>Makes a network with initialized parameters.</summary>");
        writer.Line("/// <param name=\"seed\">Equal seeds give equal parameters.</param>");
        writer.Open($"public {spec.Name}(ulong seed = 0)");
        writer.Line($"Parameters = new global::NetGen.FlatBuffer<{Scalar}>(Signature.Parameters);");
        writer.Line($"Buffers = new global::NetGen.FlatBuffer<{Scalar}>(Signature.Buffers);");
        writer.Line("global::NetGen.TensorInitialization.Initialize(Parameters, seed);");
        if (network.Buffers.Count > 0)
            writer.Line("global::NetGen.TensorInitialization.Initialize(Buffers, seed);");
        writer.Close();
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public global::NetGen.FlatBuffer<{Scalar}> Parameters {{ get; }}");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public global::NetGen.FlatBuffer<{Scalar}> Buffers {{ get; }}");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public static {spec.Name} Create(ulong seed) => new {spec.Name}(seed);");
        EmitFiles();
        EmitPredict();
        EmitClassify();
        if (programs.Evaluate is { } evaluate)
            new EvaluateEmitter(spec, evaluate, writer, site).Emit();
        EmitInterface();
        new MemberEmitter(writer, new ParameterPlan(network.Parameters), Scalar).Emit(network.Members);
        writer.Line();
        new SessionEmitter(spec, network, programs, writer, site).Emit();
    }

    private void EmitFiles()
    {
        writer.Line();
        writer.Line("/// <summary>Saves parameters and buffers as safetensors, under PyTorch's names and in PyTorch's shapes.</summary>");
        writer.Line("/// <param name=\"path\">The file; it is replaced when all is written.</param>");
        writer.Line("public void Save(string path) => global::NetGen.WeightFile.Save(path, Signature, Parameters, Buffers);");
        writer.Line();
        writer.Line("/// <summary>Saves parameters and buffers as safetensors.</summary>");
        writer.Line("/// <param name=\"stream\">Where to.</param>");
        writer.Line("public void Save(Stream stream) => global::NetGen.WeightFile.Save(stream, Signature, Parameters, Buffers);");
        foreach (var (type, name, what) in new[] { ("string", "path", "The file."), ("Stream", "stream", "Where from."), ("ReadOnlySpan<byte>", "bytes", "The content of a file.") })
        {
            writer.Line();
            writer.Line("/// <summary>Loads a network from safetensors.</summary>");
            writer.Line($"/// <param name=\"{name}\">{what}</param>");
            writer.Line("/// <param name=\"strict\">Whether the file must hold exactly the tensors of the network; otherwise missing ones keep their first values.</param>");
            writer.Line("/// <returns>The network.</returns>");
            writer.Open($"public static {spec.Name} Load({type} {name}, bool strict = true)");
            writer.Line($"var network = new {spec.Name}();");
            writer.Line($"global::NetGen.WeightFile.Load({name}, Signature, network.Parameters, network.Buffers, strict);");
            writer.Line("return network;");
            writer.Close();
        }
    }

    private void EmitPredict()
    {
        var spans = site.Inputs(many: false).Concat(site.Outputs(many: false)).ToArray();
        writer.Line();
        writer.Line("/// <summary>Computes the outputs of one sample. Allocates nothing after warm-up; any number of threads may predict at once.</summary>");
        site.Document(writer, spans, count: false);
        writer.Line(NetworkFile.RealTime);
        writer.Open($"public void Predict({CallSite.Declare(spans)})");
        site.CheckLengths(writer, spans, "1");
        site.CheckSeparate(writer, many: false);
        if (programs.PredictOne is null)
            EmitRun("1", spans.Select(span => $"{span.Passing}MemoryMarshal.GetReference({span.Name})"));
        else
            writer.Line($"Kernels.{programs.PredictOne.Name}(in MemoryMarshal.GetReference({spans[0].Name}), in Parameters.Reference, ref MemoryMarshal.GetReference({spans[1].Name}));");
        writer.Close();

        spans = site.Inputs(many: true).Concat(site.Outputs(many: true)).ToArray();
        writer.Line();
        writer.Line("/// <summary>Computes the outputs of a batch, sample after sample. Allocates nothing after warm-up; any number of threads may predict at once.</summary>");
        site.Document(writer, spans, count: true);
        writer.Line(NetworkFile.RealTime);
        writer.Open($"public void Predict({CallSite.Declare(spans)}, int count)");
        writer.Line("global::NetGen.NetworkGuard.CheckCount(count, int.MaxValue);");
        site.CheckLengths(writer, spans, "count");
        site.CheckSeparate(writer, many: true);
        writer.Line($"PredictBlocks({string.Join(", ", spans.Select(span => span.Name))}, 0, count);");
        writer.Close();
        EmitParallelPredict(spans);
        writer.Line();
        writer.Open($"private void PredictBlocks({CallSite.Declare(spans)}, int begin, int end)");
        writer.Line($"global::NetGen.AlignedBuffer<{Scalar}> lease = scratch.Rent();");
        writer.Open("for (int first = begin; first < end; first += InferenceBlock)");
        writer.Line($"Layers.Predict({Block(spans)}, {Stored(programs.Predict)}, ref lease.Reference, Math.Min(InferenceBlock, end - first), InferenceBlock);");
        writer.Close();
        writer.Line();
        writer.Line("scratch.Return(lease);");
        writer.Close();
    }

    private void EmitParallelPredict(CallSite.Span[] spans)
    {
        writer.Line();
        writer.Line("/// <summary>Computes the outputs of a batch with several threads: the same bits as with one. Allocates nothing after warm-up.</summary>");
        site.Document(writer, spans, count: true);
        writer.Line("/// <param name=\"parallelism\">The threads, or null for the calling one alone.</param>");
        writer.Open($"public void Predict({CallSite.Declare(spans)}, int count, global::NetGen.Parallelism? parallelism)");
        writer.Open("if (!global::NetGen.Parallelism.IsShared(parallelism, count))");
        writer.Line($"Predict({string.Join(", ", spans.Select(span => span.Name))}, count);");
        writer.Line("return;");
        writer.Close();
        writer.Line();
        site.CheckLengths(writer, spans, "count");
        site.CheckSeparate(writer, many: true);
        writer.Line($"parallelism.Run({WorkEmitter.New("PredictWork", "network", [.. spans.Select(span => span.Name), "count"])});");
        writer.Close();
        WorkEmitter.Emit(writer, "PredictWork", [(spec.Name, "network"), .. spans.Select(span => (span.Type, span.Name)), ("int", "count")], () =>
        {
            writer.Line("// A piece reads all weights: no smaller than what is predicted at a time, unless a thread had none.");
            writer.Line("int pieces = Math.Max(team.Threads, Math.Min(team.Pieces, count / InferenceBlock));");
            writer.Open("for (int piece = team.Take(0); piece < pieces; piece = team.Take(0))");
            writer.Line("int begin = global::NetGen.Parallelism.FirstSample(piece, pieces, count), end = global::NetGen.Parallelism.FirstSample(piece + 1, pieces, count);");
            writer.Line("if (begin < end)");
            writer.Line($"    network.PredictBlocks({string.Join(", ", spans.Select(span => span.Name))}, begin, end);");
            writer.Close();
        });
    }

    private void EmitRun(string count, IEnumerable<string> arguments)
    {
        var needsMemory = programs.Predict.MemoryLength(1) > 0;
        if (needsMemory)
            writer.Line($"global::NetGen.AlignedBuffer<{Scalar}> lease = scratch.Rent();");
        var memory = needsMemory ? "ref lease.Reference" : "ref Parameters.Reference";
        writer.Line($"Layers.Predict({string.Join(", ", arguments)}, {Stored(programs.Predict)}, {memory}, {count}, InferenceBlock);");
        if (needsMemory)
            writer.Line("scratch.Return(lease);");
    }

    // What the methods of a program take of what the network stores.
    internal static string Stored(NetworkProgram program) => DriverEmitter.UsesBuffers(program) ? "ref Parameters.Reference, ref Buffers.Reference" : "ref Parameters.Reference";

    // The spans of a public method from the sample on that the local first tells.
    internal static string Block(CallSite.Span[] spans) =>
        string.Join(", ", spans.Select(span => $"{span.Passing}Unsafe.Add(ref MemoryMarshal.GetReference({span.Name}), first * {CSharpLiteral.Of(span.Value.Shape.Length)})"));

    private void EmitClassify()
    {
        if (network.Outputs.Count != 1 || network.Outputs[0].Classes == 0)
            return;
        var spans = site.Inputs(many: false).ToArray();
        writer.Line();
        writer.Line("/// <summary>The class of one sample: the index of the largest output, the first of several.</summary>");
        site.Document(writer, spans, count: false);
        writer.Line("/// <returns>The index, from 0.</returns>");
        writer.Line(NetworkFile.RealTime);
        writer.Open($"public int Classify({CallSite.Declare(spans)})");
        site.CheckLengths(writer, spans, "1");
        writer.Line($"global::NetGen.AlignedBuffer<{Scalar}> lease = scratch.Rent();");
        writer.Line($"Span<{Scalar}> classScores = lease.Span.Slice({CSharpLiteral.Of((int)MemoryLength())}, OutputLength);");
        writer.Line($"Layers.Predict({string.Join(", ", spans.Select(span => $"in MemoryMarshal.GetReference({span.Name})"))}, ref MemoryMarshal.GetReference(classScores), {Stored(programs.Predict)}, ref lease.Reference, 1, InferenceBlock);");
        writer.Line("int best = 0;");
        writer.Line("for (int i = 1; i < classScores.Length; i++)");
        writer.Line("    best = classScores[i] > classScores[best] ? i : best;");
        writer.Line("scratch.Return(lease);");
        writer.Line("return best;");
        writer.Close();
    }

    private void EmitInterface()
    {
        writer.Line();
        writer.Line(NetworkFile.RealTime);
        writer.Open($"void global::NetGen.INetwork<{spec.Name}, {Scalar}>.Predict(scoped global::NetGen.Batch<{Scalar}> batch, ReadOnlySpan<Memory<{Scalar}>> outputs)");
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(batch.Inputs.Length, {CSharpLiteral.Of(network.Inputs.Count)}, \"inputs\");");
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(outputs.Length, {CSharpLiteral.Of(network.Outputs.Count)}, \"outputs\");");
        var arguments = string.Join(", ", site.InputSlots().Concat(network.Outputs.Select((_, i) => $"outputs[{CSharpLiteral.Of(i)}].Span")));
        writer.Line($"Predict({arguments}, batch.Count);");
        writer.Close();
        writer.Line();
        writer.Open($"void global::NetGen.INetwork<{spec.Name}, {Scalar}>.Predict(scoped global::NetGen.Batch<{Scalar}> batch, ReadOnlySpan<Memory<{Scalar}>> outputs, global::NetGen.Parallelism? parallelism)");
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(batch.Inputs.Length, {CSharpLiteral.Of(network.Inputs.Count)}, \"inputs\");");
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(outputs.Length, {CSharpLiteral.Of(network.Outputs.Count)}, \"outputs\");");
        writer.Line($"Predict({arguments}, batch.Count, parallelism);");
        writer.Close();
        writer.Line();
        if (programs.Evaluate is null)
        {
            writer.Line($"{Scalar} global::NetGen.INetwork<{spec.Name}, {Scalar}>.Evaluate(scoped global::NetGen.Batch<{Scalar}> batch) =>");
            writer.Line($"    throw new InvalidOperationException({CSharpLiteral.Of($"'{spec.FullName}' declares no loss; add one, such as [SoftmaxCrossEntropy], to evaluate it.")});");
        }
        else
        {
            writer.Line(NetworkFile.RealTime);
            writer.Open($"{Scalar} global::NetGen.INetwork<{spec.Name}, {Scalar}>.Evaluate(scoped global::NetGen.Batch<{Scalar}> batch)");
            site.CheckSlots(writer);
            writer.Line($"return Evaluate({string.Join(", ", site.InputSlots().Concat(site.TargetSlots()))}, batch.Count);");
            writer.Close();
            writer.Line();
            writer.Open($"{Scalar} global::NetGen.INetwork<{spec.Name}, {Scalar}>.Evaluate(scoped global::NetGen.Batch<{Scalar}> batch, global::NetGen.Parallelism? parallelism)");
            site.CheckSlots(writer);
            writer.Line($"return Evaluate({string.Join(", ", site.InputSlots().Concat(site.TargetSlots()))}, batch.Count, parallelism);");
            writer.Close();
        }

        writer.Line();
        writer.Line("/// <summary>Makes the memory to train this network with.</summary>");
        writer.Line("/// <param name=\"capacity\">The largest number of samples of a batch.</param>");
        writer.Line("/// <returns>The session.</returns>");
        writer.Line("public TrainingSession CreateTrainingSession(int capacity) => new TrainingSession(this, capacity);");
        writer.Line();
        writer.Line($"global::NetGen.ITrainingSession<{Scalar}> global::NetGen.INetwork<{spec.Name}, {Scalar}>.CreateTrainingSession(int capacity) => CreateTrainingSession(capacity);");
    }

    // As many samples as keep two megabytes busy; a multiple of every register tile's rows.
    private int InferenceBlock()
    {
        var perSample = programs.Predict.Memory.BatchedLength + network.Inputs.Concat(network.Outputs).Sum(value => (long)value.Value.Shape.Length);
        var samples = (int)Math.Max(48, Math.Min(240, 524288 / perSample)) / 8 * 8;
        // A network of very large values still has to fit into one buffer.
        while (samples > 8 && Math.Max(programs.Predict.MemoryLength(samples), programs.Evaluate?.MemoryLength(samples) ?? 0) > 1L << 28)
            samples /= 2;
        return samples;
    }

    private long MemoryLength() => Math.Max(programs.Predict.MemoryLength(block), programs.Evaluate?.MemoryLength(block) ?? 0);

    private int LeaseLength() => checked((int)(MemoryLength() + network.Outputs[0].Value.Shape.Length));
}
