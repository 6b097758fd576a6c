using NetGen.Generator.Autodiff;
using NetGen.Generator.Graph;
using NetGen.Generator.Memory;
using NetGen.Generator.Operators;
using NetGen.Generator.Passes;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Lowering;

/// <summary>The programs of a network.</summary>
/// <param name="Predict">Inputs → outputs.</param>
/// <param name="Evaluate">Inputs and targets → mean loss, or where a loss has a divisor of its own, the sums of which it is made; null without a loss.</param>
/// <param name="Train">Inputs and targets → mean loss and gradients; null without a loss.</param>
/// <param name="Differentiate">Inputs → outputs, then gradients of outputs → gradients of parameters; null without parameters.</param>
/// <param name="PredictOne">One sample without loops, where the network is small enough for that; otherwise null.</param>
public sealed record NetworkPrograms(
    NetworkProgram Predict,
    NetworkProgram? Evaluate,
    NetworkProgram? Train,
    NetworkProgram? Differentiate,
    Emission.Kernels.StraightLineKernel? PredictOne)
{
    /// <summary>Those there are.</summary>
    public IEnumerable<NetworkProgram> All => new[] { Predict, Evaluate, Train, Differentiate }.OfType<NetworkProgram>();
}

/// <summary>Derives a network's programs from its forward graph: passes, differentiation, memory, lowering.</summary>
public sealed class ProgramBuilder
{
    private readonly NetworkModel network;
    private readonly bool isDouble;
    private readonly bool optimize;
    private readonly Action<string, NetworkGraph>? observe;
    private readonly ParameterPlan parameters;
    private readonly ParameterPlan buffers;

    private ProgramBuilder(NetworkModel network, bool isDouble, bool optimize, Action<string, NetworkGraph>? observe)
    {
        this.network = network;
        this.isDouble = isDouble;
        this.optimize = optimize;
        this.observe = observe;
        parameters = new ParameterPlan(network.Parameters);
        buffers = new ParameterPlan(network.Buffers);
    }

    /// <summary>Builds all programs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="isDouble">Whether it computes in double.</param>
    /// <param name="optimize">Whether the optimizing passes run; without them the programs compute the same, only slower.</param>
    /// <param name="observe">Called with each graph after each stage.</param>
    /// <returns>The programs.</returns>
    public static NetworkPrograms Build(NetworkModel network, bool isDouble, bool optimize = true, Action<string, NetworkGraph>? observe = null)
    {
        var builder = new ProgramBuilder(network, isDouble, optimize, observe);
        var hasLoss = network.Losses.Count > 0;
        var predict = builder.Predict();
        return new NetworkPrograms(
            predict,
            hasLoss ? builder.Evaluate() : null,
            hasLoss ? builder.Train() : null,
            network.Parameters.Count > 0 ? builder.Differentiate() : null,
            optimize ? StraightLine.TryCreate(predict, isDouble) : null);
    }

    private NetworkProgram Predict()
    {
        var graph = Copy(out var map);
        foreach (var output in network.Outputs)
            graph.Outputs.Add(map[output.Value]);
        PassPipeline.Run(graph, PassPipeline.ForInference, observe);
        return Finish(graph, network.Outputs.Count);
    }

    private NetworkProgram Evaluate()
    {
        var graph = WithLoss(terms => terms.Own.Any() ? new LossSums(terms) : new MeanLoss(terms));
        PassPipeline.Run(graph, PassPipeline.ForInference, observe);
        if (optimize)
            PassPipeline.Run(graph, PassPipeline.BeforeDifferentiation, observe);
        return Finish(graph, outputs: 0);
    }

    private NetworkProgram Train()
    {
        var graph = WithLoss(terms => new MeanLoss(terms));
        if (optimize)
            PassPipeline.Run(graph, PassPipeline.BeforeDifferentiation, observe);
        PassPipeline.Run(graph, PassPipeline.ForTraining, observe);
        ReverseMode.Differentiate(graph, new Dictionary<Value, Value>());
        NetworkNames.AssignGradients(graph);
        observe?.Invoke(nameof(ReverseMode), graph);
        return Finish(graph, outputs: 0);
    }

