namespace NetGen;

/// <summary>The floating-point type a network computes and stores its parameters in.</summary>
public enum Precision
{
    /// <summary>32-bit <see cref="float"/>, the default.</summary>
    Single,

    /// <summary>64-bit <see cref="double"/>.</summary>
    Double,
}

/// <summary>The type of an input's elements.</summary>
public enum ElementType
{
    /// <summary>The network's own floating-point type.</summary>
    Float,

    /// <summary>32-bit integers, passed as a span of <see cref="int"/>.</summary>
    Int32,
}

/// <summary>How the ends of branches are brought together.</summary>
public enum Join
{
    /// <summary>Element-wise sum of equal shapes.</summary>
    Add,

    /// <summary>Element-wise product of equal shapes.</summary>
    Multiply,

    /// <summary>Concatenation along the channel or feature axis.</summary>
    Concat,
}

/// <summary>What the targets of a classification loss are.</summary>
public enum TargetKind
{
    /// <summary>One class index a sample (<see cref="int"/>).</summary>
    ClassIndices,

    /// <summary>One probability a class, as many as the output has values.</summary>
    Distributions,
}

/// <summary>Which form of GELU is computed.</summary>
public enum GeluApproximation
{
    /// <summary>x Φ(x) with the error function.</summary>
    None,

    /// <summary>The form with the hyperbolic tangent.</summary>
    Tanh,
}

/// <summary>How parameters get their first values. The arguments of each kind are given beside it.</summary>
public enum Initializer
{
    /// <summary>PyTorch's default of that layer.</summary>
    Default,

    /// <summary>All zero. PyTorch's <c>zeros_</c>.</summary>
    Zeros,

    /// <summary>All one. PyTorch's <c>ones_</c>.</summary>
    Ones,

    /// <summary>All equal to the one argument: (value). PyTorch's <c>constant_</c>.</summary>
    Constant,

    /// <summary>Uniform between the arguments (low, high); (0, 1) without arguments. PyTorch's <c>uniform_</c>.</summary>
    Uniform,

    /// <summary>Normal with the arguments (mean, standard deviation); (0, 1) without arguments. PyTorch's <c>normal_</c>.</summary>
    Normal,

    /// <summary>Glorot and Bengio (2010), uniform: ±gain·√(6 / (fan in + fan out)). Argument: (gain), 1 without. PyTorch's <c>xavier_uniform_</c>.</summary>
    XavierUniform,

    /// <summary>Glorot and Bengio (2010), normal: σ = gain·√(2 / (fan in + fan out)). Argument: (gain), 1 without. PyTorch's <c>xavier_normal_</c>.</summary>
    XavierNormal,

    /// <summary>He et al. (2015), uniform: ±gain·√(3 / fan in). Argument: (gain), √2 without. PyTorch's <c>kaiming_uniform_</c>.</summary>
    HeUniform,

    /// <summary>He et al. (2015), normal: σ = gain / √(fan in). Argument: (gain), √2 without. PyTorch's <c>kaiming_normal_</c>.</summary>
    HeNormal,

    /// <summary>Normal with the arguments (mean, standard deviation), (0, 1) without; values beyond two standard deviations are drawn again. As Keras's <c>TruncatedNormal</c>.</summary>
    TruncatedNormal,

    /// <summary>LeCun et al. (1998), uniform: ±gain·√(3 / fan in). Argument: (gain), 1 without.</summary>
    LeCunUniform,

    /// <summary>LeCun et al. (1998), normal: σ = gain / √(fan in). Argument: (gain), 1 without.</summary>
    LeCunNormal,

    /// <summary>
    /// Saxe et al. (2014): a random matrix whose rows, or columns where there are fewer, are orthogonal and of length gain. Axes behind
    /// the first count as columns. Argument: (gain), 1 without. PyTorch's <c>orthogonal_</c>.
    /// </summary>
    Orthogonal,

    /// <summary>A matrix with the gain on its diagonal and zeros beside it. Argument: (gain), 1 without. PyTorch's <c>eye_</c>.</summary>
    Identity,
}

/// <summary>What takes the place of the derivative of a <see cref="StepAttribute"/>, which is 0.</summary>
public enum StepGradient
{
    /// <summary>
    /// 1: the gradient goes through as it is. Bengio et al. (2013). With a squared error this is the perceptron's rule, Δw ∝ (t − y) x.
    /// Rosenblatt (1958).
    /// </summary>
    StraightThrough,

    /// <summary>1 for |x| ≤ 1, otherwise 0. Hubara et al. (2016).</summary>
    Clipped,

    /// <summary>0: nothing before the step is trained.</summary>
    Zero,
}
