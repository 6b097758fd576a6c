using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>Writes the class of a network's training sessions.</summary>
internal sealed class SessionEmitter(NetworkSpec spec, NetworkModel network, NetworkPrograms programs, SourceWriter writer, CallSite site)
{
    private string Scalar => spec.IsDouble ? "double" : "float";

    private string Interface => $"global::NetGen.ITrainingSession<{Scalar}>";

    public void Emit()
    {
        var used = new[] { programs.Train, programs.Differentiate }.OfType<NetworkProgram>().ToArray();
        var perSample = used.Select(program => program.MemoryLength(1) - program.MemoryLength(0)).DefaultIfEmpty(0).Max();
        var once = used.Select(program => program.MemoryLength(0)).DefaultIfEmpty(0).Max();
        writer.Line("/// <summary>The memory of a training run: what the gradients need of the forward pass, and the gradients. To be called by one thread at a time.</summary>");
        writer.Open($"public sealed class TrainingSession : {Interface}");
        writer.Line($"private readonly {spec.Name} network;");
        writer.Line($"private readonly global::NetGen.AlignedBuffer<{Scalar}> memory;");
        writer.Line($"private global::NetGen.AlignedBuffer<{Scalar}>[] scratches = [];");
        writer.Line("private global::NetGen.Parallelism? parallelism;");
        writer.Line("private bool isDisposed;");
        writer.Line("private int pending = -1;");
        writer.Line("private ulong pendingStep;");
        writer.Line();
        writer.Open($"internal TrainingSession({spec.Name} network, int capacity)");
        writer.Line("ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);");
        writer.Line("this.network = network;");
        writer.Line("Capacity = capacity;");
        writer.Line($"memory = new global::NetGen.AlignedBuffer<{Scalar}>(checked((int)(({perSample.ToString(System.Globalization.CultureInfo.InvariantCulture) + "L"} * capacity) + {once.ToString(System.Globalization.CultureInfo.InvariantCulture) + "L"})));");
        writer.Line($"Gradients = new global::NetGen.FlatBuffer<{Scalar}>(Signature.Parameters);");
        writer.Close();
        Property("int Capacity { get; }");
        Property($"global::NetGen.FlatBuffer<{Scalar}> Gradients {{ get; }}");
        Property("ulong Seed { get; set; }");
        Property("ulong Step { get; set; }");
        EmitParallelism(used);
        if (programs.Train is { } train)
        {
            EmitTrain(train);
            EmitFindNonFinite(train);
        }

        if (programs.Differentiate is { } differentiate)
            EmitDifferentiate(differentiate);
        EmitInterface();
        writer.Line();
        writer.Line("/// <summary>Ends the session; its memory is left to the collector.</summary>");
        writer.Line("public void Dispose() => isDisposed = true;");
        writer.Close();
    }

