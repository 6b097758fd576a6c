using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A loss of each sample. Its first inputs are what the network says, the next, where it has one, the target.</summary>
public abstract record Loss : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "ℓ";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar)];
}

/// <summary>
/// The terms of a total loss. Inputs of what they are terms of: the loss of each sample, a value a term; behind them, for every
/// normalized term, how much each sample counts.
/// </summary>
/// <param name="Weights">The factor of each term.</param>
/// <param name="Normalized">Whether a term is divided by the sum of what its samples count, rather than by their number.</param>
public sealed record LossTerms(EquatableArray<double> Weights, EquatableArray<bool> Normalized)
{
    /// <summary>How many terms there are.</summary>
    public int Count => Weights.Count;

    /// <summary>Whether some term is divided by the number of samples.</summary>
    public bool HasPlain => Normalized.Any(isNormalized => !isNormalized);

    /// <summary>The terms that are divided by a sum of their own.</summary>
    public IEnumerable<int> Own => Enumerable.Range(0, Count).Where(term => Normalized[term]);

    /// <summary>Which input says how much each sample counts in a normalized term.</summary>
    /// <param name="term">The term.</param>
    /// <returns>The ordinal of the input.</returns>
    public int NormalizerOf(int term) => Count + Normalized.Take(term).Count(isNormalized => isNormalized);

    /// <summary>Sums of the losses of samples, and of what they are divided by: for all plain terms together, then for each normalized one.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="count">How many samples there are.</param>
    /// <returns>Two numbers each.</returns>
    public IEnumerable<(double Sum, double Divisor)> Sums(IReadOnlyList<Tensor> inputs, int count)
    {
        double Sum(int term) => Weights[term] * inputs[term].Data.Sum();
        if (HasPlain)
            yield return (Enumerable.Range(0, Count).Where(term => !Normalized[term]).Sum(Sum), count);
        foreach (var term in Own)
            yield return (Sum(term), inputs[NormalizerOf(term)].Data.Sum());
    }
}

/// <summary>
/// L = Σ wₖ ⟨ℓₖ⟩, where ⟨ ⟩ is the mean over the batch: what training minimizes. Without anything that counts, a normalized mean is 0.
/// </summary>
/// <param name="Terms">The terms.</param>
public sealed record MeanLoss(LossTerms Terms) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "L";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar, Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [new Tensor(Shape.Scalar, 1, [Terms.Sums(inputs, context.Count).Sum(term => term.Divisor == 0 ? 0 : term.Sum / term.Divisor)])];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inputs = context.Node.Inputs;
        for (var i = 0; i < Terms.Count; i++)
            context.Contribute(inputs[i], context.Add(new LossSeed(Terms.Weights[i], Terms.Normalized[i]), Terms.Normalized[i] ? [inputs[Terms.NormalizerOf(i)]] : []));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => string.Join(" + ", node.Inputs.Take(Terms.Count).Select((loss, i) => Term(node, loss, i)));

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        context.Call(new MeanLossKernel(Terms, context.IsDouble), [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);

    private string Term(Node node, Value loss, int i) =>
        (Terms.Weights[i] == 1 ? string.Empty : ClassTargets.Text(Terms.Weights[i]) + " ")
        + (Terms.Normalized[i] ? $"Σ {loss.Display} / Σ {node.Inputs[Terms.NormalizerOf(i)].Display}" : $"⟨{loss.Display}⟩");
}

/// <summary>
/// The sums of which a total loss is made, so that those of several parts of a batch can be added: pairs of a sum and its divisor, as
/// <see cref="LossTerms.Sums"/> has them.
/// </summary>
/// <param name="Terms">The terms.</param>
public sealed record LossSums(LossTerms Terms) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "L";

    /// <summary>How many pairs there are.</summary>
    public int Pairs => Terms.Own.Count() + (Terms.HasPlain ? 1 : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(new Shape([2 * Pairs], "F"), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [new Tensor(new Shape([2 * Pairs], "F"), 1, [.. Terms.Sums(inputs, context.Count).SelectMany(term => new[] { term.Sum, term.Divisor })])];

    /// <inheritdoc/>
    public override string Formula(Node node) => string.Join(", ", node.Inputs.Select(input => "Σ " + input.Display));

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        context.Call(new LossSumsKernel(Terms, context.IsDouble), [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
}

/// <summary>
/// The gradient of the mean loss with respect to one sample's loss: w / N, or where the term is normalized, w / Σ n of its input n; 0
/// where that sum is.
/// </summary>
/// <param name="Weight">The factor of the loss.</param>
/// <param name="IsNormalized">Whether there is an input.</param>
public sealed record LossSeed(double Weight, bool IsNormalized = false) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "s";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar, Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var divisor = IsNormalized ? inputs[0].Data.Sum() : context.Count;
        return [new Tensor(Shape.Scalar, 1, [divisor == 0 ? 0 : Weight / divisor])];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{ClassTargets.Text(Weight)} / {(IsNormalized ? "Σ " + node.Inputs[0].Display : "N")}";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        context.Call(new LossSeedKernel(Weight, IsNormalized, context.IsDouble), [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
}

/// <summary>What the docs say of a loss.</summary>
/// <param name="Formula">The loss, before it is averaged.</param>
/// <param name="Targets">What targets are; empty where there are none.</param>
/// <param name="Mean">Over what it is averaged.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="PyTorch">PyTorch's class, empty where it has none.</param>
public sealed record LossEntry(string Formula, string Targets, string Mean, string Source, string PyTorch)
{
    /// <summary>The mean over the elements of all samples.</summary>
    public const string Elements = "elements";

    /// <summary>The mean over the rows of all samples, a vector being one row.</summary>
    public const string Rows = "rows";

    /// <summary>The mean over rows, by the weights of their classes.</summary>
    public const string WeightedRows = "rows, by the weights of their classes";
}

/// <summary>What the attributes of losses have in common.</summary>
public abstract class LossDefinition : LayerDefinition
{
    /// <summary>What the docs say of it.</summary>
    public abstract LossEntry Entry { get; }

    /// <inheritdoc/>
    public override bool IsLoss => true;

    /// <summary>Adds a target that has the shape of the value and is made of numbers.</summary>
    /// <param name="layer">The loss.</param>
    /// <returns>The target.</returns>
    protected static Value ValueTarget(LayerBuilder layer) => layer.Target(new ValueType(layer.Input.Shape));
}
