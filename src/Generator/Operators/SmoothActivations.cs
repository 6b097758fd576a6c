using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>Activations made of exponentials. Their slopes are derived, and at kinks PyTorch's.</summary>
public static class SmoothActivations
{
    private const double SELUScale = 1.0507009873554804934;
    private const double SELUAlpha = 1.6732632423543772848;

    /// <summary>−ln(1 + e⁻ˣ).</summary>
    public static FormulaActivation LogSigmoid { get; } = new("LogSigmoid", "ln σ", Formula.Of("x", x => -Term.Of(FormulaOperation.Softplus, -x)));

    /// <summary>x tanh ln(1 + eˣ).</summary>
    public static FormulaActivation Mish { get; } = new("Mish", "Mish", Formula.Of("x", x => x * Term.Of(FormulaOperation.TanhSoftplus, x)));

    /// <summary>x / (1 + |x|). The slope is a square, where the derivative of the quotient would cancel.</summary>
    public static FormulaActivation Softsign { get; } = new(
        "Softsign",
        "Softsign",
        Formula.Of("x", x => x / (1 + Term.Of(FormulaOperation.Abs, x))),
        Formula.Of("x", x => Square(1 / (1 + Term.Of(FormulaOperation.Abs, x)))));

    /// <summary>x − tanh x, whose slope is tanh² x.</summary>
    public static FormulaActivation TanhShrink { get; } = new(
        "TanhShrink",
        "TanhShrink",
        Formula.Of("x", x => x - Term.Of(FormulaOperation.Tanh, x)),
        Formula.Of("x", x => Square(Term.Of(FormulaOperation.Tanh, x))));

    /// <summary>scale · (x above 0, otherwise α (eˣ − 1)), with the constants of the paper.</summary>
    public static FormulaActivation SELU { get; } = new("SELU", "SELU", Exponential(SELUScale, SELUScale * SELUAlpha, 1));

    /// <summary>x above 0, otherwise α (eˣ − 1).</summary>
    /// <param name="alpha">α.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation ELU(double alpha) => new("ELU" + KernelName.Of(alpha), "ELU", Exponential(1, alpha, 1));

    /// <summary>x above 0, otherwise α (e^(x/α) − 1).</summary>
    /// <param name="alpha">α.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation CELU(double alpha) => new("CELU" + KernelName.Of(alpha), "CELU", Exponential(1, alpha, 1 / alpha));

    /// <summary>ln(1 + e^βx) / β, and x itself where βx is above a threshold.</summary>
    /// <param name="beta">β.</param>
    /// <param name="threshold">The threshold.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation Softplus(double beta, double threshold) => new(
        "Softplus" + KernelName.Of(beta) + KernelName.Of(threshold),
        "Softplus",
        Formula.Of("x", x => Term.Select(beta * x > threshold, x, Term.Of(FormulaOperation.Softplus, beta * x) / beta)),
        Formula.Of("x", x => Term.Select(beta * x > threshold, 1, Term.Of(FormulaOperation.Sigmoid, beta * x))));

    /// <summary>x σ(βx).</summary>
    /// <param name="beta">β.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation Swish(double beta) => new(
        "Swish" + KernelName.Of(beta), "Swish", SwishDefinition.Function.At(1, beta));

    private static Term Square(Term x) => x * x;

    // scale · x above 0, otherwise amplitude · (e^(rate · x) − 1). The comparison is PyTorch's, which decides the slope at 0.
    private static Formula Exponential(double scale, double amplitude, double rate) =>
        Formula.Of("x", x => Term.Select(x <= 0, amplitude * Term.Of(FormulaOperation.ExpM1, rate * x), scale * x));
}

/// <summary>The attribute <c>[LogSigmoid]</c>.</summary>
public sealed class LogSigmoidDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "LogSigmoid";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.LogSigmoid;
}

/// <summary>The attribute <c>[Mish]</c>.</summary>
public sealed class MishDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Mish";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.Mish;
}

/// <summary>The attribute <c>[Softsign]</c>.</summary>
public sealed class SoftsignDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Softsign";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.Softsign;
}

/// <summary>The attribute <c>[TanhShrink]</c>.</summary>
public sealed class TanhShrinkDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "TanhShrink";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.TanhShrink;
}

/// <summary>The attribute <c>[SELU]</c>.</summary>
public sealed class SELUDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SELU";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.SELU;
}

/// <summary>The attribute <c>[ELU]</c>.</summary>
public sealed class ELUDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "ELU";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.ELU(Finite(layer, "Alpha", 1));
}

/// <summary>The attribute <c>[CELU]</c>.</summary>
public sealed class CELUDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "CELU";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.CELU(Positive(layer, "Alpha", 1));
}

/// <summary>The attribute <c>[Softplus]</c>.</summary>
public sealed class SoftplusDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Softplus";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => SmoothActivations.Softplus(Positive(layer, "Beta", 1), Finite(layer, "Threshold", 20));
}
