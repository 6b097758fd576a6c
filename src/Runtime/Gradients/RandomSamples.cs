using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Random samples of the shapes that a network declares.</summary>
internal static class RandomSamples
{
    // Keeps its random numbers apart from others of the seed; a column adds its ordinal.
    private const ulong Stream = 0x636865636B000000;

    public static Dataset<T> Make<T>(NetworkSignature signature, int count, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ulong stream = Stream;
        return new Dataset<T>(
            [.. signature.Inputs.Select(input => Input<T>(input, count, new Philox(seed, stream++)))],
            [.. signature.Targets.Select(target => Target<T>(target, Classes(signature, target), count, new Philox(seed, stream++)))]);
    }

    private static DataColumn<T> Input<T>(SlotSignature slot, int count, Philox random)
        where T : unmanaged, IFloatingPointIeee754<T> => slot.Type == ElementType.Int32
        ? new DataColumn<T>(Draw(count * slot.Length, i => random.Below(2, i)), slot.Length)
        : new DataColumn<T>(Draw(count * slot.Length, i => T.CreateChecked(random.Normal(i))), slot.Length);

    private static DataColumn<T> Target<T>(SlotSignature slot, int classes, int count, Philox random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (slot.Type == ElementType.Int32)
            return new DataColumn<T>(Draw(count * slot.Length, i => random.Below(Math.Max(1, slot.Classes), i)), slot.Length);
        T[] values = Draw(count * slot.Length, i => T.CreateChecked(random.UniformDouble(i)));
        for (int row = 0; classes > 0 && row < values.Length; row += classes)
        {
            T sum = T.Zero;
            foreach (T value in values.AsSpan(row, classes))
                sum += value;
            foreach (ref T value in values.AsSpan(row, classes))
                value /= sum;
        }

        return new DataColumn<T>(values, slot.Length);
    }

    // Of a target that is a distribution over the classes of an output; otherwise 0.
    private static int Classes(NetworkSignature signature, SlotSignature target) =>
        signature.Outputs.FirstOrDefault(output => output.Classes > 0 && output.Length == target.Length)?.Classes ?? 0;

    private static TItem[] Draw<TItem>(int length, Func<ulong, TItem> draw)
    {
        var items = new TItem[length];
        for (int i = 0; i < items.Length; i++)
            items[i] = draw((ulong)i);
        return items;
    }
}
