namespace NetGen.Tests.Surface;

/// <summary>Networks in pairs: with functions of the user's own, and with the built-in ones of the same formulas.</summary>
internal static class Functions
{
    private const float Half = 0.5f;

    public static float Swoosh(float x) => x / (1 + MathF.Exp(-x));

    public static float Twice(float x) => Doubled(x);

    public static float Bump(float x)
    {
        var square = x * x;
        if (square > 9)
            return 0;
        var edge = square >= 4 ? 3 - MathF.Abs(x) : 1;
        return edge * x * MathF.Exp(-Half * square);
    }

    private static float Doubled(float x) => 2 * x;
}

/// <summary>Two layers with Mish.</summary>
[Network, Input(6), Dense(20), Mish, Dense(33), Mish, Dense(3), MeanSquaredError]
internal sealed partial class BuiltInMish;

/// <inheritdoc cref="BuiltInMish"/>
[Network, Input(6), Dense(20), Activation(nameof(Mish)), Dense(33), Activation(nameof(Mish)), Dense(3), MeanSquaredError]
internal sealed partial class OwnMish
{
    private static float Mish(float x) => x * MathF.Tanh(MathF.Log(1 + MathF.Exp(x)));
}

/// <summary>Of the class itself, of a block and of another class, and a loss.</summary>
[Network, Input(6), Dense(20), Mish, Repeat<BuiltInBody>(2), Dense(5), SiLU, Dense(3), MeanSquaredError]
internal sealed partial class BuiltIn;

/// <inheritdoc cref="BuiltIn"/>
[Network, Input(6), Dense(20), Activation(nameof(Mish)), Repeat<OwnBody>(2), Dense(5), Activation(typeof(Functions), nameof(Functions.Swoosh)), Dense(3), Loss(nameof(Square))]
internal sealed partial class Own
{
    private static float Mish(float x) => x * MathF.Tanh(MathF.Log(1 + MathF.Exp(x)));

    private static float Square(float output, float target) => (output - target) * (output - target);
}

[Block, Dense(20), Tanh]
internal sealed class BuiltInBody;

[Block, Dense(20), Activation(nameof(Squash))]
internal sealed class OwnBody
{
    private static double Squash(double x) => (Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x));
}

/// <summary>Pictures: taken over by a convolution and by a normalization.</summary>
[Network, Input(3, 7, 6), Conv2D(9, Kernel = 3), Mish, Conv2D(17, Kernel = 2), BatchNorm, ReLU, Flatten, Dense(2), SigmoidBinaryCrossEntropy(Weight = 0.5)]
internal sealed partial class BuiltInPicture;

/// <inheritdoc cref="BuiltInPicture"/>
[Network, Input(3, 7, 6), Conv2D(9, Kernel = 3), Activation(nameof(Mish)), Conv2D(17, Kernel = 2), BatchNorm, Activation(nameof(Rectify)), Flatten, Dense(2), Loss(nameof(Logistic), Weight = 0.5)]
internal sealed partial class OwnPicture
{
    private static float Mish(float input)
    {
        var grown = MathF.Exp(input);
        float softplus = MathF.Log(1 + grown);
        return input * MathF.Tanh(softplus);
    }

    private static float Rectify(float x) => x > 0 ? x : 0;

    private static float Logistic(float logit, float target) => MathF.Max(logit, 0) - logit * target + MathF.Log(1 + MathF.Exp(-MathF.Abs(logit)));
}

/// <summary>In double, from methods in double and in single precision.</summary>
[Network(Precision = Precision.Double), Input(4), Dense(9), Softplus, Dense(9), LeakyReLU(0.1), Dense(9), Sigmoid, Dense(2), MeanSquaredError]
internal sealed partial class BuiltInPrecise;

/// <inheritdoc cref="BuiltInPrecise"/>
[Network(Precision = Precision.Double), Input(4), Dense(9), Activation(nameof(Softplus)), Dense(9), Activation(nameof(Leaky)), Dense(9), Activation(nameof(Logistic)), Dense(2), Loss(nameof(Square))]
internal sealed partial class OwnPrecise
{
    private const double Slope = 0.1;

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    private static double Leaky(double x) => x > 0 ? x : Slope * x;

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    private static double Square(double output, double target) => Math.Pow(output - target, 2);
}

/// <summary>Functions that are no built-in ones, on the way of one sample too, for which a network of this size is one method.</summary>
[Network(Precision = Precision.Double), Input(3), Dense(5), Activation(nameof(Bump)), Dense(4), Activation(typeof(Functions), nameof(Functions.Bump)), Dense(2), Loss(nameof(Huberish))]
internal sealed partial class Original
{
    private const double Delta = 0.4;

    private static double Bump(double x) => x * Math.Exp(-x * x) + Functions.Twice((float)x) / 3;

    private static double Huberish(double output, double target)
    {
        double error = Math.Abs(output - target), linear = Delta * (error - 0.5 * Delta);
        return error <= Delta ? 0.5 * error * error : linear;
    }
}
