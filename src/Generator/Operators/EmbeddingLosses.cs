using NetGen.Generator.Diagnostics;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using static NetGen.Generator.Formulas.FormulaOperation;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The formulas of losses that compare values of the network, of their distance or likeness where the values are vectors. At the margin the slope is 1,
/// as in PyTorch, but for the contrastive loss, which has none there.
/// </summary>
public static class EmbeddingLosses
{
    /// <summary>1 − c for targets 1, max(0, c − margin) for targets −1, of a cosine c.</summary>
    /// <param name="margin">The cosine up to which what does not belong together is far enough apart.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Cosine(double margin) => new(
        "CosineEmbedding" + KernelName.Of(margin), Formula.Of("c", "t", (c, t) => Term.Select(t > 0, 1 - c, Term.Select(c < margin, 0, c - margin))));

    /// <summary>½ t D² + ½ (1 − t) max(0, margin − D)² of a distance D.</summary>
    /// <param name="margin">The distance from which on what does not belong together is far enough apart.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Contrastive(double margin) => new(
        "Contrastive" + KernelName.Of(margin),
        Formula.Of("D", "t", (d, t) => 0.5 * ((t * (d * d)) + ((1 - t) * (Term.Of(Maximum, margin - d, 0) * Term.Of(Maximum, margin - d, 0))))));

    /// <summary>max(0, margin − t (x₁ − x₂)).</summary>
    /// <param name="margin">By how much the one should be above the other.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Ranking(double margin) => new(
        "MarginRanking" + KernelName.Of(margin),
        Formula.Of(["x1", "x2", "t"], x => Positive(margin - (x[2] * (x[0] - x[1])))),
        null,
        [LossOperand.Prediction, LossOperand.Prediction, LossOperand.Target]);

    /// <summary>max(0, margin + D⁺ − D⁻) of the distances from the anchor; D⁻ is the smaller of that from the anchor and that from the positive where these may be swapped.</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="swap">Whether the third operand is the distance between positive and negative.</param>
    /// <returns>The loss, which has no target.</returns>
    public static FormulaLoss Triplet(double margin, bool swap) => new(
        "TripletMargin" + KernelName.Of(margin) + (swap ? "_swap" : string.Empty),
        swap
            ? Formula.Of(["D1", "D2", "D3"], x => Positive(margin + x[0] - Term.Of(Minimum, x[1], x[2])))
            : Formula.Of("D1", "D2", (near, far) => Positive(margin + near - far)),
        null,
        [.. Enumerable.Repeat(LossOperand.Prediction, swap ? 3 : 2)]);

    // A NaN stays one.
    private static Term Positive(Term excess) => Term.Select(excess < 0, 0, excess);
}

/// <summary>How the attribute of a loss of vectors becomes nodes: a number for each pair, and a formula of these.</summary>
public abstract class EmbeddingLossDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Operands => ["first", "second"];

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireSameShapes();
        foreach (var (input, name) in layer.Inputs.Zip(layer.InputNames, (input, name) => (input, name)))
        {
            var shape = input.Shape;
            if (shape.Rank == 0 || shape.FeatureAxis != shape.Rank - 1)
                throw layer.Error(DiagnosticIds.LossDoesNotFit, "From", layer.Name, "vectors on the last axis", name, shape.ToString());
        }

        return Compare(layer);
    }

    /// <summary>Adds the nodes.</summary>
    /// <param name="layer">The arguments, and values of one shape.</param>
    /// <returns>The loss.</returns>
    protected abstract Value Compare(LayerBuilder layer);

    /// <summary>Adds a target for each pair.</summary>
    /// <param name="layer">The loss.</param>
    /// <returns>The target.</returns>
    protected static Value PairTarget(LayerBuilder layer) => layer.Target(new ValueType(layer.Input.Shape.WithoutLast()));
}

/// <summary>The attribute <c>[CosineEmbedding]</c>.</summary>
public sealed class CosineEmbeddingDefinition : EmbeddingLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "CosineEmbedding";

    /// <inheritdoc/>
    public override LossEntry Entry => new("1 − cos(a, b) for t = 1, max(0, cos(a, b) − margin) for t = −1", "1 and −1, one a pair", LossEntry.Rows, "Bromley et al. (1993)", "CosineEmbeddingLoss");

    /// <inheritdoc/>
    protected override Value Compare(LayerBuilder layer)
    {
        var margin = layer.Finite("Margin", 0);
        if (margin is < -1 or > 1)
            throw layer.Error(DiagnosticIds.InvalidArgument, "Margin", "Margin", layer.Name, ClassTargets.Text(margin), "it must be from -1 to 1, as a cosine is");
        return layer.Add(EmbeddingLosses.Cosine(margin), layer.Add(new CosineSimilarity(), [.. layer.Inputs]), PairTarget(layer));
    }
}

/// <summary>The attribute <c>[Contrastive]</c>.</summary>
public sealed class ContrastiveDefinition : EmbeddingLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Contrastive";

    /// <inheritdoc/>
    public override LossEntry Entry => new("½ t D² + ½ (1 − t) max(0, margin − D)², D = ‖a − b‖", "1 for a pair that belongs together, 0 for one that does not", LossEntry.Rows, "Hadsell et al. (2006), whose Y is 1 − t", string.Empty);

    /// <inheritdoc/>
    protected override Value Compare(LayerBuilder layer) =>
        layer.Add(EmbeddingLosses.Contrastive(layer.Positive("Margin", 1)), layer.Add(new PairwiseDistance(2, 0), [.. layer.Inputs]), PairTarget(layer));
}

/// <summary>The attribute <c>[TripletMargin]</c>.</summary>
public sealed class TripletMarginDefinition : EmbeddingLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "TripletMargin";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Operands => ["anchors", "positives", "negatives"];

    /// <inheritdoc/>
    public override LossEntry Entry => new("max(0, margin + ‖a − p‖ − ‖a − n‖); with Swap the smaller of ‖a − n‖ and ‖p − n‖", string.Empty, LossEntry.Rows, "Schroff et al. (2015); Balntas et al. (2016)", "TripletMarginLoss");

    /// <inheritdoc/>
    protected override Value Compare(LayerBuilder layer)
    {
        double margin = layer.Positive("Margin", 1), power = layer.Finite("P", 2);
        if (power < 1)
            throw layer.Error(DiagnosticIds.InvalidArgument, "P", "P", layer.Name, ClassTargets.Text(power), "it must be at least 1");
        var distance = new PairwiseDistance(power, layer.NotNegative("Epsilon", 1e-6));
        var swap = layer.Flag("Swap", false);
        Value anchor = layer.Inputs[0], positive = layer.Inputs[1], negative = layer.Inputs[2];
        Value near = layer.Add(distance, anchor, positive), far = layer.Add(distance, anchor, negative);
        return swap
            ? layer.Add(EmbeddingLosses.Triplet(margin, swap), near, far, layer.Add(distance, positive, negative))
            : layer.Add(EmbeddingLosses.Triplet(margin, swap), near, far);
    }
}

/// <summary>The attribute <c>[MarginRanking]</c>.</summary>
public sealed class MarginRankingDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "MarginRanking";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Operands => ["first", "second"];

    /// <inheritdoc/>
    public override LossEntry Entry => new("max(0, margin − t (x₁ − x₂))", "1 where the first should be the larger, −1 where the second", LossEntry.Elements, "Herbrich et al. (2000)", "MarginRankingLoss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => EmbeddingLosses.Ranking(layer.Finite("Margin", 0));
}
