using NetGen.Generator.Emission;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>How the targets of a classification loss are given, softened, weighted and left out.</summary>
/// <param name="IsDistribution">A probability a class, or else the index of one class.</param>
/// <param name="Smoothing">The share that is spread evenly over the classes.</param>
/// <param name="IsWeighted">Whether each class has a weight; the weights are then an input of the loss and of its gradient.</param>
/// <param name="IgnoreIndex">The index of rows that do not count, or null.</param>
/// <param name="IsNormalized">Whether the mean is over <see cref="TargetWeights"/>, rather than over rows and samples.</param>
public sealed record ClassTargets(bool IsDistribution, double Smoothing, bool IsWeighted = false, int? IgnoreIndex = null, bool IsNormalized = false)
{
    /// <summary>The part of a kernel's name that says which it is.</summary>
    public string KernelName =>
        (IsDistribution ? "Distributions" : "Indices")
        + (Smoothing == 0 ? string.Empty : "_smooth" + Operators.KernelName.Of(Smoothing))
        + (IsWeighted ? "_weighted" : string.Empty)
        + (IgnoreIndex is { } ignored ? "_without" + Operators.KernelName.Of(ignored) : string.Empty)
        + (IsNormalized ? "_sum" : string.Empty);

    /// <summary>What the loss of a row is multiplied by in that of its sample.</summary>
    /// <param name="rows">How many rows a sample has.</param>
    /// <returns>The factor.</returns>
    public double Share(int rows) => IsNormalized ? 1 : 1.0 / rows;

    /// <summary>The target in formulas, with its weights.</summary>
    /// <param name="t">Its name.</param>
    /// <param name="w">The name of the weights, or null.</param>
    /// <returns>The formula.</returns>
    public string Formula(string t, string? w = null)
    {
        var target = IsDistribution ? t : $"onehot({t})";
        if (Smoothing > 0)
            target = $"({Text(1 - Smoothing)} {target} + {Text(Smoothing)}/K)";
        return w is null ? target : $"{w} ⊙ {target}";
    }

    /// <summary>Whether a row does not count.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="row">The row.</param>
    /// <returns>Whether its target is the ignored index.</returns>
    public bool Ignores(Tensor targets, int row) => !IsDistribution && (int)targets[row] == IgnoreIndex;

    /// <summary>The softened and weighted target probability; 0 in rows that do not count.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="weights">The weights of the classes, or null.</param>
    /// <param name="row">The row.</param>
    /// <param name="k">The class.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>The probability.</returns>
    public double Probability(Tensor targets, Tensor? weights, int row, int k, int classes)
    {
        if (Ignores(targets, row))
            return 0;
        var q = IsDistribution ? targets[(row * classes) + k] : (int)targets[row] == k ? 1 : 0;
        return (((1 - Smoothing) * q) + (Smoothing / classes)) * (weights?[k] ?? 1);
    }

    /// <summary>A number in a formula.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits.</returns>
    public static string Text(double value) => CSharpLiteral.Of(value, true).TrimEnd('d');
}
