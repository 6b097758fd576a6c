using NetGen.Generator.Diagnostics;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>
/// Inverted dropout. It is linear in its input and its mask is a function of seed, step, layer and sample, so it is its own adjoint
/// and no mask is stored.
/// </summary>
/// <param name="Rate">The probability of an element to become 0.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record Dropout(double Rate, int Ordinal) : Noise(Ordinal)
{
    /// <inheritdoc/>
    public override bool IsNone => Rate == 0;

    /// <inheritdoc/>
    protected override string Function => "DropoutMask.Apply";

    /// <inheritdoc/>
    protected override double Amount => Rate;

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) => context.IsKept(Ordinal, sample, index, Rate) ? x / (1 - Rate) : 0;

    /// <inheritdoc/>
    public override string Formula(Node node) => Notation(node, Rate);

    /// <summary>A masked value in the usual notation.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rate">The probability of 0.</param>
    /// <returns>The formula.</returns>
    internal static string Notation(Node node, double rate) => $"m ⊙ {node.Inputs[0].Display} / (1 − {Noise.Text(rate)})";
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

    /// <summary>Reads a rate.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="argument">The argument it is.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The probability of 0.</returns>
    internal static double Rate(LayerBuilder layer, string argument = "Rate", double fallback = 0.5)
    {
        var rate = layer.Real(argument, fallback);
        return rate is >= 0 and < 1 ? rate : throw layer.Error(DiagnosticIds.DropoutRate, argument, layer.Name, Noise.Text(rate));
    }
}
