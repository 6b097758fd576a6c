using System.Numerics;

namespace NetGen;

/// <summary>
/// Files of CIFAR-10 or CIFAR-100 whose pictures are read when they are asked for, through memory-mapped files; the labels are read and
/// checked when the files are opened. The files must not be changed or cut short while they are open. Close them by
/// <see cref="Dispose"/> after all that reads from them; reading later throws. Any number of threads may read at once.
/// </summary>
public sealed class MappedCifar : IDisposable
{
    private readonly CifarRecords records;
    private readonly MappedBytes[] files;

    // The ordinal of the first sample behind each file.
    private readonly int[] ends;
    private readonly int[] classes;

    private MappedCifar(CifarRecords records, List<(MappedBytes Bytes, byte[] Classes)> files)
    {
        this.records = records;
        this.files = [.. files.Select(file => file.Bytes)];
        ends = new int[files.Count];
        classes = new int[files.Sum(file => file.Classes.Length)];
        int count = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            foreach (byte label in files[i].Classes)
                classes[count++] = label;
            ends[i] = count;
        }
    }

    /// <summary>How many samples there are.</summary>
    public int Count => classes.Length;

    /// <summary>Opens files, such as the five batches to train with, whose samples follow one another.</summary>
    /// <param name="labels">Which set it is, and which of its labels are the targets.</param>
    /// <param name="paths">The paths of the files; they must not be compressed.</param>
    /// <returns>The files.</returns>
    /// <exception cref="DataFileException">A file is damaged, compressed, of the other set or empty; the message names the record.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">No path is given.</exception>
    public static MappedCifar Open(CifarLabels labels, params ReadOnlySpan<string> paths)
    {
        CifarRecords records = CifarRecords.Of(labels);
        CifarRecords.CheckPaths(paths);
        var files = new List<(MappedBytes Bytes, byte[] Classes)>();
        try
        {
            foreach (string path in paths)
                files.Add(MappedBytes.Open(path, (stream, source) => Open(records, stream, source)));
            return new MappedCifar(records, files);
        }
        catch
        {
            foreach ((MappedBytes file, _) in files)
                file.Dispose();
            throw;
        }
    }

    /// <summary>Opens all files of the set in a directory, under the names that <see cref="CifarFile.ReadDirectory"/> looks for.</summary>
    /// <param name="labels">Which set it is, and which of its labels are the targets.</param>
    /// <param name="directory">The path of the directory.</param>
    /// <returns>The pictures to train with and those to test with.</returns>
    /// <exception cref="DataFileException">A file is damaged, compressed, of the other set or empty; the message names the record.</exception>
    /// <exception cref="FileNotFoundException">Files are missing; the message names them.</exception>
    public static (MappedCifar Training, MappedCifar Test) OpenDirectory(CifarLabels labels, string directory)
    {
        (string[] training, string[] test) = CifarRecords.Of(labels).FilesIn(directory);
        MappedCifar opened = Open(labels, training);
        try
        {
            return (opened, Open(labels, test));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The samples as a data set, whose labels are in memory.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <returns>Pictures of 3×32×32 values from 0 to 1, read from the files, and their classes.</returns>
    public PictureDataset<T> ToDataset<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(new DataColumn<T>(new Pictures<T>(this)), new DataColumn<T>(classes), CifarRecords.Shape, records.ClassNames);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (MappedBytes file in files)
            file.Dispose();
    }

    private static (MappedBytes Bytes, byte[] Classes) Open(CifarRecords records, FileStream stream, string source)
    {
        long count = records.CheckLength(stream.Length, source) / records.Length;
        if (count > Array.MaxLength)
            throw new DataFileException($"{source} has {count} records; at most {Array.MaxLength} are opened. Divide it into several files and data sets.");
        var bytes = new MappedBytes(stream);
        try
        {
            byte[] classes = new byte[count];
            for (int record = 0; record < classes.Length; record++)
            {
                using MappedBytes.Part part = bytes.At((long)record * records.Length, records.Length);
                records.Check(part.Bytes, record, source);
                classes[record] = (byte)records.LabelOf(part.Bytes);
            }

            return (bytes, classes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private sealed class Pictures<T>(MappedCifar set) : SampleReader<T>(set.Count, CifarRecords.Shape.Length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public override void Read(int sample, Span<T> destination)
        {
            int file = 0;
            while (sample >= set.ends[file])
                file++;
            int record = file == 0 ? sample : sample - set.ends[file - 1];
            using MappedBytes.Part part = set.files[file].At((long)record * set.records.Length, set.records.Length);
            set.records.CopyPicture(part.Bytes, destination);
        }
    }
}
