using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Gives tensors their first values. Element e (row-major) of tensor t is drawn from <see cref="Philox"/> keyed by the seed, at
/// index e of stream 0x494E4954·2³² + t. So values depend neither on packing nor on other tensors, and padding stays zero.
/// </summary>
public static class TensorInitialization
{
    // «INIT»: keeps the numbers apart from those that dropout draws with the same seed.
    private const ulong Streams = 0x494E4954UL << 32;

    /// <summary>Initializes all tensors of a buffer as its layout says.</summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="parameters">The buffer; its padding must be zero and stays so.</param>
    /// <param name="seed">Equal seeds give equal values.</param>
    /// <exception cref="ArgumentException">An initializer's arguments do not fit its kind.</exception>
    public static void Initialize<T>(FlatBuffer<T> parameters, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        for (int t = 0; t < parameters.Layout.Tensors.Length; t++)
            Initialize(parameters, parameters.Layout.Tensors[t], new Philox(seed, Streams + (ulong)t));
    }

    private static void Initialize<T>(FlatBuffer<T> parameters, TensorLayout tensor, Philox random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorInitializer initializer = tensor.Initializer;
        int fanIn = Math.Max(initializer.FanIn, 1), fanSum = Math.Max(initializer.FanIn + initializer.FanOut, 1);
        switch (initializer.Kind)
        {
            case Initializer.Default:
                FillUniform(parameters, tensor, random, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
                break;
            case Initializer.Zeros:
                Fill(parameters, tensor, 0);
                break;
            case Initializer.Ones:
                Fill(parameters, tensor, 1);
                break;
            case Initializer.Constant:
                Fill(parameters, tensor, double.IsNaN(initializer.First) ? throw Unfit(tensor, "needs the constant as its argument") : initializer.First);
                break;
            case Initializer.Uniform:
                double low = Or(initializer.First, 0), high = Or(initializer.Second, 1);
                if (!(low <= high) || double.IsInfinity(high - low))
                    throw Unfit(tensor, string.Create(CultureInfo.InvariantCulture, $"has the bounds {low} and {high}; the first must be at most the second and both finite"));
                FillUniform(parameters, tensor, random, low, high);
                break;
            case Initializer.Normal or Initializer.TruncatedNormal:
                double mean = Or(initializer.First, 0), deviation = Or(initializer.Second, 1);
                if (!double.IsFinite(mean) || !double.IsFinite(deviation) || deviation < 0)
                    throw Unfit(tensor, string.Create(CultureInfo.InvariantCulture, $"has mean {mean} and standard deviation {deviation}; both must be finite and the second not negative"));
                FillNormal(parameters, tensor, random, mean, deviation, isTruncated: initializer.Kind == Initializer.TruncatedNormal);
                break;
            case Initializer.XavierUniform:
                double xavier = Gain(tensor, 1) * Math.Sqrt(6.0 / fanSum);
                FillUniform(parameters, tensor, random, -xavier, xavier);
                break;
            case Initializer.XavierNormal:
                FillNormal(parameters, tensor, random, 0, Gain(tensor, 1) * Math.Sqrt(2.0 / fanSum));
                break;
            case Initializer.HeUniform:
                double he = Gain(tensor, Math.Sqrt(2)) * Math.Sqrt(3.0 / fanIn);
                FillUniform(parameters, tensor, random, -he, he);
                break;
            case Initializer.HeNormal:
                FillNormal(parameters, tensor, random, 0, Gain(tensor, Math.Sqrt(2)) / Math.Sqrt(fanIn));
                break;
            case Initializer.LeCunUniform:
                double leCun = Gain(tensor, 1) * Math.Sqrt(3.0 / fanIn);
                FillUniform(parameters, tensor, random, -leCun, leCun);
                break;
            case Initializer.LeCunNormal:
                FillNormal(parameters, tensor, random, 0, Gain(tensor, 1) / Math.Sqrt(fanIn));
                break;
            case Initializer.Orthogonal:
                FillOrthogonal(parameters, tensor, random, Gain(tensor, 1));
                break;
            case Initializer.Identity:
                (_, int columns) = Matrix(tensor);
                double diagonal = Gain(tensor, 1);
                Span<T> values = parameters.Span;
                for (int i = 0; i < tensor.Length; i++)
                    values[tensor.PositionOf(i)] = i / columns == i % columns ? T.CreateChecked(diagonal) : T.Zero;
                break;
            default:
                throw Unfit(tensor, "is of a kind this runtime does not know");
        }
    }

    private static void Fill<T>(FlatBuffer<T> parameters, TensorLayout tensor, double value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = parameters.Span;
        for (int i = 0; i < tensor.Length; i++)
            values[tensor.PositionOf(i)] = T.CreateChecked(value);
    }

    private static void FillUniform<T>(FlatBuffer<T> parameters, TensorLayout tensor, Philox random, double low, double high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = parameters.Span;
        for (int i = 0; i < tensor.Length; i++)
            values[tensor.PositionOf(i)] = T.CreateChecked(low + ((high - low) * random.UniformDouble((ulong)i)));
    }

    private static void FillNormal<T>(FlatBuffer<T> parameters, TensorLayout tensor, Philox random, double mean, double deviation, bool isTruncated = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = parameters.Span;
        for (int i = 0; i < tensor.Length; i++)
        {
            ulong draw = (ulong)i;
            double normal = random.Normal(draw);
            while (isTruncated && Math.Abs(normal) > 2)
                normal = random.Normal(draw += (ulong)tensor.Length);
            values[tensor.PositionOf(i)] = T.CreateChecked(mean + (deviation * normal));
        }
    }

    private static void FillOrthogonal<T>(FlatBuffer<T> parameters, TensorLayout tensor, Philox random, double gain)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int rows, int columns) = Matrix(tensor);
        bool isWide = rows <= columns;
        double[][] vectors = OrthogonalVectors.Draw(Math.Min(rows, columns), Math.Max(rows, columns), random);
        Span<T> values = parameters.Span;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                values[tensor.PositionOf((row * columns) + column)] = T.CreateChecked(gain * (isWide ? vectors[row][column] : vectors[column][row]));
        }
    }

    private static (int Rows, int Columns) Matrix(TensorLayout tensor) => tensor.Shape.Length > 1
        ? (tensor.Shape[0], tensor.Length / Math.Max(tensor.Shape[0], 1))
        : throw Unfit(tensor, $"needs a matrix; the shape is {ShapeText.Of(tensor.Shape)}");

    private static double Gain(TensorLayout tensor, double standard)
    {
        double gain = Or(tensor.Initializer.First, standard);
        return double.IsFinite(gain) && gain >= 0 ? gain : throw Unfit(tensor, string.Create(CultureInfo.InvariantCulture, $"has the gain {gain}; it must be finite and not negative"));
    }

    private static double Or(double argument, double standard) => double.IsNaN(argument) ? standard : argument;

    private static ArgumentException Unfit(TensorLayout tensor, string problem) => new($"The initializer {tensor.Initializer.Kind} of tensor '{tensor.Name}' {problem}.");
}
