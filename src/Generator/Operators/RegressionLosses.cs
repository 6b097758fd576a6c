using NetGen.Generator.Diagnostics;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using static NetGen.Generator.Formulas.FormulaOperation;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The formulas of losses of numbers y with targets t. Slopes at kinks are PyTorch's.</summary>
public static class RegressionLosses
{
    /// <summary>|y − t|.</summary>
    public static FormulaLoss MeanAbsoluteError { get; } = new("MeanAbsoluteError", Formula.Of("y", "t", (y, t) => Term.Of(Abs, y - t)));

    /// <summary>ln cosh(y − t), in the form that does not overflow.</summary>
    public static FormulaLoss LogCosh { get; } = new(
        "LogCosh",
        Formula.Of("y", "t", (y, t) => Term.Of(Abs, y - t) + Term.Of(Softplus, -2 * Term.Of(Abs, y - t)) - Math.Log(2)),
        Formula.Of("y", "t", (y, t) => Term.Of(FormulaOperation.Tanh, y - t)));

    /// <summary>½ d² up to |d| = δ, beyond it the tangent, with d = y − t.</summary>
    /// <param name="delta">δ.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Huber(double delta) => new(
        "Huber" + KernelName.Of(delta),
        Formula.Of("y", "t", (y, t) => Term.Select(Term.Of(Abs, y - t) <= delta, 0.5 * ((y - t) * (y - t)), delta * (Term.Of(Abs, y - t) - (0.5 * delta)))));

    /// <summary>½ d² / β below |d| = β, otherwise |d| − ½ β, with d = y − t.</summary>
    /// <param name="beta">β; 0 for |d|.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss SmoothL1(double beta) => beta == 0
        ? MeanAbsoluteError
        : new FormulaLoss(
            "SmoothL1" + KernelName.Of(beta),
            Formula.Of("y", "t", (y, t) => Term.Select(Term.Of(Abs, y - t) < beta, (0.5 / beta) * ((y - t) * (y - t)), Term.Of(Abs, y - t) - (0.5 * beta))));

    /// <summary>q d where d = t − y is positive, otherwise (q − 1) d: what the q-quantile of the targets minimizes.</summary>
    /// <param name="quantile">q.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Quantile(double quantile) => new(
        "Quantile" + KernelName.Of(quantile),
        Formula.Of("y", "t", (y, t) => Pinball(quantile, t - y)),
        Formula.Of("y", "t", (y, t) => PinballSlope(quantile, t - y)));

    /// <summary>The loss of several quantiles: an output each, in rows that have a target in common.</summary>
    /// <returns>The loss; its third operand are the quantiles.</returns>
    public static FormulaLoss Quantiles() => new(
        "Quantiles",
        Formula.Of(["y", "t", "q"], x => Pinball(x[2], x[1] - x[0])),
        [Formula.Of(["y", "t", "q"], x => PinballSlope(x[2], x[1] - x[0]))],
        [LossOperand.Prediction, LossOperand.RowTarget, LossOperand.Constant]);

    /// <summary>e^y − t y for the logarithm y of a rate, or y − t ln(y + ε) for the rate; the rest of the likelihood by Stirling's formula.</summary>
    /// <param name="isLog">Whether y is a logarithm.</param>
    /// <param name="isFull">Whether an approximation of ln t! is added for t &gt; 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss Poisson(bool isLog, bool isFull, double epsilon)
    {
        Term Stirling(Term t) => isFull ? Term.Select(t > 1, (t * Term.Of(Log, t)) - t + (0.5 * Term.Of(Log, 2 * Math.PI * t)), 0) : 0;
        var value = isLog
            ? Formula.Of("y", "t", (y, t) => Term.Of(Exp, y) - (t * y) + Stirling(t))
            : Formula.Of("y", "t", (y, t) => y - (t * Term.Of(Log, y + epsilon)) + Stirling(t));
        return new FormulaLoss($"Poisson{(isLog ? "Log" : KernelName.Of(epsilon))}{(isFull ? "Full" : string.Empty)}", value);
    }

    /// <summary>
    /// ½ (ln v + (m − t)² / v) of a normal distribution with mean m and variance v, which is at least ε; the slope by a variance below that is the
    /// one at ε, as in PyTorch.
    /// </summary>
    /// <param name="isFull">Whether ½ ln 2π is added.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>The loss; its operands are m, v and t.</returns>
    public static FormulaLoss Gaussian(bool isFull, double epsilon)
    {
        Formula Of(Func<Term, Term, Term> f) => Formula.Of(["m", "v", "t"], x => f(x[0] - x[2], Term.Of(Maximum, x[1], epsilon)));
        return new FormulaLoss(
            $"Gaussian{KernelName.Of(epsilon)}{(isFull ? "Full" : string.Empty)}",
            Of((d, v) => (0.5 * (Term.Of(Log, v) + (d * d / v))) + (isFull ? 0.5 * Math.Log(2 * Math.PI) : 0)),
            [Of((d, v) => d / v), Of((d, v) => 0.5 * ((1 - (d * d / v)) / v))],
            [LossOperand.Prediction, LossOperand.Prediction, LossOperand.Target]);
    }

    private static Term Pinball(Term q, Term d) => Term.Select(d > 0, q * d, (q - 1) * d);

    // At its kink 0, as the absolute error has it.
    private static Term PinballSlope(Term q, Term d) => Term.Select(d > 0, -q, Term.Select(Term.Of(Equal, d, 0), 0, 1 - q));
}

