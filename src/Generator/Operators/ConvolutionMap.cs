using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// A linear map between a value with channels and its windows, in one direction or the other. Inputs: the value that is read,
/// W [filters, channels / groups, kernel…] and, if there is one, b; where a normalization is applied, its statistics; with a slope, what the
/// activation before the layer saved, or else the value that is added.
/// </summary>
/// <param name="Grid">How the windows move over the side that has the channels.</param>
/// <param name="Groups">Into how many groups channels and filters are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Activation">What is applied to the sums, where a pass has taken an activation over; otherwise null.</param>
/// <param name="Slope">For the gradient of an input, the activation before the layer, whose slope a pass has moved here; otherwise null.</param>
/// <param name="IsScaled">Whether the scales and shifts of a normalization are applied to the sums, where a pass has taken it over.</param>
/// <param name="HasAddend">Whether another value is added then, before the activation, where a pass has taken a sum over.</param>
public abstract record ConvolutionMap(WindowGrid Grid, int Groups, bool HasBias, Activation? Activation, Activation? Slope, bool IsScaled, bool HasAddend) : Operator, ITakesActivation, ITakesNormalization
{
    /// <inheritdoc/>
    public override string Name => GetType().Name + (IsScaled ? "+ChannelAffine" : "") + (HasAddend ? "+Sum" : "") + (Activation is null ? "" : "+" + Activation.Name) + (Slope is null ? "" : "+" + Slope.Name + "′");

    /// <inheritdoc/>
    public override string Symbol => "a";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public bool MayTakeActivation => Activation is null && Slope is null;

    /// <inheritdoc/>
    // The gradient of a layer has no bias, and is no layer: only what is to become a gradient's slope is left to it.
    public bool MayTakeSlope => MayTakeActivation && !HasBias && !IsScaled && !HasAddend;

    /// <inheritdoc/>
    public bool MayBeScaled => MayTakeActivation && !IsScaled && !HasAddend;

    /// <summary>Whether it may take over the sum of its result and another value.</summary>
    public bool MayTakeAddend => MayTakeActivation && !HasAddend;

    /// <summary>The sign of the product in formulas.</summary>
    protected abstract string Sign { get; }

    private VectorExpression? Epilogue => HasAddend ? new SumExpression(Activation) : Activation is not null ? new ActivationExpression(Activation) : Slope is not null ? new ActivationGradientExpression(Slope) : null;

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public Operator WithSlope(Activation activation) => this with { Slope = activation };

    /// <inheritdoc/>
    public Operator WithScales() => this with { IsScaled = true };

    /// <summary>The operator that adds its last input to its sums.</summary>
    /// <returns>The operator.</returns>
    public ConvolutionMap WithAddend() => this with { HasAddend = true };

    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var y = new Tensor(Infer([.. inputs.Select(input => new ValueType(input.Shape))])[0].Shape, inputs[0].Count);
        var order = ChannelOrder.Of(y.Shape);
        for (var s = 0; HasBias && s < y.Count; s++)
        {
            for (var c = 0; c < order.Channels; c++)
            {
                for (var at = 0; at < order.Size; at++)
                    y[order.At(s, c, at)] = inputs[2][c];
            }
        }

        AddProducts(inputs[0], inputs[1], y);
        if (IsScaled)
            y = new ChannelAffine().Evaluate(context, [y, inputs[HasBias ? 3 : 2]])[0];
        for (var i = 0; HasAddend && i < y.Data.Length; i++)
            y[i] += inputs[inputs.Count - 1][i];
        if (Activation is not null)
            return [y.Map(Activation.Value)];
        if (Slope is not null)
        {
            for (var i = 0; i < y.Data.Length; i++)
                y[i] *= Slope.Slope(inputs[inputs.Count - 1][i]);
        }

