using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// Inverted dropout. It is linear in its input and its mask is a function of seed, step, layer and sample, so it is its own adjoint
/// and no mask is stored.
/// </summary>
/// <param name="Rate">The probability of an element to become 0.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record Dropout(double Rate, int Ordinal) : Operator, ITrainingOnly
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var result = new Tensor(x.Shape, x.Count);
        var length = x.Shape.Length;
        for (var i = 0; i < result.Data.Length; i++)
            result[i] = context.IsKept(Ordinal, i / length, i % length, Rate) ? x[i] / (1 - Rate) : 0;
        return [result];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(this, context.Gradient));

    /// <inheritdoc/>
    public override string Formula(Node node) => Notation(node, Rate);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        context.Call(new DropoutKernel(y.Shape.Length, Rate, Ordinal, context.IsDouble), [context.Read(x), context.Write(y), context.Seed(), context.Step(), context.Count(1), context.FirstSample()]);
    }

    /// <summary>A masked value in the usual notation.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rate">The probability of 0.</param>
    /// <returns>The formula.</returns>
    internal static string Notation(Node node, double rate) => $"m ⊙ {node.Inputs[0].Display} / (1 − {CSharpLiteral.Of(rate, true).TrimEnd('d')})";
}

/// <summary>Marks an operator that is the identity at inference.</summary>
public interface ITrainingOnly;

/// <summary>The attribute <c>[Dropout]</c>.</summary>
public sealed class DropoutDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Dropout";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var rate = Rate(layer);
        return layer.Add(new Dropout(rate, layer.Ordinal), layer.Input);
    }

    /// <summary>Reads the rate.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The probability of 0.</returns>
    internal static double Rate(LayerBuilder layer)
    {
        var rate = layer.Real("Rate", 0.5);
        return rate is >= 0 and < 1 ? rate : throw layer.Error(DiagnosticIds.DropoutRate, "Rate", layer.Name, CSharpLiteral.Of(rate, true).TrimEnd('d'));
    }
}