    private NetworkProgram Differentiate()
    {
        var graph = Copy(out var map);
        var layer = new LayerOrigin("output", "Output", 0);
        foreach (var output in network.Outputs)
            graph.Outputs.Add(map[output.Value]);
        PassPipeline.Run(graph, PassPipeline.ForTraining, observe);

        // A pass may have put another value in an output's place. What the caller sees is a copy: the backward pass needs the originals,
        // whatever the caller does with his span.
        Value[] originals = [.. graph.Outputs];
        var seeds = new Dictionary<Value, Value>();
        for (var i = 0; i < originals.Length; i++)
        {
            var copy = graph.Add(originals[i].Type.Element == ElementKind.Int32 ? new ToFloat() : new Copy(), [originals[i]], layer).Result;
            (copy.Name, copy.Display) = (copy.Producer!.Inputs[0].Name + "_out", copy.Producer.Inputs[0].Display);
            graph.Outputs[i] = copy;
        }

        foreach (var (value, output) in originals.Zip(network.Outputs, (value, output) => (value, output)))
        {
            var given = graph.AddSource(ValueKind.OutputGradient, new ValueType(value.Shape), "g_" + output.Name);
            var gradient = graph.Add(new Copy(), [given], layer, isBackward: true).Result;
            seeds[value] = seeds.TryGetValue(value, out var other) ? graph.Add(new Sum(2), [other, gradient], layer, isBackward: true).Result : gradient;
        }

        ReverseMode.Differentiate(graph, seeds);
        KeepInputs(graph);
        NetworkNames.AssignGradients(graph);
        observe?.Invoke(nameof(ReverseMode), graph);
        return Finish(graph, network.Outputs.Count);
    }

    // The spans of the forward call are gone when the backward call comes; a view of one, or what a pass may find to be the same,
    // is a span as well.
    private static void KeepInputs(NetworkGraph graph)
    {
        foreach (var input in graph.SourcesOf(ValueKind.Input).ToArray())
        {
            var spans = new HashSet<Value> { input };
            foreach (var node in graph.Nodes.Where(node => !node.IsBackward && (node.Operator.IsView || DropIdentities.IsIdentity(node)) && spans.Contains(node.Inputs[0])))
                spans.Add(node.Result);
            if (!graph.Nodes.Any(node => node.IsBackward && node.Inputs.Any(spans.Contains)))
                continue;
            var readers = graph.UsersOf(input).ToArray();
            var copy = graph.Insert(0, new Copy(), [input], new LayerOrigin("input", "Input", 0));
            (copy.Result.Name, copy.Result.Display) = (input.Name + "_kept", input.Display);
            foreach (var reader in readers)
                reader.Inputs = reader.Inputs.Select(value => value == input ? copy.Result : value).ToArray();
        }
    }

    private NetworkGraph Copy(out IReadOnlyDictionary<Value, Value> map)
    {
        var graph = network.Graph.Clone(out map);
        graph.Outputs.Clear();
        return graph;
    }

    private NetworkGraph WithLoss(Func<LossTerms, Operator> make)
    {
        var graph = Copy(out var map);
        var terms = new LossTerms(
            new Model.EquatableArray<double>(network.Losses.Select(loss => loss.Weight)),
            new Model.EquatableArray<bool>(network.Losses.Select(loss => loss.Normalizer is not null)));
        var values = network.Losses.Select(loss => loss.Value).Concat(network.Losses.Select(loss => loss.Normalizer).OfType<Value>());
        var total = graph.Add(make(terms), values.Select(value => map[value]).ToArray(), new LayerOrigin("loss", "Loss", 0)).Result;
        (total.Name, total.Display) = ("L", "L");
        graph.Outputs.Add(total);
        return graph;
    }

