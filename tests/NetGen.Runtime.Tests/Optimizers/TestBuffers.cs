using System.Collections.Immutable;
using System.Numerics;

namespace NetGen.Tests.Optimizers;

internal static class TestBuffers
{
    /// <summary>A matrix in panels and a vector, both with padding.</summary>
    public static BufferLayout Layout { get; } = Make("Dense1");

    public static BufferLayout Make(string name, int rows = 21, int columns = 7)
    {
        var weight = new TensorLayout($"{name}.weight", $"{name}.weight", [rows, columns], 0, Packing.RowPanels, new TensorInitializer(Initializer.Default, columns, rows));
        var bias = new TensorLayout($"{name}.bias", $"{name}.bias", [rows], weight.StorageLength, Packing.RowMajor, new TensorInitializer(Initializer.Default, columns, rows));
        return new BufferLayout([weight, bias]);
    }

    public static BufferLayout Scalars(int count = 1) =>
        new(ImmutableArray.Create(new TensorLayout("w", "w", [count], 0, Packing.RowMajor, new TensorInitializer(Initializer.Zeros, 1, 1))));

    public static FlatBuffer<T> Random<T>(BufferLayout layout, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var buffer = new FlatBuffer<T>(layout);
        Refill(buffer, new Random(seed));
        return buffer;
    }

    public static void Refill<T>(FlatBuffer<T> buffer, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int t = 0; t < buffer.Layout.Tensors.Length; t++)
        {
            TensorView<T> tensor = buffer[t];
            for (int i = 0; i < tensor.Length; i++)
                tensor[i] = T.CreateChecked((random.NextDouble() * 2) - 1);
        }
    }

    public static T[] Logical<T>(FlatBuffer<T> buffer)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, buffer.Layout.Tensors.Length).SelectMany(t => buffer[t].ToArray())];

    public static void AssertPaddingIsZero<T>(FlatBuffer<T> buffer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var used = new HashSet<int>(buffer.Layout.Tensors.SelectMany(tensor => Enumerable.Range(0, tensor.Length).Select(tensor.PositionOf)));
        for (int i = 0; i < buffer.Span.Length; i++)
        {
            if (!used.Contains(i))
                Assert.Equal(T.Zero, buffer.Span[i]);
        }

        Assert.NotEqual(used.Count, buffer.Span.Length);
    }
}
