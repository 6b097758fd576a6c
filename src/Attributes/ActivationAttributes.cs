namespace NetGen;

/// <summary>
/// An element-wise function of the layer before it. As an attribute itself, a function of the user's own: a static method of one
/// <see cref="float"/> or <see cref="double"/>, whose formula the compiler reads, differentiates, simplifies and vectorizes. It is made of arithmetic,
/// comparisons, <c>?:</c>, <c>switch</c> expressions, <c>if</c>, local variables, constants, functions of <see cref="System.Math"/> and <c>MathF</c>, and calls of other such
/// methods. At kinks the slope is PyTorch's: 0 for |x| at 0 and for a maximum or minimum with a number where both are equal.
/// <code>
/// [Network, Input(4), Dense(8), Activation(nameof(Mish)), Dense(2)]
/// public sealed partial class Net
/// {
///     static float Mish(float x) => x * MathF.Tanh(MathF.Log(1 + MathF.Exp(x)));
/// }
/// </code>
/// </summary>
public class ActivationAttribute : LayerAttribute
{
    /// <summary>Declares a function of the class that carries the attribute.</summary>
    /// <param name="method">The name of a static method, such as <c>nameof(Mish)</c>.</param>
    public ActivationAttribute(string method) => Method = method;

    /// <summary>Declares a function of another class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="method">The name of a static method of it.</param>
    public ActivationAttribute(Type type, string method) => (Type, Method) = (type, method);

    /// <summary>Declares a function of the library.</summary>
    private protected ActivationAttribute()
    {
    }

    /// <summary>The class that has <see cref="Method"/>, or null for the one that carries the attribute.</summary>
    public Type? Type { get; }

    /// <summary>The static method that is the function, or null for a function of the library.</summary>
    public string? Method { get; }
}

/// <summary>x, for tables that name every activation. Costs nothing. PyTorch's <c>Identity</c>.</summary>
public sealed class LinearAttribute : ActivationAttribute;

/// <summary>The logistic function 1 / (1 + e⁻ˣ). Verhulst (1838). PyTorch's <c>Sigmoid</c>.</summary>
public sealed class SigmoidAttribute : ActivationAttribute;

/// <summary>The hyperbolic tangent (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). LeCun et al. (1998). PyTorch's <c>Tanh</c>.</summary>
public sealed class TanhAttribute : ActivationAttribute;

/// <summary>max(0, x); the gradient at 0 is 0. Nair and Hinton (2010). PyTorch's <c>ReLU</c>.</summary>
public sealed class ReLUAttribute : ActivationAttribute;

/// <summary>x for x &gt; 0, otherwise slope · x. Maas et al. (2013). PyTorch's <c>LeakyReLU</c>.</summary>
public sealed class LeakyReLUAttribute : ActivationAttribute
{
    /// <summary>Declares a leaky rectifier.</summary>
    /// <param name="negativeSlope">The slope below 0; 0.01 by default.</param>
    public LeakyReLUAttribute(double negativeSlope = 0.01) => NegativeSlope = negativeSlope;

    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; }
}

/// <summary>x Φ(x). Hendrycks and Gimpel (2016). PyTorch's <c>GELU</c>.</summary>
public sealed class GELUAttribute : ActivationAttribute
{
    /// <summary>Which form is computed; the exact one by default.</summary>
    public GeluApproximation Approximate { get; set; }
}

/// <summary>x σ(x), also called Swish. Elfwing et al. (2017). PyTorch's <c>SiLU</c>.</summary>
public sealed class SiLUAttribute : ActivationAttribute;

/// <summary>x σ(βx), β fixed or learned; <see cref="SiLUAttribute"/> where it is 1. Ramachandran et al. (2017).</summary>
public sealed class SwishAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="beta">β; 1 by default.</param>
    public SwishAttribute(double beta = 1) => Beta = beta;

    /// <summary>β, or where it starts.</summary>
    public double Beta { get; }

    /// <summary>Whether β is learned: the parameter <c>beta</c> [1].</summary>
    public bool Learned { get; set; }

    /// <summary>Whether each channel, or feature, has a learned β of its own: the parameter <c>beta</c> [channels].</summary>
    public bool PerChannel { get; set; }
}

/// <summary>x tanh(ln(1 + eˣ)). Misra (2019). PyTorch's <c>Mish</c>.</summary>
public sealed class MishAttribute : ActivationAttribute;

/// <summary>−ln(1 + e⁻ˣ), the logarithm of the sigmoid without overflow. PyTorch's <c>LogSigmoid</c>.</summary>
public sealed class LogSigmoidAttribute : ActivationAttribute;

/// <summary>ln(1 + e^βx) / β, and x itself where βx is above a threshold. Dugas et al. (2001). PyTorch's <c>Softplus</c>.</summary>
public sealed class SoftplusAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="beta">β, positive; 1 by default.</param>
    /// <param name="threshold">Where the function begins to be x; 20 by default.</param>
    public SoftplusAttribute(double beta = 1, double threshold = 20) => (Beta, Threshold) = (beta, threshold);

    /// <summary>β.</summary>
    public double Beta { get; }

    /// <summary>The value of βx above which the function is x.</summary>
    public double Threshold { get; }
}

