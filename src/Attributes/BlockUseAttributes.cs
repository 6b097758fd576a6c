namespace NetGen;

/// <summary>Uses one or more blocks in a place.</summary>
public abstract class BlockUseAttribute : LayerAttribute
{
    /// <summary>Binds the parameters of the blocks.</summary>
    /// <param name="bindings">For every parameter <c>"name=value"</c>; the value is arithmetic over the enclosing block's parameters.</param>
    protected BlockUseAttribute(string[] bindings) => Bindings = bindings;

    /// <summary>For every parameter of the blocks <c>"name=value"</c>.</summary>
    public string[] Bindings { get; }
}

/// <summary>x + body(x). He et al. (2016).</summary>
/// <typeparam name="TBody">A block that keeps the shape.</typeparam>
public sealed class ResidualAttribute<TBody> : BlockUseAttribute
{
    /// <summary>Declares a residual block.</summary>
    /// <param name="bindings">The block's parameters, <c>"name=value"</c>.</param>
    public ResidualAttribute(params string[] bindings) : base(bindings)
    {
    }

    /// <summary>
    /// The probability, in [0, 1), that the body is left out in training; what remains of it is scaled by 1/(1 − rate), so that inference
    /// needs nothing. 0 by default. Stochastic depth, Huang et al. (2016).
    /// </summary>
    public double DropPath { get; set; }

    /// <summary>Whether the body is left out of each sample by itself, as by default, or of all samples of a batch together.</summary>
    public StochasticDepthMode DropPathMode { get; set; }
}

/// <summary>shortcut(x) + body(x), where the body changes the shape.</summary>
/// <typeparam name="TBody">The body.</typeparam>
/// <typeparam name="TShortcut">A block with the same output shape.</typeparam>
public sealed class ResidualAttribute<TBody, TShortcut> : BlockUseAttribute
{
    /// <summary>Declares a residual block with a shortcut.</summary>
    /// <param name="bindings">Both blocks' parameters, <c>"name=value"</c>.</param>
    public ResidualAttribute(params string[] bindings) : base(bindings)
    {
    }

    /// <summary>
    /// The probability, in [0, 1), that the body is left out in training; what remains of it is scaled by 1/(1 − rate), so that inference
    /// needs nothing. 0 by default. Stochastic depth, Huang et al. (2016).
    /// </summary>
    public double DropPath { get; set; }

    /// <summary>Whether the body is left out of each sample by itself, as by default, or of all samples of a batch together.</summary>
    public StochasticDepthMode DropPathMode { get; set; }
}

/// <summary>A block several times in a row, each time with parameters of its own.</summary>
/// <typeparam name="TBody">A block.</typeparam>
public sealed class RepeatAttribute<TBody> : BlockUseAttribute
{
    /// <summary>Declares a repetition.</summary>
    /// <param name="count">How often; at least 1.</param>
    /// <param name="bindings">The block's parameters, <c>"name=value"</c>.</param>
    public RepeatAttribute(int count, params string[] bindings) : base(bindings) => Count = count;

    /// <summary>Declares a repetition whose count depends on the enclosing block.</summary>
    /// <param name="count">Arithmetic over the enclosing block's parameters.</param>
    /// <param name="bindings">The block's parameters, <c>"name=value"</c>.</param>
    public RepeatAttribute(string count, params string[] bindings) : base(bindings) => Count = count;

    /// <summary>How often.</summary>
    public object Count { get; }
}

/// <summary>Two blocks on the same input, brought together.</summary>
/// <typeparam name="TFirst">The first block.</typeparam>
/// <typeparam name="TSecond">The second block.</typeparam>
public sealed class BranchAttribute<TFirst, TSecond> : BlockUseAttribute
{
    /// <summary>Declares the branches.</summary>
    /// <param name="join">How their ends come together.</param>
    /// <param name="bindings">The blocks' parameters, <c>"name=value"</c>.</param>
    public BranchAttribute(Join join, params string[] bindings) : base(bindings) => Join = join;

    /// <summary>How the ends come together.</summary>
    public Join Join { get; }
}

/// <summary>Three blocks on the same input, brought together.</summary>
/// <typeparam name="TFirst">The first block.</typeparam>
/// <typeparam name="TSecond">The second block.</typeparam>
/// <typeparam name="TThird">The third block.</typeparam>
public sealed class BranchAttribute<TFirst, TSecond, TThird> : BlockUseAttribute
{
    /// <summary>Declares the branches.</summary>
    /// <param name="join">How their ends come together.</param>
    /// <param name="bindings">The blocks' parameters, <c>"name=value"</c>.</param>
    public BranchAttribute(Join join, params string[] bindings) : base(bindings) => Join = join;

    /// <summary>How the ends come together.</summary>
    public Join Join { get; }
}
