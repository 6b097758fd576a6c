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

    /// <summary>
    /// λ₁ of the L1 penalty (Tibshirani, 1996): λ₁ sign(p) is added to the gradient, as that of λ₁Σ|p| is, with 0 where p is 0; null for what less
    /// precise groups say, at last 0. Parameters cross 0 and seldom stay there; <see cref="L1Decay"/> sets them to 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? L1Penalty
    {
        get;
        init => field = Checked(value, nameof(L1Penalty));
    }

    /// <summary>
    /// λ₂ of the L2 penalty: λ₂p is added to the gradient, as that of ½λ₂Σp² is; null for what less precise groups say, at last 0. It comes to what
    /// the optimizer's own decay is where that is a penalty, and is beside it where that is decoupled, as that of <see cref="AdamW{T}"/>.
    /// </summary>
    /// <remarks>Keras's <c>L2(l)</c> penalizes lΣp², without the half: it is λ₂ = 2l.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? L2Penalty
    {
        get;
        init => field = Checked(value, nameof(L2Penalty));
    }

    /// <summary>
    /// λ₁ of the decoupled L1 decay: after the step p ← sign(p) max(|p| − ηλ₁, 0), the proximal step of λ₁Σ|p| (Daubechies, Defrise and De Mol,
    /// 2004; Duchi and Singer, 2009), which sets small parameters to 0 exactly; null for what less precise groups say, at last 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? L1Decay
    {
        get;
        init => field = Checked(value, nameof(L1Decay));
    }

    /// <summary>
    /// The max-norm constraint (Srivastava et al., 2014, as Keras's <c>MaxNorm</c>): after the step the weights of each row whose Euclidean norm is larger
    /// are scaled down to it. Rows are along the first axis: the incoming weights of each unit or filter, those that leave an input in a
    /// transposed convolution, a word of an embedding. Tensors of one axis have none and stay. Null for what less precise groups say, at last for any norm.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    public double? MaxNorm
    {
        get;
        init => field = value is { } number ? NumberGuard.RequirePositive(number, nameof(MaxNorm)) : null;
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
