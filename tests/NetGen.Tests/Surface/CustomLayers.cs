using System.Numerics;

namespace NetGen.Tests.Surface;

/// <summary>x³.</summary>
public sealed class Cube
{
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * x[i] * x[i];
    }

    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> yGradient, Span<T> xGradient)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            xGradient[i] = T.CreateChecked(3) * x[i] * x[i] * yGradient[i];
    }
}

/// <summary>W x + b, what <c>[Dense]</c> computes.</summary>
[CustomInput("x", "n")]
[CustomOutput("y", "units")]
[CustomParameter("weight", "units", "n")]
[CustomParameter("bias", "units", Initializer = Initializer.Zeros)]
internal readonly struct PlainDense
{
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, int n)
    {
        for (int o = 0; o < y.Length; o++)
        {
            y[o] = bias[o];
            for (int i = 0; i < n; i++)
                y[o] += weight[(o * n) + i] * x[i];
        }
    }

    public static void Backward(
        ReadOnlySpan<float> yGradient, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, int units, Span<float> xGradient, Span<float> weightGradient, Span<float> biasGradient)
    {
        for (int o = 0; o < units; o++)
        {
            biasGradient[o] += yGradient[o];
            for (int i = 0; i < x.Length; i++)
            {
                weightGradient[(o * x.Length) + i] += yGradient[o] * x[i];
                xGradient[i] += yGradient[o] * weight[(o * x.Length) + i];
            }
        }
    }

    public static void Forward(ReadOnlySpan<double> x, ReadOnlySpan<double> weight, ReadOnlySpan<double> bias, Span<double> y, int n)
    {
        for (int o = 0; o < y.Length; o++)
        {
            y[o] = bias[o];
            for (int i = 0; i < n; i++)
                y[o] += weight[(o * n) + i] * x[i];
        }
    }

    public static void Backward(
        ReadOnlySpan<double> yGradient, ReadOnlySpan<double> x, ReadOnlySpan<double> weight, int units, Span<double> xGradient, Span<double> weightGradient, Span<double> biasGradient)
    {
        for (int o = 0; o < units; o++)
        {
            biasGradient[o] += yGradient[o];
            for (int i = 0; i < x.Length; i++)
            {
                weightGradient[(o * x.Length) + i] += yGradient[o] * x[i];
                xGradient[i] += yGradient[o] * weight[(o * x.Length) + i];
            }
        }
    }
}

/// <summary>The means of windows of 2×2, what <c>[AveragePool2D(2)]</c> computes; it sees channels first.</summary>
[CustomInput("x", "c", "h", "w")]
[CustomOutput("y", "c", "h/2", "w/2")]
internal sealed class PlainPool
{
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, int h, int w)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int at = Source(i, h, w);
            y[i] = (x[at] + x[at + 1] + x[at + w] + x[at + w + 1]) / 4;
        }
    }

    public static void Backward(ReadOnlySpan<float> yGradient, Span<float> xGradient, int h, int w)
    {
        for (int i = 0; i < yGradient.Length; i++)
        {
            int at = Source(i, h, w);
            xGradient[at] = xGradient[at + 1] = xGradient[at + w] = xGradient[at + w + 1] = yGradient[i] / 4;
        }
    }

    private static int Source(int i, int h, int w) => (i / (w / 2) / (h / 2) * h * w) + (i / (w / 2) % (h / 2) * 2 * w) + (i % (w / 2) * 2);
}

/// <summary>a ⊙ b, of which <c>Backward</c> takes the result and an input, and leaves alone what has no slope.</summary>
[CustomInput("a", "n")]
[CustomInput("b", "n")]
[CustomOutput("product", "n")]
internal sealed class Product
{
    public static void Forward(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> product)
    {
        for (int i = 0; i < a.Length; i++)
            product[i] = a[i] * b[i];
    }

    // Where b is 0, the slope by a is 0 as well.
    public static void Backward(ReadOnlySpan<float> a, ReadOnlySpan<float> product, ReadOnlySpan<float> productGradient, Span<float> aGradient, Span<float> bGradient)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != 0)
                aGradient[i] = productGradient[i] * product[i] / a[i];
            bGradient[i] = productGradient[i] * a[i];
        }
    }
}

[Network, Input(6), Custom<PlainDense>("units=5"), Custom<Cube>, Custom<PlainDense>("units = 2 + 1"), MeanSquaredError]
internal sealed partial class CustomVector;

[Network, Input(6), Dense(5), Custom<Cube>, Dense(3), MeanSquaredError]
internal sealed partial class LibraryVector;

[Network(Precision = Precision.Double), Input(6), Custom<PlainDense>("units=5", Name = "first"), Custom<Cube>, Custom<PlainDense>("units=3", Key = "second"), MeanSquaredError]
internal sealed partial class CustomDouble;

[Network, Input(2, 9, 6), Conv2D(4, Kernel = 3, Padding = 1), Tanh, Custom<PlainPool>, Conv2D(3, Kernel = 2), Flatten, Dense(2), MeanSquaredError]
internal sealed partial class CustomPicture;

[Network, Input(2, 9, 6), Conv2D(4, Kernel = 3, Padding = 1), Tanh, AveragePool2D(2), Conv2D(3, Kernel = 2), Flatten, Dense(2), MeanSquaredError]
internal sealed partial class LibraryPicture;

[Network, Input(6), Dense(5, Name = "left"), Tanh(Name = "l"), Dense(5, Name = "right", From = "input"), Custom<Product>(From = "l"), Dense(2), MeanSquaredError]
internal sealed partial class CustomGate;

[Network, Input(6), Dense(5, Name = "left"), Tanh(Name = "l"), Dense(5, Name = "right", From = "input"), Multiply("l"), Dense(2), MeanSquaredError]
internal sealed partial class LibraryGate;

[Block("k")]
[Custom<PlainDense>("units = 2 * k"), Tanh]
[Custom<PlainDense>("units = k")]
internal sealed class CustomBody;

[Block("k")]
[Dense("2 * k"), Tanh]
[Dense("k")]
internal sealed class LibraryBody;

[Network, Input(4), Repeat<CustomBody>(2, "k=4"), Custom<PlainDense>("units=4", Name = "a"), Tanh, Custom<PlainDense>("units=4", ParametersFrom = "a"), MeanSquaredError]
internal sealed partial class CustomShared;

[Network, Input(4), Repeat<LibraryBody>(2, "k=4"), Dense(4, Name = "a"), Tanh, Dense(4, ParametersFrom = "a"), MeanSquaredError]
internal sealed partial class LibraryShared;
