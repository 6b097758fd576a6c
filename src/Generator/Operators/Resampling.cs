using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A layer that applies a linear map to each spatial axis, the same to every channel.</summary>
/// <param name="Axes">The maps.</param>
/// <param name="Result">The shape of the result.</param>
public abstract record Resampling(EquatableArray<AxisMap> Axes, Shape Result) : Operator
{
    /// <summary>How the layer is written in formulas.</summary>
    public abstract string Notation { get; }

    /// <summary>What a result is that no element of the input reaches.</summary>
    public virtual double Beyond => 0;

    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => this with { Result = ChannelOrder.Last(Result) };

    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Axes.Select(axis => axis.Reach).ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var x = inputs[0].Shape;
        if (!ChannelOrder.SpatialSizes(x).SequenceEqual(Axes.Select(axis => axis.Size)) || Axes.Aggregate(ChannelOrder.Of(x).Channels, (product, axis) => checked(product * axis.Results)) != Result.Length)
            throw new GraphException($"{Name} of {x} is not {Result}.");
        return [inputs[0] with { Shape = Result }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(Result, x.Count);
        var taps = Taps();
        ForEach(taps.Sums, x.Shape, x.Count, (to, sum, at) =>
        {
            y[to] = sum.Length == 0 ? Beyond : 0;
            foreach (var (from, weight) in sum)
                y[to] += weight * x[at(from)];
        });

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var x = context.Node.Inputs[0];
        context.Contribute(x, context.Add(new ResamplingGradient(this, x.Shape), context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Notation}({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => CostOf(ChannelOrder.Of(node.Inputs[0].Shape).Channels);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var x = context.Node.Inputs[0];
        context.Call(new ResamplingKernel(Notation, Axes, ChannelOrder.Of(x.Shape).Channels, Beyond, context.IsDouble), [context.Read(x), context.Write(context.Node.Result), context.Count(1)]);
    }

    /// <summary>Floating-point operations of the layer or of its adjoint: an addition an element of a sum, and none for copies.</summary>
    /// <param name="channels">How many channels.</param>
    /// <returns>The number.</returns>
    internal long CostOf(int channels)
    {
        var terms = Axes.Aggregate(1L, (product, axis) => product * Enumerable.Range(0, axis.Results).Sum(result => axis.Taps(result).Count()));
        return Axes.All(axis => axis is ContinuedAxis or RepeatedElements) ? 0 : channels * terms;
    }

    /// <summary>Calls an action for every result of a batch.</summary>
    /// <param name="sums">For every result of a channel, what it is summed from.</param>
    /// <param name="input">The shape of the input.</param>
    /// <param name="count">How many samples there are.</param>
    /// <param name="each">Told the ordinal of the result, its sum, and where the elements of its channel are.</param>
    internal static void ForEach((int From, double Weight)[][] sums, Shape input, int count, Action<int, (int From, double Weight)[], Func<int, int>> each)
    {
        var elements = ChannelOrder.Of(input);
        var results = new ChannelOrder(elements.Channels, sums.Length, elements.IsLast);
        for (var s = 0; s < count; s++)
        {
            for (var c = 0; c < elements.Channels; c++)
            {
                for (var i = 0; i < sums.Length; i++)
                    each(results.At(s, c, i), sums[i], from => elements.At(s, c, from));
            }
        }
    }

    /// <summary>For every result of a channel, the elements it is summed from.</summary>
    /// <returns>The size of a channel of the input, and the sums.</returns>
    internal (int Size, (int From, double Weight)[][] Sums) Taps()
    {
        IEnumerable<(int From, double Weight)[]> sums = [[(0, 1.0)]];
        var size = 1;
        foreach (var axis in Axes)
        {
            sums = sums.SelectMany(sum => Enumerable.Range(0, axis.Results).Select(result =>
                sum.SelectMany(before => axis.Taps(result).Select(tap => ((before.From * axis.Size) + tap.From, before.Weight * tap.Weight))).ToArray())).ToArray();
            size *= axis.Size;
        }

        return (size, sums.ToArray());
    }
}

/// <summary>The gradient of the input of a <see cref="Resampling"/>: each result gives its gradient, weighted, to what it was summed from. Input: δ.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The shape of its input.</param>
public sealed record ResamplingGradient(Resampling Layer, Shape Input) : Operator
{
    /// <inheritdoc/>
    public override string Name => Layer.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (inputs[0].Shape.Length != Layer.Result.Length)
            throw new GraphException($"{Name}: {inputs[0].Shape} is no gradient of {Layer.Result}.");
        return [inputs[0] with { Shape = Input }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var δ = inputs[0];
        var dx = new Tensor(Input, δ.Count);
        var taps = Layer.Taps();
        Resampling.ForEach(taps.Sums, Input, δ.Count, (to, sum, at) =>
        {
            foreach (var (from, weight) in sum)
                dx[at(from)] += weight * δ[to];
        });

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Layer.Notation}ᵀ({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => Layer.CostOf(ChannelOrder.Of(Input).Channels);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var δ = context.Node.Inputs[0];
        context.Call(new ResamplingGradientKernel(Layer.Notation, Layer.Axes, ChannelOrder.Of(Input).Channels, context.IsDouble), [context.Read(δ), context.Write(context.Node.Result), context.Count(1)]);
    }
}