/// <summary>(y − t)².</summary>
public sealed record MeanSquaredError() : FormulaLoss("MeanSquaredError", Formulas.Formula.Of("y", "t", (y, t) => (y - t) * (y - t)));

/// <summary>How the attribute of a loss that is a formula of predictions and targets of one shape becomes a node.</summary>
public abstract class FormulaLossDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireSameShapes();
        return layer.Add(Make(layer), [.. layer.Inputs, ValueTarget(layer)]);
    }

    /// <summary>The loss.</summary>
    /// <param name="layer">The arguments.</param>
    /// <returns>The operator, whose operands are the values read and the target.</returns>
    protected abstract FormulaLoss Make(LayerBuilder layer);
}

/// <summary>The attribute <c>[MeanSquaredError]</c>.</summary>
public sealed class MeanSquaredErrorDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "MeanSquaredError";

    /// <inheritdoc/>
    public override LossEntry Entry => new("(y − t)²", "values", LossEntry.Elements, "Legendre (1805)", "MSELoss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => new MeanSquaredError();
}

/// <summary>The attribute <c>[MeanAbsoluteError]</c>.</summary>
public sealed class MeanAbsoluteErrorDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "MeanAbsoluteError";

    /// <inheritdoc/>
    public override LossEntry Entry => new("abs(y − t)", "values", LossEntry.Elements, "Laplace (1793)", "L1Loss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.MeanAbsoluteError;
}

/// <summary>The attribute <c>[Huber]</c>.</summary>
public sealed class HuberDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Huber";

    /// <inheritdoc/>
    public override LossEntry Entry => new("½ d² where abs(d) ≤ δ, otherwise δ (abs(d) − ½ δ); d = y − t", "values", LossEntry.Elements, "Huber (1964)", "HuberLoss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.Huber(layer.Positive("Delta", 1));
}

/// <summary>The attribute <c>[SmoothL1]</c>.</summary>
public sealed class SmoothL1Definition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SmoothL1";

    /// <inheritdoc/>
    public override LossEntry Entry => new("½ d² / β where abs(d) < β, otherwise abs(d) − ½ β; d = y − t", "values", LossEntry.Elements, "Girshick (2015)", "SmoothL1Loss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.SmoothL1(layer.NotNegative("Beta", 1));
}

/// <summary>The attribute <c>[LogCosh]</c>.</summary>
public sealed class LogCoshDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "LogCosh";

    /// <inheritdoc/>
    public override LossEntry Entry => new("ln cosh(y − t)", "values", LossEntry.Elements, "Green (1990)", string.Empty);

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.LogCosh;
}

/// <summary>The attribute <c>[PoissonNegativeLogLikelihood]</c>.</summary>
public sealed class PoissonNegativeLogLikelihoodDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "PoissonNegativeLogLikelihood";

    /// <inheritdoc/>
    public override LossEntry Entry => new("e^y − t y, or with LogInput = false y − t ln(y + ε); with Full also t ln t − t + ½ ln 2πt where t > 1", "counts", LossEntry.Elements, "Nelder and Wedderburn (1972)", "PoissonNLLLoss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.Poisson(layer.Flag("LogInput", true), layer.Flag("Full", false), layer.Positive("Epsilon", 1e-8));
}

/// <summary>The attribute <c>[GaussianNegativeLogLikelihood]</c>.</summary>
public sealed class GaussianNegativeLogLikelihoodDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GaussianNegativeLogLikelihood";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Operands => ["means", "variances"];

    /// <inheritdoc/>
    public override LossEntry Entry => new("½ (ln v + (m − t)² / v) of means m and variances v, at least ε; with Full also ½ ln 2π", "values", LossEntry.Elements, "Nix and Weigend (1994)", "GaussianNLLLoss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => RegressionLosses.Gaussian(layer.Flag("Full", false), layer.Positive("Epsilon", 1e-6));
}

/// <summary>The attribute <c>[Quantile]</c>.</summary>
public sealed class QuantileDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Quantile";

    /// <inheritdoc/>
    public override LossEntry Entry => new("q d where d = t − y > 0, otherwise (q − 1) d", "values; with several quantiles one for all of them", LossEntry.Elements, "Koenker and Bassett (1978)", string.Empty);

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        double[] quantiles = [.. layer.Constants("Quantiles").Select(constant => constant.Number)];
        if (quantiles.Length == 0)
            throw layer.Error(DiagnosticIds.InvalidArgument, null, "Quantiles", layer.Name, "empty", "give at least one, such as [Quantile(0.5)] for the median");
        foreach (var quantile in quantiles.Where(quantile => !(quantile > 0 && quantile < 1)))
            throw layer.Error(DiagnosticIds.InvalidArgument, "Quantiles", "A quantile", layer.Name, ClassTargets.Text(quantile), "it must be between 0 and 1");
        if (quantiles.Length == 1)
            return layer.Add(RegressionLosses.Quantile(quantiles[0]), layer.Input, ValueTarget(layer));
        var shape = layer.Input.Shape;
        if (shape.Rank == 0 || shape.Sizes[shape.Rank - 1] != quantiles.Length)
            throw layer.Error(DiagnosticIds.LossDoesNotFit, null, layer.Name, $"{quantiles.Length} values on the last axis, one for each quantile", layer.InputNames[0], shape.ToString());
        var target = layer.Target(new ValueType(shape.WithoutLast()));
        return layer.Add(RegressionLosses.Quantiles(), layer.Input, target, layer.Constant("q", new Shape([quantiles.Length], "F"), quantiles));
    }
}