    private NetworkProgram Finish(NetworkGraph graph, int outputs)
    {
        // Outputs come first in the list, then the gradients of parameters.
        if (optimize)
        {
            var passes = PassPipeline.Optimizations.ToList();
            if (outputs > 0 && !graph.Nodes.Any(node => node.IsBackward))
                passes.Insert(passes.Count - 1, new SeparateOutputs());
            PassPipeline.Run(graph, passes, observe);
        }
        else
        {
            PassPipeline.Run(graph, [new DropUnusedGradients()], observe);
            if (outputs > 0 && !graph.Nodes.Any(node => node.IsBackward))
                PassPipeline.Run(graph, [new SeparateOutputs()], observe);
        }

        GraphVerifier.Verify(graph, "the last pass");
        var liveness = new Liveness(graph);
        var storage = new Dictionary<Value, Storage>();
        for (var i = 0; i < outputs; i++)
            storage[liveness.RootOf(graph.Outputs[i])] = new Storage(StorageRegion.Output, i);
        foreach (var gradient in graph.Values.Where(value => value.GradientOf?.Kind == ValueKind.Parameter))
            storage[liveness.RootOf(gradient)] = new Storage(StorageRegion.Gradients, parameters.OffsetOf(gradient.GradientOf!.Tensor!));
        var calls = new List<KernelCall>();
        foreach (var node in graph.Nodes)
            node.Operator.Lower(new LoweringContext(node, isDouble, calls));
        var samples = SampleNodes(graph, calls);
        var plan = ArenaPlanner.Plan(graph, liveness, storage.ContainsKey, samples.Count);
        PlaceSources(graph, storage);
        foreach (var slot in plan.Batched.Values)
            storage[slot.Root] = new Storage(StorageRegion.Arena, slot.Offset);
        foreach (var slot in plan.Fixed.Values)
            storage[slot.Root] = new Storage(StorageRegion.Fixed, slot.Offset);
        var places = graph.Values.ToDictionary(value => value, value => storage[liveness.RootOf(value)]);

        int scratch = 0, scratchPerSample = 0;
        foreach (var call in calls.Where(call => call.Arguments.Any(argument => argument is ScratchArgument)))
        {
            var rows = call.Arguments.OfType<CountArgument>().FirstOrDefault()?.Factor ?? 0;
            scratch = Math.Max(scratch, call.Kernel.ScratchLength);
            scratchPerSample = Math.Max(scratchPerSample, checked(call.Kernel.ScratchLengthPerRow * rows));
        }

        static int RoundUp(int length) => checked(length + ArenaPlanner.Alignment - 1) / ArenaPlanner.Alignment * ArenaPlanner.Alignment;
        return new NetworkProgram(graph, calls, plan, places, RoundUp(scratch), RoundUp(scratchPerSample), calls.Count(call => samples.Contains(call.Node)));
    }

    // Convolutions use every weight many times for one sample, and what is between them is large: up to the first dense layer, which
    // wants many samples for its weights, a sample goes through all of them before the next.
    private static HashSet<Node> SampleNodes(NetworkGraph graph, List<KernelCall> calls)
    {
        if (graph.Nodes.Any(node => node.IsBackward))
            return [];
        var callsOf = calls.ToLookup(call => call.Node);
        bool IsOfOneSample(Node node) => node.Operator is not Dense && (callsOf[node].All(call => call.Kernel.Split == Emission.Kernels.KernelSplit.Samples) || !node.Inputs.Any(input => input.Type.Batched));
        var nodes = new HashSet<Node>(graph.Nodes.TakeWhile(IsOfOneSample));
        return nodes.Any(node => node.Operator is ConvolutionMap) ? nodes : [];
    }

    private void PlaceSources(NetworkGraph graph, Dictionary<Value, Storage> storage)
    {
        foreach (var region in new[]
        {
            (ValueKind.Input, StorageRegion.Input),
            (ValueKind.Target, StorageRegion.Target),
            (ValueKind.OutputGradient, StorageRegion.OutputGradient),
            (ValueKind.Constant, StorageRegion.Constant),
        })
        {
            var ordinal = 0;
            foreach (var value in graph.SourcesOf(region.Item1))
                storage[value] = new Storage(region.Item2, ordinal++);
        }

        foreach (var value in graph.SourcesOf(ValueKind.Parameter))
            storage[value] = new Storage(StorageRegion.Parameters, parameters.OffsetOf(value.Tensor!));
        foreach (var value in graph.SourcesOf(ValueKind.Buffer))
            storage[value] = new Storage(StorageRegion.Buffers, buffers.OffsetOf(value.Tensor!));
    }
}
