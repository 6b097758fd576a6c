using NetGen.Generator.Diagnostics;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>Activations that are straight between their kinks. Slopes at kinks are PyTorch's.</summary>
public static class PiecewiseActivations
{
    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    public static FormulaActivation HardSigmoid { get; } = new(
        "HardSigmoid",
        "HardSigmoid",
        Formula.Of("x", x => Between(x + 3, 0, 6) / 6),
        Formula.Of("x", x => Term.Select(Term.Of(FormulaOperation.Abs, x) < 3, 1.0 / 6, 0)));

    /// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
    public static FormulaActivation HardSwish { get; } = new(
        "HardSwish",
        "HardSwish",
        Formula.Of("x", x => x * (Between(x + 3, 0, 6) / 6)),
        Formula.Of("x", x => Term.Select(x < -3, 0, Term.Select(x < 3, (x / 3) + 0.5, 1))));

    /// <summary>min(max(x, minimum), maximum).</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation HardTanh(double minimum, double maximum) => new(
        "HardTanh" + KernelName.Of(minimum) + KernelName.Of(maximum),
        "HardTanh",
        Formula.Of("x", x => Between(x, minimum, maximum)),
        Formula.Of("x", x => Term.Select((x <= minimum) | (x >= maximum), 0, 1)));

    /// <summary>x above a threshold, otherwise a number.</summary>
    /// <param name="threshold">The threshold θ.</param>
    /// <param name="value">The number.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation Threshold(double threshold, double value) => new(
        "Threshold" + KernelName.Of(threshold) + KernelName.Of(value), "Threshold", Formula.Of("x", x => Term.Select(x <= threshold, value, x)));

    /// <summary>x − min(max(x, −λ), λ).</summary>
    /// <param name="lambda">λ.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation SoftShrink(double lambda) => new(
        "SoftShrink" + KernelName.Of(lambda), "SoftShrink", Formula.Of("x", x => x - Between(x, -lambda, lambda)), Beyond(lambda));

    /// <summary>x where |x| &gt; λ, otherwise 0.</summary>
    /// <param name="lambda">λ.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation HardShrink(double lambda) => new(
        "HardShrink" + KernelName.Of(lambda), "HardShrink", Formula.Of("x", x => Term.Select(Term.Of(FormulaOperation.Abs, x) <= lambda, 0, x)), Beyond(lambda));

    /// <summary>1 for x ≥ 0, otherwise 0.</summary>
    /// <param name="gradient">The member of <c>StepGradient</c>.</param>
    /// <returns>The activation.</returns>
    public static FormulaActivation Step(string gradient) => new(
        "Step" + gradient,
        "H",
        Formula.Of("x", x => Term.Select(x < 0, 0, Term.Select(Term.Of(FormulaOperation.Equal, x, x), 1, x))),
        Formula.Of("x", x => gradient switch
        {
            "Zero" => 0,
            "Clipped" => Term.Select(Term.Of(FormulaOperation.Abs, x) <= 1, 1, 0),
            _ => 1,
        }));

    private static Term Between(Term x, double minimum, double maximum) =>
        Term.Of(FormulaOperation.Minimum, Term.Of(FormulaOperation.Maximum, x, minimum), maximum);

    private static Formula Beyond(double lambda) => Formula.Of("x", x => Term.Select(Term.Of(FormulaOperation.Abs, x) <= lambda, 0, 1));
}

/// <summary>The attribute <c>[HardSigmoid]</c>.</summary>
public sealed class HardSigmoidDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "HardSigmoid";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.HardSigmoid;
}

/// <summary>The attribute <c>[HardSwish]</c>.</summary>
public sealed class HardSwishDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "HardSwish";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.HardSwish;
}

/// <summary>The attribute <c>[HardTanh]</c>.</summary>
public sealed class HardTanhDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "HardTanh";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer)
    {
        double minimum = layer.Real("Minimum", -1), maximum = layer.Real("Maximum", 1);
        return minimum < maximum
            ? PiecewiseActivations.HardTanh(minimum, maximum)
            : throw layer.Error(DiagnosticIds.InvalidArgument, "Maximum", "Maximum", layer.Name, Number(maximum), $"it must be above the minimum, which is {Number(minimum)}");
    }
}

/// <summary>The attribute <c>[ReLU6]</c>.</summary>
public sealed class ReLU6Definition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "ReLU6";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.HardTanh(0, 6);
}

/// <summary>The attribute <c>[Threshold]</c>.</summary>
public sealed class ThresholdDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Threshold";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.Threshold(Finite(layer, "Threshold", 0), Finite(layer, "Value", 0));
}

/// <summary>The attribute <c>[SoftShrink]</c>.</summary>
public sealed class SoftShrinkDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SoftShrink";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.SoftShrink(NotNegative(layer, "Lambda", 0.5));
}

/// <summary>The attribute <c>[HardShrink]</c>.</summary>
public sealed class HardShrinkDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "HardShrink";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.HardShrink(NotNegative(layer, "Lambda", 0.5));
}

/// <summary>The attribute <c>[Step]</c>.</summary>
public sealed class StepDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Step";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => PiecewiseActivations.Step(layer.Choice("Gradient", "StraightThrough"));
}
