using System.Collections.Immutable;
using System.IO.Compression;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Reads and writes NPZ files, NumPy's format of several named arrays: a zip archive of NPY files, stored as by <c>numpy.savez</c> or
/// deflated as by <c>numpy.savez_compressed</c>. An array is read when it is asked for. For one thread at a time.
/// </summary>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    private readonly Stream stream;
    private readonly ZipArchive archive;
    private readonly string source;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);

    private NpzFile(Stream stream, string source)
    {
        this.stream = stream;
        this.source = source;
        archive = Guarded(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (ZipArchiveEntry entry in Guarded(() => archive.Entries))
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                continue;
            string name = entry.FullName[..^Extension.Length];
            if (!entries.TryAdd(name, entry))
                throw Damaged($"it has array {Excerpt.Of(name)} twice");
            names.Add(name);
        }

        Names = names.ToImmutable();
    }

    /// <summary>The names of the arrays in the order of the file; <c>arr_0</c> and so on where <c>numpy.savez</c> was given none.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Reads an array.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    /// <exception cref="DataFileException">It is damaged or not an array of numbers, or it expands beyond reason.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public NumPyArray this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return entries.TryGetValue(name, out ZipArchiveEntry? entry)
                ? Guarded(() => Read(entry, $"{source}, array {Excerpt.Of(name)}"))
                : throw new KeyNotFoundException($"{source} has no array '{name}'; it has {string.Join(", ", Names.Select(found => $"'{found}'"))}.");
        }
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The file; close it by <see cref="Dispose"/>.</returns>
    /// <exception cref="DataFileException">The file is not an intact archive.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static NpzFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = File.OpenRead(path);
        try
        {
            return new NpzFile(stream, $"'{path}'");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens the bytes of a file.</summary>
    /// <param name="bytes">The whole file; it is not copied.</param>
    /// <param name="source">What messages call the file; <c>The archive</c> by default.</param>
    /// <returns>The file.</returns>
    /// <exception cref="DataFileException">The bytes are not an intact archive.</exception>
    public static NpzFile Open(byte[] bytes, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new NpzFile(new MemoryStream(bytes, writable: false), source ?? "The archive");
    }

    /// <summary>Reads a data set of two arrays of a file, whose first axis counts the samples.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="inputs">The name of the inputs.</param>
    /// <param name="targets">The name of the targets: class indices where the elements are integers, numbers where they are floating-point.</param>
    /// <param name="divisor">What to divide the inputs by, such as 255 for pixels; 1 by default.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="DataFileException">The file is damaged, or the arrays have different numbers of samples.</exception>
    /// <exception cref="KeyNotFoundException">There is no array of a name.</exception>
    public static Dataset<T> ReadDataset<T>(string path, string inputs = "x", string targets = "y", double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using NpzFile file = Open(path);
        return NumPyArray.ToDataset<T>(file[inputs], file[targets], divisor);
    }

    /// <summary>Writes a file. The old one stays whole until the new one is: it is written beside it, flushed and renamed, as by <see cref="WeightFile"/>.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="arrays">The arrays with their names; equal ones make equal files.</param>
    /// <param name="compressed">Whether to deflate them, as <c>numpy.savez_compressed</c> does.</param>
    /// <exception cref="ArgumentException">A name is empty or appears twice.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NumPyArray>> arrays, bool compressed = false)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        KeyValuePair<string, NumPyArray>[] all = [.. arrays];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, _) in all)
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
                throw new ArgumentException($"The name '{name}' of an array is empty or appears twice.", nameof(arrays));
        }

        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NumPyArray array) in all)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + Extension, compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                // The earliest time that zip files know, as in NumPy's.
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream content = entry.Open();
                NumPyFile.Write(content, array);
            }
        });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        archive.Dispose();
        stream.Dispose();
    }

    private NumPyArray Read(ZipArchiveEntry entry, string name)
    {
        long packed = entry.CompressedLength, length = entry.Length;
        if (packed > stream.Length)
            throw new DataFileException($"{name} claims {packed} bytes; the whole file has {stream.Length}. Copy or download it again.");
        if (length > DataStream.MostExpanded(packed))
            throw DataStream.ExpandsTooFar(name, packed);
        using var content = new Checked(entry.Open(), length, entry.Crc32);
        NumPyHeader header = NumPyHeader.Read(content, name);
        // Where nothing was compressed, the bytes are known to be there.
        return NumPyFile.Read(content, header, length - content.Count, trusted: packed == length, name);
    }

    private TResult Guarded<TResult>(Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }
    }

    private DataFileException Damaged(string what, Exception? inner = null) =>
        new($"{source} is not an intact NPZ file: {what}. Copy or download it again.", inner);

    /// <summary>The content of a member: no more than it claims, and at its end of the claimed checksum, which the archive does not check.</summary>
    private sealed class Checked(Stream content, long length, uint expected) : ForwardStream
    {
        private uint crc;

        /// <summary>How many bytes were read.</summary>
        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = content.Read(buffer);
            Count += read;
            crc = Crc32.Append(crc, buffer[..read]);
            if (Count > length)
                throw new InvalidDataException($"More than the {length} bytes that it claims follow.");
            return read > 0 || buffer.IsEmpty || crc == expected
                ? read
                : throw new InvalidDataException($"The checksum of the content is {crc:X8}; expected {expected:X8}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
