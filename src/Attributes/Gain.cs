namespace NetGen;

/// <summary>
/// Gains of initializers, by the activation behind the layer: the factor by which the standard deviation of weights is multiplied so that that of
/// activations stays as it is. PyTorch's <c>calculate_gain</c>. As in
/// <c>[Dense(64, WeightInitializer = Initializer.XavierNormal, WeightArguments = new[] { Gain.Tanh }), Tanh]</c>.
/// </summary>
public static class Gain
{
    /// <summary>1, of no activation.</summary>
    public const double Linear = 1;

    /// <summary>1, of <see cref="SigmoidAttribute"/>.</summary>
    public const double Sigmoid = 1;

    /// <summary>5/3, of <see cref="TanhAttribute"/>.</summary>
    public const double Tanh = 5.0 / 3;

    /// <summary>√2, of <see cref="ReLUAttribute"/>. He et al. (2015).</summary>
    public const double ReLU = 1.4142135623730951;

    /// <summary>√(2 / (1 + 0.01²)), of <see cref="LeakyReLUAttribute"/> with its default slope; √(2 / (1 + slope²)) with another.</summary>
    public const double LeakyReLU = 1.4141428569978354;

    /// <summary>¾, of <see cref="SELUAttribute"/>; the paper's own initializer is <see cref="Initializer.LeCunNormal"/> with the gain 1. Klambauer et al. (2017).</summary>
    public const double SELU = 3.0 / 4;
}
