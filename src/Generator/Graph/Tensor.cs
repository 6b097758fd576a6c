namespace NetGen.Generator.Graph;

/// <summary>Numbers in the interpreter: row-major, one shape after another for each sample.</summary>
public sealed class Tensor
{
    /// <summary>Makes a tensor of zeros.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="count">How many samples; 1 for what is not batched.</param>
    public Tensor(Shape shape, int count)
        : this(shape, count, new double[shape.Length * count])
    {
    }

    /// <summary>Wraps numbers.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="data">The numbers.</param>
    public Tensor(Shape shape, int count, double[] data)
    {
        if (data.Length != shape.Length * count)
            throw new ArgumentException($"{data.Length} numbers for {count} samples of shape {shape}");
        Shape = shape;
        Count = count;
        Data = data;
    }

    /// <summary>The shape of a sample.</summary>
    public Shape Shape { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; }

    /// <summary>The numbers.</summary>
    public double[] Data { get; }

    /// <summary>A number.</summary>
    /// <param name="index">Its ordinal among all.</param>
    public double this[int index]
    {
        get => Data[index];
        set => Data[index] = value;
    }

    /// <summary>The tensor of f at each number.</summary>
    /// <param name="f">The function.</param>
    /// <returns>A new tensor.</returns>
    public Tensor Map(Func<double, double> f) => new(Shape, Count, Data.Select(f).ToArray());
}
