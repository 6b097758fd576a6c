using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>What L-BFGS keeps between iterations, and memory for intermediate results, of the elements that are not frozen.</summary>
internal sealed class LbfgsState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ParameterRange[] ranges;
    private readonly int historySize;
    private readonly double[] shares;

    public LbfgsState(BufferLayout parameters, ImmutableArray<string> frozen, int historySize, double changeTolerance)
    {
        ranges = [.. ParameterPlan.Make(parameters, frozen, [], 0, tensorByTensor: false).Select(planned => planned.Range)];
        Length = ranges.Sum(range => range.Length);
        this.historySize = historySize;
        shares = new double[historySize];
        Search = new StrongWolfeSearch<T>(Length, changeTolerance);
        (Direction, Gradient, Origin, Point) = (new(Length), new(Length), new(Length), new(Length));
    }

    /// <summary>How many elements are not frozen, padding included.</summary>
    public int Length { get; }

    public StrongWolfeSearch<T> Search { get; }

    public long Iterations { get; set; }

    public long Evaluations { get; set; }

    /// <summary>How far along <see cref="Direction"/> the last iteration went.</summary>
    public double Step { get; set; }

    /// <summary>The factor of the matrix that the recursion starts from.</summary>
    public double Scale { get; set; } = 1;

    public AlignedBuffer<T> Direction { get; }

    /// <summary>The gradient where the last iteration began.</summary>
    public AlignedBuffer<T> Gradient { get; }

    /// <summary>The parameters there.</summary>
    public AlignedBuffer<T> Origin { get; }

    public AlignedBuffer<T> Point { get; }

    /// <summary>s, y and 1 / sᵀy of earlier iterations, the oldest first.</summary>
    public List<(AlignedBuffer<T> Change, AlignedBuffer<T> GradientChange, double Inverse)> History { get; } = [];

    /// <summary>Takes the last iteration into the history and sets <see cref="Direction"/> to −H times a gradient.</summary>
    public void Turn(AlignedBuffer<T> gradient, double smallestCurvature)
    {
        FlatVectors.Add(gradient, -1, Gradient, Point);
        double curvature = FlatVectors.Dot(Point, Direction) * Step;
        if (curvature > smallestCurvature)
        {
            bool isFull = History.Count == historySize;
            (AlignedBuffer<T> change, AlignedBuffer<T> gradientChange) = isFull ? (History[0].Change, History[0].GradientChange) : (new(Length), new(Length));
            if (isFull)
                History.RemoveAt(0);

            FlatVectors.Scale(Direction, Step, change);
            Point.Span.CopyTo(gradientChange.Span);
            History.Add((change, gradientChange, 1 / curvature));
            Scale = curvature / FlatVectors.Dot(Point, Point);
        }

        FlatVectors.Scale(gradient, -1, Direction);
        for (int i = History.Count - 1; i >= 0; i--)
        {
            shares[i] = FlatVectors.Dot(History[i].Change, Direction) * History[i].Inverse;
            FlatVectors.Add(Direction, -shares[i], History[i].GradientChange, Direction);
        }

        FlatVectors.Scale(Direction, Scale, Direction);
        for (int i = 0; i < History.Count; i++)
        {
            double other = FlatVectors.Dot(History[i].GradientChange, Direction) * History[i].Inverse;
            FlatVectors.Add(Direction, shares[i] - other, History[i].Change, Direction);
        }
    }

    public void Gather(FlatBuffer<T> from, AlignedBuffer<T> to)
    {
        int place = 0;
        foreach (ParameterRange range in ranges)
        {
            from.Span.Slice(range.Start, range.Length).CopyTo(to.Span[place..]);
            place += range.Length;
        }
    }

    public void Scatter(AlignedBuffer<T> from, FlatBuffer<T> to)
    {
        int place = 0;
        foreach (ParameterRange range in ranges)
        {
            from.Span.Slice(place, range.Length).CopyTo(to.Span[range.Start..]);
            place += range.Length;
        }
    }
}

/// <summary>Sums over whole buffers, whose length is a multiple of the widest vector's. Blocks are summed in vectors, and added in double.</summary>
internal static class FlatVectors
{
    private const int Block = 4096;

    public static double Dot<T>(AlignedBuffer<T> one, AlignedBuffer<T> other)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int start = 0; start < one.Length; start += Block)
        {
            Vector<T> part = Vector<T>.Zero;
            int end = Math.Min(one.Length, start + Block);
            for (int i = start; i < end; i += Vector<T>.Count)
                part += Vector.LoadUnsafe(ref one.Reference, (nuint)i) * Vector.LoadUnsafe(ref other.Reference, (nuint)i);
            sum += double.CreateChecked(Vector.Sum(part));
        }

        return sum;
    }

    public static double SumOfMagnitudes<T>(AlignedBuffer<T> vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in vector.Span)
            sum += double.CreateChecked(T.Abs(value));
        return sum;
    }

    /// <summary>NaN if an element is.</summary>
    public static double LargestMagnitude<T>(AlignedBuffer<T> vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        foreach (T value in vector.Span)
            largest = T.Max(largest, T.Abs(value));
        return double.CreateChecked(largest);
    }

    /// <summary>result ← factor · vector.</summary>
    public static void Scale<T>(AlignedBuffer<T> vector, double factor, AlignedBuffer<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T scale = T.CreateChecked(factor);
        for (nuint i = 0; i < (nuint)vector.Length; i += (nuint)Vector<T>.Count)
            Vector.StoreUnsafe(scale * Vector.LoadUnsafe(ref vector.Reference, i), ref result.Reference, i);
    }

    /// <summary>result ← one + factor · other.</summary>
    public static void Add<T>(AlignedBuffer<T> one, double factor, AlignedBuffer<T> other, AlignedBuffer<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T scale = T.CreateChecked(factor);
        for (nuint i = 0; i < (nuint)one.Length; i += (nuint)Vector<T>.Count)
            Vector.StoreUnsafe(Vector.LoadUnsafe(ref one.Reference, i) + (scale * Vector.LoadUnsafe(ref other.Reference, i)), ref result.Reference, i);
    }
}
