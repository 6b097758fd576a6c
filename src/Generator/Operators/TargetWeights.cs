using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// How much each sample counts in the mean: over its rows, the sum of the weights of their classes, or the number of rows that are not
/// ignored. Inputs: the class indices, and the weights where there are any. It depends on targets only.
/// </summary>
/// <param name="IsWeighted">Whether classes have weights.</param>
/// <param name="IgnoreIndex">The index of rows that do not count, or null.</param>
public sealed record TargetWeights(bool IsWeighted, int? IgnoreIndex) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "n";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var t = inputs[0];
        var sums = new Tensor(Shape.Scalar, t.Count);
        for (var row = 0; row < t.Data.Length; row++)
            sums[row / t.Shape.Length] += (int)t[row] == IgnoreIndex ? 0 : IsWeighted ? inputs[1][(int)t[row]] : 1;
        return [sums];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var t = node.Inputs[0].Display;
        var where = IgnoreIndex is { } ignored ? $"{t} ≠ {ClassTargets.Text(ignored)}" : string.Empty;
        return IsWeighted ? $"Σ {node.Inputs[1].Display}[{t}]{(where.Length > 0 ? " where " + where : string.Empty)}" : $"#({where})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => context.Call(
        new TargetWeightsKernel(context.Node.Inputs[0].Shape.Length, IsWeighted, IgnoreIndex, context.IsDouble),
        [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
}
