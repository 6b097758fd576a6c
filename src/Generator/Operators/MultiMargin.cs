using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>w Σ max(0, margin − z_t + z_i)^p / K over the classes i other than the right one t.</summary>
/// <param name="Targets">How t is given.</param>
/// <param name="Margin">By how much the score of the right class should be above the others.</param>
/// <param name="Power">p, 1 or 2.</param>
public sealed record MultiMargin(ClassTargets Targets, double Margin, int Power) : ClassLoss(Targets)
{
    /// <inheritdoc/>
    public override ClassLossGradient GradientOperator => new MultiMarginGradient(Targets, Margin, Power);

    /// <inheritdoc/>
    public override double RowLoss(ClassRow row) =>
        row.Weight * row.Sum(k => k == row.Label ? 0 : Math.Pow(Math.Max(Margin - row[row.Label] + row[k], 0), Power)) / row.Classes;

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new MultiMarginKernel(classes, rows, Targets, Margin, Power, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string z = node.Inputs[0].Display, t = node.Inputs[1].Display;
        return $"{Weight(node)}Σ max(0, {ClassTargets.Text(Margin)} − {z}[{t}] + {z}){(Power == 2 ? "²" : string.Empty)} / K";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Inputs[0].Shape.Length;
}

/// <summary>The gradient of the multi-margin loss; at a kink it is 0, as in PyTorch.</summary>
/// <param name="Targets">How t is given.</param>
/// <param name="Margin">By how much the score of the right class should be above the others.</param>
/// <param name="Power">p, 1 or 2.</param>
public sealed record MultiMarginGradient(ClassTargets Targets, double Margin, int Power) : ClassLossGradient(Targets)
{
    /// <inheritdoc/>
    public override double[] RowSlopes(ClassRow row)
    {
        var slopes = row.ForEach(k => (Margin - row[row.Label] + row[k]) is > 0 and var excess && k != row.Label ? row.Weight * (Power == 1 ? 1 : 2 * excess) / row.Classes : 0);
        slopes[row.Label] = -slopes.Sum();
        return slopes;
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new MultiMarginGradientKernel(classes, rows, Targets, Margin, Power, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string z = node.Inputs[0].Display, t = node.Inputs[1].Display, excess = $"{ClassTargets.Text(Margin)} − {z}[{t}] + {z}";
        return $"{Factor(node)} {Weight(node)}({(Power == 1 ? $"[{excess} > 0]" : $"2 max(0, {excess})")} − onehot({t}) Σ…) / K";
    }
}

/// <summary>The attribute <c>[MultiMargin]</c>.</summary>
public sealed class MultiMarginDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "MultiMargin";

    /// <inheritdoc/>
    public override LossEntry Entry => new("w[t] Σ max(0, margin − z[t] + z[i])^p / K over i ≠ t", "class indices", LossEntry.Rows, "Crammer and Singer (2001)", "MultiMarginLoss");

    /// <inheritdoc/>
    protected override bool DividesByWeights => false;

    /// <inheritdoc/>
    protected override ClassLoss Make(LayerBuilder layer, ClassTargets targets)
    {
        var margin = layer.Finite("Margin", 1);
        var power = layer.Integer("P", 1);
        if (power is not (1 or 2))
            throw layer.Error(DiagnosticIds.InvalidArgument, "P", "P", layer.Name, ClassTargets.Text(power), "it must be 1 or 2");
        return new MultiMargin(targets, margin, power);
    }
}
