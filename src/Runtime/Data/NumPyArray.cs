using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>An array of numbers of the NumPy world: the content of an NPY file, or of one member of an NPZ file. It is row-major.</summary>
public sealed class NumPyArray
{
    private readonly Array data;
    private readonly string source;

    internal NumPyArray(NumPyHeader header, Array data, string source)
    {
        Header = header;
        this.data = data;
        this.source = source;
    }

    /// <summary>The type of the elements.</summary>
    public NumericType Type => Header.Type;

    /// <summary>The sizes of the axes; empty for a single number.</summary>
    public ImmutableArray<int> Shape => Header.Shape;

    /// <summary>How many elements there are.</summary>
    public int Count => (int)Header.Count;

    internal NumPyHeader Header { get; }

    /// <summary>The elements as they lie in the file.</summary>
    internal ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(data), Buffer.ByteLength(data));

    /// <summary>Makes an array of float32 to write. Nothing is copied.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The sizes of the axes; one axis by default.</param>
    /// <returns>The array.</returns>
    /// <exception cref="ArgumentException">The shape has more or fewer elements.</exception>
    public static NumPyArray Of(float[] values, params ReadOnlySpan<int> shape) => Of(NumericType.Float32, values, shape);

    /// <summary>Makes an array of float64 to write. Nothing is copied.</summary>
    /// <inheritdoc cref="Of(float[], ReadOnlySpan{int})"/>
    public static NumPyArray Of(double[] values, params ReadOnlySpan<int> shape) => Of(NumericType.Float64, values, shape);

    /// <summary>Makes an array of int32 to write. Nothing is copied.</summary>
    /// <inheritdoc cref="Of(float[], ReadOnlySpan{int})"/>
    public static NumPyArray Of(int[] values, params ReadOnlySpan<int> shape) => Of(NumericType.Int32, values, shape);

    /// <summary>Makes an array of int64 to write. Nothing is copied.</summary>
    /// <inheritdoc cref="Of(float[], ReadOnlySpan{int})"/>
    public static NumPyArray Of(long[] values, params ReadOnlySpan<int> shape) => Of(NumericType.Int64, values, shape);

    /// <summary>Makes a data set of two arrays whose first axis counts the samples.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="inputs">The inputs.</param>
    /// <param name="targets">The targets: class indices where the elements are integers, numbers where they are floating-point.</param>
    /// <param name="divisor">What to divide the inputs by, such as 255 for pixels; 1 by default.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="DataFileException">An array has no samples' axis, they have different numbers of samples, or an index exceeds 32 bits.</exception>
    public static Dataset<T> ToDataset<T>(NumPyArray inputs, NumPyArray targets, double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        DataColumn<T> samples = inputs.ToColumn<T>(divisor);
        DataColumn<T> wanted = NumericElements.IsInteger(targets.Type) ? targets.ToIndexColumn<T>() : targets.ToColumn<T>();
        return samples.Count == wanted.Count
            ? new Dataset<T>([samples], [wanted])
            : throw new DataFileException($"{inputs.source} has {samples.Count} samples, {targets.source} has {wanted.Count}. The first axis of both counts them and must have one size.");
    }

    /// <summary>The elements as floating-point numbers; those beyond the range of <typeparamref name="T"/> become infinite.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <returns>A new array, row-major.</returns>
    public T[] ToValues<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[Count];
        NumericElements.ToValues(Type, Header.IsBigEndian, Bytes, values.AsSpan());
        return values;
    }

    /// <summary>The elements as integers, such as labels.</summary>
    /// <returns>A new array, row-major.</returns>
    /// <exception cref="DataFileException">The elements are floating-point numbers, or one exceeds 32 bits.</exception>
    public int[] ToIndices()
    {
        if (!NumericElements.IsInteger(Type))
            throw new DataFileException($"{source} holds elements of type {Type}; expected integers, such as labels. Read it with ToValues.");
        int[] indices = new int[Count];
        int wrong = NumericElements.ToIndices(Type, Header.IsBigEndian, Bytes, indices);
        return wrong < 0
            ? indices
            : throw new DataFileException($"{source} has an element of type {Type}, number {wrong} in row-major order, that is not from {int.MinValue} to {int.MaxValue}.");
    }

    /// <summary>The elements as a column of numbers; the first axis counts the samples.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="divisor">What to divide the elements by, such as 255 for pixels; 1 by default.</param>
    /// <returns>The column.</returns>
    /// <exception cref="DataFileException">There is no axis, or a sample has no elements.</exception>
    public DataColumn<T> ToColumn<T>(double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = NumPyHeader.SampleLength(Shape, source);
        T[] values = ToValues<T>();
        Dataset.Divide(values.AsSpan(), T.CreateChecked(divisor));
        return new DataColumn<T>(values, length);
    }

    /// <summary>The elements as a column of integers; the first axis counts the samples.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <returns>The column.</returns>
    /// <exception cref="DataFileException">There is no axis, a sample has no elements, or one is not an integer of 32 bits.</exception>
    public DataColumn<T> ToIndexColumn<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = NumPyHeader.SampleLength(Shape, source);
        return new DataColumn<T>(ToIndices(), length);
    }

    private static NumPyArray Of(NumericType type, Array values, ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        var header = new NumPyHeader(type, !BitConverter.IsLittleEndian, IsColumnMajor: false, shape.IsEmpty ? [values.Length] : [.. shape]);
        Int128 count = header.Shape.Any(size => size < 0) ? -1 : header.Shape.Aggregate((Int128)1, (product, size) => Int128.Min(product * size, long.MaxValue));
        return count == values.Length
            ? new NumPyArray(header, values, "The array")
            : throw new ArgumentException($"Shape {ShapeText.Of(header.Shape)} does not have the {values.Length} elements given.", nameof(shape));
    }
}