/// <summary>x / (1 + |x|). Bergstra et al. (2009). PyTorch's <c>Softsign</c>.</summary>
public sealed class SoftsignAttribute : ActivationAttribute;

/// <summary>x − tanh x. PyTorch's <c>Tanhshrink</c>.</summary>
public sealed class TanhShrinkAttribute : ActivationAttribute;

/// <summary>x for x &gt; 0, otherwise α (eˣ − 1); the gradient at 0 is α. Clevert et al. (2016). PyTorch's <c>ELU</c>.</summary>
public sealed class ELUAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="alpha">α; 1 by default.</param>
    public ELUAttribute(double alpha = 1) => Alpha = alpha;

    /// <summary>α.</summary>
    public double Alpha { get; }
}

/// <summary>1.0507 x for x &gt; 0, otherwise 1.0507 · 1.6733 (eˣ − 1), which keeps mean 0 and variance 1. Klambauer et al. (2017). PyTorch's <c>SELU</c>.</summary>
public sealed class SELUAttribute : ActivationAttribute;

/// <summary>x for x &gt; 0, otherwise α (e^(x/α) − 1), whose slope is continuous for every α. Barron (2017). PyTorch's <c>CELU</c>.</summary>
public sealed class CELUAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="alpha">α, positive; 1 by default.</param>
    public CELUAttribute(double alpha = 1) => Alpha = alpha;

    /// <summary>α.</summary>
    public double Alpha { get; }
}

/// <summary>min(max(x + 3, 0), 6) / 6; the gradient at ±3 is 0. Courbariaux et al. (2015). PyTorch's <c>Hardsigmoid</c>.</summary>
public sealed class HardSigmoidAttribute : ActivationAttribute;

/// <summary>x · min(max(x + 3, 0), 6) / 6; the gradient is −½ at −3 and 1 at 3. Howard et al. (2019). PyTorch's <c>Hardswish</c>.</summary>
public sealed class HardSwishAttribute : ActivationAttribute;

/// <summary>min(max(x, minimum), maximum); the gradient at both is 0. Collobert (2004). PyTorch's <c>Hardtanh</c>.</summary>
public sealed class HardTanhAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="minimum">The lower bound; −1 by default.</param>
    /// <param name="maximum">The upper bound; 1 by default.</param>
    public HardTanhAttribute(double minimum = -1, double maximum = 1) => (Minimum, Maximum) = (minimum, maximum);

    /// <summary>The lower bound.</summary>
    public double Minimum { get; }

    /// <summary>The upper bound.</summary>
    public double Maximum { get; }
}

/// <summary>min(max(x, 0), 6); the gradient at 0 and 6 is 0. Krizhevsky (2010). PyTorch's <c>ReLU6</c>.</summary>
public sealed class ReLU6Attribute : ActivationAttribute;

/// <summary>x − min(max(x, −λ), λ); the gradient at ±λ is 0. Donoho (1995). PyTorch's <c>Softshrink</c>.</summary>
public sealed class SoftShrinkAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="lambda">λ, not negative; 0.5 by default.</param>
    public SoftShrinkAttribute(double lambda = 0.5) => Lambda = lambda;

    /// <summary>λ.</summary>
    public double Lambda { get; }
}

/// <summary>x where |x| &gt; λ, otherwise 0; the gradient at ±λ is 0. Donoho and Johnstone (1994). PyTorch's <c>Hardshrink</c>.</summary>
public sealed class HardShrinkAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="lambda">λ, not negative; 0.5 by default.</param>
    public HardShrinkAttribute(double lambda = 0.5) => Lambda = lambda;

    /// <summary>λ.</summary>
    public double Lambda { get; }
}

/// <summary>x for x &gt; threshold, otherwise a number; the gradient at the threshold is 0. PyTorch's <c>Threshold</c>.</summary>
public sealed class ThresholdAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="value">The number up to it.</param>
    public ThresholdAttribute(double threshold, double value) => (Threshold, Value) = (threshold, value);

    /// <summary>The threshold.</summary>
    public double Threshold { get; }

    /// <summary>The number up to it.</summary>
    public double Value { get; }
}

/// <summary>
/// The threshold unit: 1 for x ≥ 0, otherwise 0. McCulloch and Pitts (1943). Its derivative is 0 everywhere; <see cref="Gradient"/> says what
/// takes its place in training.
/// </summary>
public sealed class StepAttribute : ActivationAttribute
{
    /// <summary>What takes the place of the derivative; straight-through by default.</summary>
    public StepGradient Gradient { get; set; }
}

/// <summary>e^xᵢ / Σ e^xₖ over the channel or feature axis. Bridle (1990). PyTorch's <c>Softmax</c>.</summary>
public sealed class SoftmaxAttribute : ActivationAttribute;

/// <summary>xᵢ − ln Σ e^xₖ over the channel or feature axis, the logarithm of <see cref="SoftmaxAttribute"/> without overflow. PyTorch's <c>LogSoftmax</c>.</summary>
public sealed class LogSoftmaxAttribute : ActivationAttribute;

/// <summary>e^−xᵢ / Σ e^−xₖ over the channel or feature axis. PyTorch's <c>Softmin</c>.</summary>
public sealed class SoftminAttribute : ActivationAttribute;
