namespace NetGen;

/// <summary>What a <see cref="GradientClipping"/> limits.</summary>
public enum ClippingKind
{
    /// <summary>Each element.</summary>
    Value,

    /// <summary>The Euclidean norm of each tensor.</summary>
    TensorNorm,

    /// <summary>The Euclidean norm of all gradients together.</summary>
    GlobalNorm,
}

/// <summary>
/// How gradients are kept from being too large (Pascanu, Mikolov and Bengio, 2013): give it to
/// <see cref="Optimizer{T}.Clipping"/>, or to <see cref="TrainerOptions{T}.GradientClipping"/> for a run.
/// </summary>
/// <remarks>
/// The optimizer clips as it steps, and leaves the gradients' buffer as it is. Penalties of the optimizer and its groups are added to the
/// clipped gradients. Gradients of tensors that are frozen do not count. A norm that is not finite scales nothing, so that what is not
/// finite shows in the layer it comes from.
/// </remarks>
public sealed record GradientClipping
{
    private GradientClipping(ClippingKind kind, double limit)
    {
        Kind = kind;
        Limit = NumberGuard.RequirePositive(limit, nameof(limit));
    }

    /// <summary>What is limited.</summary>
    public ClippingKind Kind { get; }

    /// <summary>To what.</summary>
    public double Limit { get; }

    /// <summary>Clamps each element to the limit and its negative, as PyTorch's <c>clip_grad_value_</c>.</summary>
    /// <param name="limit">The largest element, above 0.</param>
    /// <returns>The clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not finite and above 0.</exception>
    public static GradientClipping ByValue(double limit) => new(ClippingKind.Value, limit);

    /// <summary>Multiplies each tensor whose norm n is above the limit by limit / (n + 10⁻⁶), as PyTorch's <c>clip_grad_norm_</c> called for each tensor, and Keras's <c>clipnorm</c>.</summary>
    /// <param name="limit">The largest norm, above 0.</param>
    /// <returns>The clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not finite and above 0.</exception>
    public static GradientClipping ByTensorNorm(double limit) => new(ClippingKind.TensorNorm, limit);

    /// <summary>Multiplies all gradients by limit / (n + 10⁻⁶) where their norm n is above the limit, as PyTorch's <c>clip_grad_norm_</c> and Keras's <c>global_clipnorm</c>.</summary>
    /// <param name="limit">The largest norm, above 0.</param>
    /// <returns>The clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not finite and above 0.</exception>
    public static GradientClipping ByGlobalNorm(double limit) => new(ClippingKind.GlobalNorm, limit);

    /// <summary>What is left of gradients.</summary>
    /// <param name="norm">Their norm.</param>
    /// <returns>The factor, at most 1.</returns>
    internal double ScaleOf(double norm) => double.IsFinite(norm) ? Math.Min(1, Limit / (norm + 1e-6)) : 1;
}
