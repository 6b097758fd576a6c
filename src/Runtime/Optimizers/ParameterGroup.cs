using System.Collections.Immutable;

namespace NetGen;

/// <summary>Which tensors a <see cref="ParameterGroup"/> is about, among those of its names.</summary>
public enum ParameterKind
{
    /// <summary>All.</summary>
    Any,

    /// <summary>Tensors of at most one axis: biases, and the scales of most normalizations.</summary>
    Vector,

    /// <summary>Tensors whose own name is <c>bias</c> or begins with <c>bias_</c>, as those of recurrent layers do.</summary>
    Bias,

    /// <summary>Tensors that start as ones and are no biases: the scales of normalizations, whatever their axes.</summary>
    Scale,
}

/// <summary>
/// Parameters that an optimizer treats otherwise than the rest, such as <c>new ParameterGroup("Dense1") { LearningRateFactor = 0.1 }</c> or
/// <c>new ParameterGroup { Kind = ParameterKind.Bias, WeightDecay = 0 }</c>. Each setting of a tensor comes from the group that names it
/// most precisely among those that have the setting: a longer name before a shorter one, any name before none, then
/// <see cref="ParameterKind.Scale"/> and <see cref="ParameterKind.Bias"/> before <see cref="ParameterKind.Vector"/> before all kinds.
/// </summary>
public sealed record ParameterGroup
{
    /// <summary>Makes a group.</summary>
    /// <param name="names">Layers or blocks by path, such as <c>Dense1</c> or <c>Repeat1.0</c>, or single tensors; none for the whole network.</param>
    public ParameterGroup(params ImmutableArray<string> names) => Names = names.IsDefault ? [] : names;

    /// <summary>Layers or blocks by path, or single tensors; none for the whole network.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Which of their tensors.</summary>
    public ParameterKind Kind { get; init; }

    /// <summary>
    /// By what the optimizer's learning rate is multiplied for these parameters, so that schedules act on all groups alike; null for what
    /// less precise groups say, at last 1. With 0 parameters stay as they are, while an optimizer's averages of gradients go on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? LearningRateFactor
    {
        get;
        init => field = Checked(value, nameof(LearningRateFactor));
    }

    /// <summary>The weight decay of these parameters; null for what less precise groups say, at last the optimizer's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? WeightDecay
    {
        get;
        init => field = Checked(value, nameof(WeightDecay));
    }

    internal bool Has(TensorLayout tensor)
    {
        string own = tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..];
        bool isBias = own == "bias" || own.StartsWith("bias_", StringComparison.Ordinal);
        return Kind switch
        {
            ParameterKind.Vector => tensor.Shape.Length <= 1,
            ParameterKind.Bias => isBias,
            ParameterKind.Scale => !isBias && tensor.Initializer.Kind == Initializer.Ones,
            _ => true,
        };
    }

    private static double? Checked(double? value, string name) => value is { } number
        ? NumberGuard.RequireNotNegative(number, name)
        : null;
}
