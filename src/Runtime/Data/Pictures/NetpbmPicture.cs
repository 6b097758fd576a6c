using System.Buffers.Binary;
using System.Numerics;

namespace NetGen;

/// <summary>The content of a PGM or PPM file.</summary>
public sealed class NetpbmPicture
{
    // In the order of the file, channel by channel within a pixel, and the higher byte first where a value has two.
    private readonly byte[] data;

    internal NetpbmPicture(NetpbmHeader header, byte[] data)
    {
        Header = header;
        this.data = data;
    }

    /// <summary>How many channels there are: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels => Header.Shape.Channels;

    /// <summary>How many rows there are.</summary>
    public int Height => Header.Shape.Height;

    /// <summary>How many columns there are.</summary>
    public int Width => Header.Shape.Width;

    /// <summary>The value of full brightness in the file, from 1 to 65535.</summary>
    public int Maximum => Header.Maximum;

    /// <summary>What the file said before its values.</summary>
    internal NetpbmHeader Header { get; }

    /// <summary>The values from 0 to 1.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <returns>A new array, channels × height × width.</returns>
    public T[] ToValues<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[Header.Shape.Length];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies the values, from 0 to 1.</summary>
    /// <param name="destination">Where they go, channels × height × width.</param>
    internal void CopyTo<T>(Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T maximum = T.CreateChecked(Maximum);
        int area = Header.Shape.Area, channels = Channels, place = 0;
        for (int pixel = 0; pixel < area; pixel++)
        {
            for (int channel = 0; channel < channels; channel++, place++)
            {
                int value = Header.ValueSize == 1 ? data[place] : BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(2 * place));
                destination[(channel * area) + pixel] = T.CreateTruncating(value) / maximum;
            }
        }
    }
}
