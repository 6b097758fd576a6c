using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The gradient of a maximum pool's input: that of each window goes to its largest element, which is looked for again, so that no indices
/// are stored. Inputs: δ and the pool's input.
/// </summary>
/// <param name="Grid">How the windows move over the input.</param>
public sealed record MaxPoolGradient(WindowGrid Grid) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (inputs[1].Shape.Length / Grid.Size * Grid.Windows != inputs[0].Shape.Length)
            throw new GraphException($"MaxPoolGradient: {inputs[0].Shape} is no gradient of a pool of {inputs[1].Shape}.");
        return [inputs[1]];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1];
        var dx = new Tensor(x.Shape, x.Count);
        MaxPool.Largest(Grid, x, δ.Shape, (window, at) => dx[at] += δ[window]);
        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"maxpool′({node.Inputs[1].Display})ᵀ {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => (long)node.Inputs[0].Shape.Length * Grid.Kernel;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1];
        context.Call(new MaxPoolGradientKernel(Grid, ChannelOrder.Of(x.Shape).Channels, context.IsDouble), [context.Read(δ), context.Read(x), context.Write(context.Node.Result), context.Count(1)]);
    }
}