    private void Property(string declaration)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public {declaration}");
    }

    private void EmitTrain(NetworkProgram program)
    {
        var spans = site.Inputs(many: true).Concat(site.Targets()).ToArray();
        foreach (var (name, what, accumulate) in new[] { ("Backward", "overwrites <see cref=\"Gradients\"/> with its gradients", "false"), ("Accumulate", "adds its gradients to <see cref=\"Gradients\"/>", "true") })
        {
            writer.Line();
            writer.Line($"/// <summary>Computes the mean loss of a batch and {what}.</summary>");
            site.Document(writer, spans, count: true);
            writer.Line("/// <returns>The mean loss; 0 for an empty batch, whose gradients are 0.</returns>");
            writer.Line($"public {Scalar} {name}({CallSite.Declare(spans)}, int count) => Train({string.Join(", ", spans.Select(span => span.Name))}, count, accumulate: {accumulate});");
        }

        writer.Line();
        writer.Open($"private {Scalar} Train({CallSite.Declare(spans)}, int count, bool accumulate)");
        EmitGuards(spans, hasTargets: true);
        EmitLeastSamples(program);
        writer.Line("pending = -1;");
        EmitEmptyBatch("return 0;");
        writer.Line("ulong step = Step++;");
        EmitClear(program);
        string[] fields = [.. spans.Select(span => span.Name), "count", "accumulate", "step"];
        EmitShared("TrainWork", fields, () =>
        {
            writer.Line($"Layers.TrainForward({Arguments(program, spans, isForward: true)});");
            if (program.Graph.Nodes.Any(node => node.IsBackward))
                writer.Line($"Layers.TrainBackward({Arguments(program, spans, isForward: false)});");
        });
        var loss = program.Storage[program.Graph.Outputs[0]];
        writer.Line($"return Unsafe.Add(ref memory.Reference, (Capacity * {CSharpLiteral.Of(program.Memory.BatchedLength)}) + {CSharpLiteral.Of(loss.Offset)});");
        writer.Close();
        EmitWork("Train", program, spans, isForward: true);
    }

    private void EmitFindNonFinite(NetworkProgram program)
    {
        var spans = site.Inputs(many: true).Concat(site.Targets()).ToArray();
        writer.Line();
        writer.Line("// Runs the forward pass of the last step again and looks at what it keeps for the backward pass, layer by layer.");
        writer.Open($"private string? FindNonFinite({CallSite.Declare(spans)}, int count)");
        EmitGuards(spans, hasTargets: true);
        writer.Line("pending = -1;");
        writer.Line("if (count == 0)");
        writer.Line("    return null;");
        writer.Line("bool accumulate = false;");
        writer.Line("ulong step = unchecked(Step - 1);");
        writer.Line($"Layers.TrainForward({Arguments(program, spans, isForward: true, isTrial: true)});");
        foreach (var (layer, offset, length) in Kept(program))
        {
            writer.Line($"if (this.HasNonFinite({CSharpLiteral.Of(offset)}, {CSharpLiteral.Of(length)}, count))");
            writer.Line($"    return {CSharpLiteral.Of(layer)};");
        }

        writer.Line("return null;");
        writer.Close();
        writer.Line();
        writer.Line("// Of what is kept at an offset of the arena, as many scalars a sample.");
        writer.Line("private bool HasNonFinite(int offset, int length, int count) =>");
        writer.Line($"    global::NetGen.NetworkGuard.HasNonFinite<{Scalar}>(memory.Span.Slice(Capacity * offset, count * length));");
    }

    // What the forward pass leaves in memory, in its order, by the first layer whose work since then is not there to be looked at.
    private static IEnumerable<(string Layer, int Offset, int Length)> Kept(NetworkProgram program)
    {
        var liveness = new Memory.Liveness(program.Graph);
        var read = new HashSet<Value>(program.Graph.Nodes.Where(node => node.IsBackward).SelectMany(node => node.Inputs).Select(liveness.RootOf));
        var writers = program.Graph.Nodes
            .Where(node => !node.IsBackward && !node.Operator.IsView)
            .SelectMany((node, at) => node.Results.Select(result => (Root: liveness.RootOf(result), Node: node, At: at)))
            .ToLookup(write => write.Root);
        bool IsKept(Value root) => read.Contains(root) && root.Type is { Batched: true, Element: ElementKind.Float } && program.Storage[root].Region == StorageRegion.Arena;

        return writers.Select(writes => writes.Key).Where(IsKept)
            .OrderBy(root => writers[root].Last().At)
            .Select(root => (First(root, []).Node.Layer.Path, program.Storage[root].Offset, root.Type.Shape.Length));

        // Memory that is written twice may hold what its second content is computed from.
        (Node Node, int At) First(Value root, HashSet<Value> seen)
        {
            seen.Add(root);
            var first = writers[root].Select(write => (write.Node, write.At)).First();
            var before = writers[root].SelectMany(write => write.Node.Inputs).Select(liveness.RootOf).Where(input => !seen.Contains(input) && !IsKept(input) && writers.Contains(input));
            return before.Distinct().ToArray().Select(input => First(input, seen)).Append(first).OrderBy(write => write.At).First();
        }
    }

    private void EmitDifferentiate(NetworkProgram program)
    {
        var inputs = site.Inputs(many: true).ToArray();
        var outputs = site.Outputs(many: true).ToArray();
        var gradients = site.OutputGradients().ToArray();
        var spans = inputs.Concat(outputs).ToArray();
        writer.Line();
        writer.Line("/// <summary>Computes the outputs of a batch as in training, dropout on, and keeps what <c>Backward</c> needs: for losses of the caller's own.</summary>");
        site.Document(writer, spans, count: true);
        writer.Open($"public void Forward({CallSite.Declare(spans)}, int count)");
        EmitGuards(spans, hasTargets: false);
        EmitLeastSamples(program);
        site.CheckSeparate(writer, many: true);
        writer.Line("ulong step = pendingStep = Step++;");
        writer.Line("bool accumulate = false;");
        writer.Line("pending = count;");
        writer.Line("if (count == 0)");
        writer.Line("    return;");
        writer.Line();
        EmitShared("DifferentiateForwardWork", [.. spans.Select(span => span.Name), "count", "accumulate", "step"], () =>
            writer.Line($"Layers.DifferentiateForward({Arguments(program, spans, isForward: true)});"));
        writer.Close();
        EmitWork("DifferentiateForward", program, spans, isForward: true);
        foreach (var (name, what, accumulate) in new[] { ("Backward", "overwrites", "false"), ("Accumulate", "adds to", "true") })
        {
            writer.Line();
            writer.Line($"/// <summary>From the gradients of a loss of the caller's own with respect to the outputs of the last <c>Forward</c>, {what} <see cref=\"Gradients\"/>.</summary>");
            site.Document(writer, gradients, count: false);
            writer.Line("/// <exception cref=\"InvalidOperationException\">There was no <c>Forward</c> since the last backward pass.</exception>");
            writer.Line($"public void {name}({CallSite.Declare(gradients)}) => Differentiate({string.Join(", ", gradients.Select(span => span.Name))}, accumulate: {accumulate});");
        }

        writer.Line();
        writer.Open($"private void Differentiate({CallSite.Declare(gradients)}, bool accumulate)");
        writer.Line("global::NetGen.NetworkGuard.CheckAlive(isDisposed, this);");
        writer.Line("int count = pending;");
        writer.Line("if (count < 0)");
        writer.Line("    throw new InvalidOperationException(\"Backward of output gradients needs a Forward of the same session before each, with no other pass between them.\");");
        site.CheckLengths(writer, gradients, "count");
        EmitEmptyBatch("return;");
        writer.Line("ulong step = pendingStep;");
        writer.Line("pending = -1; // The memory of the forward pass is used up.");
        EmitClear(program);
        EmitShared("DifferentiateBackwardWork", [.. gradients.Select(span => span.Name), "count", "accumulate", "step"], () =>
            writer.Line($"Layers.DifferentiateBackward({Arguments(program, gradients, isForward: false)});"));
        writer.Close();
        EmitWork("DifferentiateBackward", program, gradients, isForward: false);
    }

    private void EmitParallelism(IReadOnlyCollection<NetworkProgram> used)
    {
        var length = used.Select(program => program.ScratchLength).DefaultIfEmpty(0).Max();
        var perSample = used.Select(program => program.ScratchLengthPerSample).DefaultIfEmpty(0).Max();
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public global::NetGen.Parallelism? Parallelism");
        writer.Line("get => parallelism;");
        writer.Open("set");
        writer.Line($"scratches = new global::NetGen.AlignedBuffer<{Scalar}>[value is null ? 0 : value.Threads];");
        writer.Line("for (int part = 0; part < scratches.Length; part++)");
        writer.Line($"    scratches[part] = new global::NetGen.AlignedBuffer<{Scalar}>(checked({CSharpLiteral.Of(length)} + ({CSharpLiteral.Of(perSample)} * Capacity)));");
        writer.Line("parallelism = value;");
        writer.Close();
        writer.Close();
    }

    // The work of a step by all threads, or where there is one, or little to do, by the layers one after the other.
    private void EmitShared(string work, string[] fields, Action emitSerial)
    {
        writer.Open("if (global::NetGen.Parallelism.IsShared(parallelism, count))");
        writer.Line($"parallelism.Run({WorkEmitter.New(work, "session", fields)});");
        writer.Close();
        writer.Open("else");
        emitSerial();
        writer.Close();
        writer.Line();
    }

    private void EmitWork(string method, NetworkProgram program, CallSite.Span[] spans, bool isForward)
    {
        (string Type, string Name)[] fields = [.. spans.Select(span => (span.Type, span.Name)), ("int", "count"), ("bool", "accumulate"), ("ulong", "step")];
        WorkEmitter.Emit(writer, method + "Work", [("TrainingSession", "session"), .. fields], () =>
            writer.Line($"Layers.{method}Part({Arguments(program, spans, isForward, "session.")}, ref session.scratches[part].Reference, team);"));
    }

    // What every pass over a batch asks of its caller.
    private void EmitGuards(IEnumerable<CallSite.Span> spans, bool hasTargets)
    {
        writer.Line("global::NetGen.NetworkGuard.CheckAlive(isDisposed, this);");
        writer.Line("global::NetGen.NetworkGuard.CheckCount(count, Capacity);");
        site.CheckLengths(writer, spans, "count");
        if (hasTargets)
            site.CheckLabels(writer);
    }

    // What normalizes by the statistics of the batch has none of a single number.
    private void EmitLeastSamples(NetworkProgram program)
    {
        if (program.Graph.Nodes.OrderByDescending(node => node.Operator.LeastSamples).FirstOrDefault() is { Operator.LeastSamples: > 1 and var least } node)
            writer.Line($"global::NetGen.NetworkGuard.CheckStatistics(count, {CSharpLiteral.Of(least)}, {CSharpLiteral.Of(node.Layer.Path)});");
    }

    private void EmitEmptyBatch(string end)
    {
        writer.Open("if (count == 0)");
        writer.Line("if (!accumulate)");
        writer.Line("    Gradients.Span.Clear();");
        writer.Line(end);
        writer.Close();
        writer.Line();
    }

    // Parameters that the loss does not depend on have a gradient all the same: 0.
    private void EmitClear(NetworkProgram program)
    {
        var plan = new ParameterPlan(network.Parameters);
        var written = new HashSet<int>(program.Storage.Values.Where(storage => storage.Region == StorageRegion.Gradients).Select(storage => storage.Offset));
        foreach (var parameter in network.Parameters.Where(parameter => !written.Contains(plan.OffsetOf(parameter.Tensor!))))
        {
            writer.Line("if (!accumulate)");
            writer.Line($"    Gradients.Span.Slice({CSharpLiteral.Of(plan.OffsetOf(parameter.Tensor!))}, {CSharpLiteral.Of(StorageLength(plan, parameter))}).Clear(); // {parameter.Tensor!.Path}");
        }
    }

    private static int StorageLength(ParameterPlan plan, Value parameter)
    {
        var next = plan.OrdinalOf(parameter) + 1;
        return (next < plan.Tensors.Count ? plan.OffsetOf(plan.Tensors[next].Tensor!) : plan.StorageLength) - plan.OffsetOf(parameter.Tensor!);
    }

    private string Arguments(NetworkProgram program, IReadOnlyList<CallSite.Span> spans, bool isForward, string session = "", bool isTrial = false)
    {
        int outputs = 0, gradients = 0;
        var sources = program.Graph.Sources.ToDictionary(source => source.Name);
        string Argument((string Declaration, string Name, string Passing) parameter)
        {
            switch (parameter.Name)
            {
                case "θ": return $"ref {session}network.Parameters.Reference";
                case "buffers": return $"ref {session}network.Buffers.{(isTrial ? "Clone()." : string.Empty)}Reference";
                case "dθ": return $"ref {session}Gradients.Reference";
                case "memory": return $"ref {session}memory.Reference";
                case "capacity": return session + "Capacity";
                case "count" or "accumulate" or "step": return parameter.Name;
                case "seed": return session + "Seed";
                case "network": return session + "network";
            }

            if (!sources.TryGetValue(parameter.Name, out var source))
                return isForward ? $"ref MemoryMarshal.GetReference({site.Outputs(many: true).ElementAt(outputs++).Name})" : $"ref Unsafe.NullRef<{Scalar}>()";
            if (source.Kind == ValueKind.OutputGradient)
                return isForward ? $"in Unsafe.NullRef<{Scalar}>()" : $"in MemoryMarshal.GetReference({site.OutputGradients().ElementAt(gradients++).Name})";
            var span = source.Kind == ValueKind.Input
                ? Find(network.Inputs, site.Inputs(many: true), source)
                : Find(network.Targets, site.Targets(), source);
            return spans.Any(given => given.Name == span.Name)
                ? $"in MemoryMarshal.GetReference({span.Name})"
                : $"in Unsafe.NullRef<{(source.Type.Element == ElementKind.Int32 ? "int" : Scalar)}>()";
        }

        return string.Join(", ", DriverEmitter.Parameters(program, spec.IsDouble).Select(Argument));
    }

    private static CallSite.Span Find(IReadOnlyList<NamedValue> values, IEnumerable<CallSite.Span> spans, Value source) =>
        values.Zip(spans, (value, span) => (value, span)).First(pair => pair.value.Value.Id == source.Id).span;

    private void EmitInterface()
    {
        if (programs.Train is not null)
        {
            writer.Line();
            writer.Open($"string? {Interface}.FindNonFinite(scoped global::NetGen.Batch<{Scalar}> batch)");
            site.CheckSlots(writer);
            writer.Line($"return FindNonFinite({string.Join(", ", site.InputSlots().Concat(site.TargetSlots()))}, batch.Count);");
            writer.Close();
        }

        foreach (var name in new[] { "Backward", "Accumulate" })
        {
            writer.Line();
            if (programs.Train is null)
            {
                writer.Line($"{Scalar} {Interface}.{name}(scoped global::NetGen.Batch<{Scalar}> batch) =>");
                writer.Line($"    throw new InvalidOperationException({CSharpLiteral.Of($"'{spec.FullName}' declares no loss; add one, such as [SoftmaxCrossEntropy], or use Forward and Backward with a loss of your own.")});");
                continue;
            }

            writer.Open($"{Scalar} {Interface}.{name}(scoped global::NetGen.Batch<{Scalar}> batch)");
            site.CheckSlots(writer);
            writer.Line($"return {name}({string.Join(", ", site.InputSlots().Concat(site.TargetSlots()))}, batch.Count);");
            writer.Close();
        }
    }
}
