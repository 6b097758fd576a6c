using System.Numerics;

namespace NetGen;

/// <summary>What the labels of a CIFAR file are.</summary>
public enum CifarLabels
{
    /// <summary>The 10 classes of CIFAR-10.</summary>
    Cifar10,

    /// <summary>The 100 fine classes of CIFAR-100, such as apple or whale.</summary>
    Cifar100Fine,

    /// <summary>The 20 coarse classes of CIFAR-100, such as fruit and vegetables.</summary>
    Cifar100Coarse,
}

/// <summary>
/// Reads the binary files of CIFAR-10 and CIFAR-100 (A. Krizhevsky, «Learning multiple layers of features from tiny images», 2009),
/// compressed with gzip or not: records of one label, or of a coarse and a fine one, and a picture of 3×32×32 bytes, red, green and blue.
/// The format has no header: a file is known by its length and its labels. <see cref="MappedCifar"/> reads them without holding them in
/// memory.
/// </summary>
public static class CifarFile
{
    /// <summary>Reads files, such as the five batches to train with, as one data set.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="labels">Which set it is, and which of its labels are the targets.</param>
    /// <param name="paths">The paths of the files, whose samples follow one another.</param>
    /// <returns>Pictures of 3×32×32 values from 0 to 1, and their classes.</returns>
    /// <exception cref="DataFileException">A file is damaged, of the other set or empty; the message names the record.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">No path is given.</exception>
    public static PictureDataset<T> ReadDataset<T>(CifarLabels labels, params ReadOnlySpan<string> paths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CifarRecords records = CifarRecords.Of(labels);
        CifarRecords.CheckPaths(paths);
        var files = new byte[paths.Length][];
        long count = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(paths[i], nameof(paths));
            using FileStream stream = File.OpenRead(paths[i]);
            files[i] = ReadBytes(stream, records, $"'{paths[i]}'");
            count += files[i].Length / records.Length;
        }

        if (count * CifarRecords.Shape.Length > Array.MaxLength)
            throw new DataFileException($"The {paths.Length} files have {count} pictures of {CifarRecords.Shape.Length} values; at most {Array.MaxLength} values are read into memory. Open them with MappedCifar.");
        return ToDataset<T>(records, files, (int)count);
    }

    /// <summary>Reads a file from a stream, from its position to its end.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="labels">Which set it is, and which of its labels are the targets.</param>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>Pictures of 3×32×32 values from 0 to 1, and their classes.</returns>
    /// <exception cref="DataFileException">The content is damaged, of the other set or empty; the message names the record.</exception>
    public static PictureDataset<T> ReadDataset<T>(CifarLabels labels, Stream stream, string? source = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        CifarRecords records = CifarRecords.Of(labels);
        source ??= "The stream";
        byte[] file = ReadBytes(stream, records, source);
        int count = file.Length / records.Length;
        return (long)count * CifarRecords.Shape.Length <= Array.MaxLength
            ? ToDataset<T>(records, [file], count)
            : throw new DataFileException($"{source} has {count} pictures of {CifarRecords.Shape.Length} values; at most {Array.MaxLength} values are read into memory. Open it with MappedCifar.");
    }

    /// <summary>
    /// Reads all files of the set in a directory, under the names that they are given out with: <c>data_batch_1.bin</c> to
    /// <c>data_batch_5.bin</c> and <c>test_batch.bin</c> of CIFAR-10, <c>train.bin</c> and <c>test.bin</c> of CIFAR-100; or with
    /// <c>.gz</c> behind.
    /// </summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="labels">Which set it is, and which of its labels are the targets.</param>
    /// <param name="directory">The path of the directory.</param>
    /// <returns>The pictures to train with and those to test with.</returns>
    /// <exception cref="DataFileException">A file is damaged, of the other set or empty; the message names the record.</exception>
    /// <exception cref="FileNotFoundException">Files are missing; the message names them.</exception>
    public static (PictureDataset<T> Training, PictureDataset<T> Test) ReadDirectory<T>(CifarLabels labels, string directory)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (string[] training, string[] test) = CifarRecords.Of(labels).FilesIn(directory);
        return (ReadDataset<T>(labels, training), ReadDataset<T>(labels, test));
    }

    private static byte[] ReadBytes(Stream stream, CifarRecords records, string source)
    {
        byte[] bytes = DataStream.ReadWhole(stream, source, (content, sized) =>
        {
            long length = sized is null ? Array.MaxLength : records.CheckLength(sized.Length - sized.Position, source);
            byte[] read = length <= Array.MaxLength ? DataStream.ReadUpTo(content, (int)length, trusted: sized is not null) : [];
            return content.ReadByte() < 0
                ? read
                : throw new DataFileException($"{source} has more bytes than the {Array.MaxLength} that are read into memory. Open it with MappedCifar, unpacked.");
        });
        records.CheckLength(bytes.Length, source);
        for (int record = 0; record < bytes.Length / records.Length; record++)
            records.Check(bytes.AsSpan(record * records.Length), record, source);
        return bytes;
    }

    private static PictureDataset<T> ToDataset<T>(CifarRecords records, byte[][] files, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pictures = new T[count * CifarRecords.Shape.Length];
        int[] classes = new int[count];
        int sample = 0;
        foreach (byte[] file in files)
        {
            for (int start = 0; start < file.Length; start += records.Length, sample++)
            {
                ReadOnlySpan<byte> record = file.AsSpan(start, records.Length);
                classes[sample] = records.LabelOf(record);
                records.CopyPicture(record, pictures.AsSpan(sample * CifarRecords.Shape.Length, CifarRecords.Shape.Length));
            }
        }

        return new PictureDataset<T>(new DataColumn<T>(pictures, CifarRecords.Shape.Length), new DataColumn<T>(classes), CifarRecords.Shape, records.ClassNames);
    }
}