        return [y];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var product = $"{node.Inputs[1].Display} {Sign} {node.Inputs[0].Display}" + (HasBias ? $" + {node.Inputs[2].Display}" : string.Empty);
        if (IsScaled)
            product = ChannelAffine.Scaled($"({product})", node.Inputs[HasBias ? 3 : 2]);
        if (HasAddend)
            product += $" + {node.Inputs[node.Inputs.Length - 1].Display}";
        return Activation is not null ? $"{Activation.Notation}({product})"
            : Slope is not null ? $"({product}) ⊙ {Slope.Notation}′({node.Inputs[node.Inputs.Length - 1].Display})"
            : product;
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => (2L * node.Inputs[1].Shape.Length * Grid.Windows) + (HasBias ? node.Result.Shape.Length : 0);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var w = inputs[1].Shape;
        var kernel = Kernel(checked(w.Sizes[1] * Groups), w.Sizes[0], Epilogue, context.IsDouble);
        context.Call(kernel, [.. inputs.Select(context.Read), context.Write(context.Node.Result), .. context.ScratchIfAsked(kernel), context.Count(1)]);
    }

    /// <summary>The kernel.</summary>
    /// <param name="channels">How many channels.</param>
    /// <param name="filters">How many filters.</param>
    /// <param name="epilogue">What is done to the sums, or nothing.</param>
    /// <param name="isDouble">Whether the network computes in double.</param>
    /// <returns>The kernel.</returns>
    protected abstract ConvolutionMapKernel Kernel(int channels, int filters, VectorExpression? epilogue, bool isDouble);

    /// <summary>Adds the products of the weights and what they meet.</summary>
    /// <param name="x">What is read.</param>
    /// <param name="w">The weights.</param>
    /// <param name="y">The result.</param>
    protected abstract void AddProducts(Tensor x, Tensor w, Tensor y);

    /// <summary>Calls an action for every product of a weight, an element and a window of a batch.</summary>
    /// <param name="groups">Into how many groups channels and filters are divided.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="channels">The side with the channels.</param>
    /// <param name="windows">The side with the windows.</param>
    /// <param name="product">Told the ordinals of weight, element and window.</param>
    internal static void ForEachProduct(int groups, WindowGrid grid, Tensor channels, Tensor windows, Action<int, int, int> product)
    {
        ChannelOrder elements = ChannelOrder.Of(channels.Shape), results = ChannelOrder.Of(windows.Shape);
        int inGroup = elements.Channels / groups, filtersInGroup = results.Channels / groups, kernel = grid.Kernel;
        var taps = grid.Taps();
        for (var s = 0; s < channels.Count; s++)
        {
            for (var o = 0; o < results.Channels; o++)
            {
                for (var i = 0; i < inGroup; i++)
                {
                    foreach (var tap in taps)
                        product((((o * inGroup) + i) * kernel) + tap.Kernel, elements.At(s, (o / filtersInGroup * inGroup) + i, tap.At), results.At(s, o, tap.Window));
                }
            }
        }
    }
}

/// <summary>The sum of two operands, and an activation of it.</summary>
/// <param name="Activation">The activation, or null.</param>
public sealed record SumExpression(Activation? Activation) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => "Sum" + Activation?.Name;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Activation?.ValueFunctions ?? [];

    /// <inheritdoc/>
    public override int Arity => 2;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands)
    {
        var sum = $"({operands[0]} + {operands[1]})";
        return Activation is null ? sum : new ActivationExpression(Activation).Emit(target, sum);
    }
}

/// <summary>The shapes around a convolution.</summary>
internal static class ConvolutionShape
{
    /// <summary>The shape of a weight: filters of the side with the windows, channels of a group of the other, the kernel.</summary>
    /// <param name="filters">How many channels the side with the windows has.</param>
    /// <param name="perGroup">How many channels a group of the other side has.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="roles">The roles of the spatial axes.</param>
    /// <returns>The shape.</returns>
    public static Shape OfWeight(int filters, int perGroup, WindowGrid grid, string roles) =>
        new(grid.Axes.Select(axis => axis.Kernel).Prepend(perGroup).Prepend(filters), "FC" + roles.Replace("C", string.Empty));

    /// <summary>How a weight is stored: side by side in panels are the filters, and side by side among its columns the channels.</summary>
    /// <param name="weight">Its shape.</param>
    /// <param name="groups">Into how many groups channels and filters are divided.</param>
    /// <returns>The packing.</returns>
    public static TensorPacking PackingOf(Shape weight, int groups)
    {
        var isDepthwise = ConvolutionMapKernel.IsDepthwiseOf(weight.Sizes[1] * groups, weight.Sizes[0], groups);
        return new TensorPacking(HasPanels: true, weight.Sizes[1], isDepthwise ? 1 : groups);
    }

    /// <summary>Refuses values that do not fit a grid.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="value">The value that is read.</param>
    /// <param name="channels">How many channels it is to have.</param>
    /// <param name="size">What the size of its axes is to be.</param>
    /// <param name="weight">The shape of the weight.</param>
    public static void Check(string name, WindowGrid grid, int groups, Shape value, int channels, Func<WindowAxis, int> size, Shape weight)
    {
        var fits = value.Rank == grid.Axes.Count + 1
            && weight.Rank == value.Rank + 1
            && ChannelOrder.Of(value).Channels == channels
            && ChannelOrder.SpatialSizes(value).SequenceEqual(grid.Axes.Select(size))
            && weight.Sizes.Skip(2).SequenceEqual(grid.Axes.Select(axis => axis.Kernel))
            && weight.Sizes[0] % groups == 0;
        if (!fits)
            throw new GraphException($"{name}: weights {weight} in {groups} groups and {grid.Name} do not fit the value {value}.");
    }
}
