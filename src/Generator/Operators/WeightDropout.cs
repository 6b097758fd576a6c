using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// DropConnect: the weights of a dense layer with elements dropped, the same for all samples of a batch. A mask a sample would take a
/// random number for every product of the layer, and products of matrices would become products of a matrix and a vector.
/// </summary>
/// <param name="Rate">The probability of a weight to become 0.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
/// <param name="Channels">How many channels of the columns lie side by side; see <see cref="Dense"/>.</param>
public sealed record WeightDropout(double Rate, int Ordinal, int Channels = 1) : Operator
{
    private const int PanelWidth = 16;

    /// <inheritdoc/>
    public override string Symbol => "w";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(inputs[0].Shape, Batched: false, HasPanels: true)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [Masked(context, inputs[0])];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.ContributeParameter(context.Node.Inputs[0], new WeightDropoutGradient(this), context.Gradient);

    /// <inheritdoc/>
    public override string Formula(Node node) => Dropout.Notation(node, Rate);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value w = context.Node.Inputs[0], y = context.Node.Result;
        var kernel = new WeightDropoutKernel(w.Shape.Sizes[0], w.Shape.Sizes[1], Rate, Ordinal, context.IsDouble);
        context.Call(kernel, [context.Read(w), context.Write(y), context.Seed(), context.Step(), .. context.PartIfAsked(kernel)]);
    }

    /// <summary>Multiplies by the mask. It is drawn for the matrix as it is stored, a panel of 16 rows like a sample.</summary>
    /// <param name="context">What is drawn.</param>
    /// <param name="w">The matrix.</param>
    /// <returns>What is left.</returns>
    internal Tensor Masked(EvaluationContext context, Tensor w)
    {
        var columns = w.Shape.Sizes[1];
        var result = new Tensor(w.Shape, 1);
        for (var element = 0; element < w.Data.Length; element++)
        {
            int row = element / columns, column = Dense.Column(element % columns, columns, columns / Channels);
            if (context.IsKept(Ordinal, row / PanelWidth, (column * PanelWidth) + (row % PanelWidth), Rate))
                result[element] = w[element] / (1 - Rate);
        }

        return result;
    }
}

/// <summary>The gradient of weights, from that of what DropConnect left of them. Inputs: it and, if there is one, the sum so far.</summary>
/// <param name="Forward">What draws the mask.</param>
public sealed record WeightDropoutGradient(WeightDropout Forward) : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(inputs[0].Shape, Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var part = Forward.Masked(context, inputs[0]);
        for (var i = 0; inputs.Count > 1 && i < part.Data.Length; i++)
            part[i] += inputs[1][i];
        return [part];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) =>
        (node.Inputs.Length > 1 ? node.Inputs[1].Display + " + " : string.Empty) + Dropout.Notation(node, Forward.Rate);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value g = context.Node.Inputs[0], dw = context.Node.Result;
        var kernel = new WeightDropoutGradientKernel(dw.Shape.Sizes[0], dw.Shape.Sizes[1], Forward.Rate, Forward.Ordinal, context.IsDouble);
        context.Call(kernel, [context.Read(g), context.Write(dw), context.Scratch(), context.Seed(), context.Step(), context.Accumulate(context.Node.Inputs.Length > 1), .. context.PartIfAsked(kernel)]);
    }
}
