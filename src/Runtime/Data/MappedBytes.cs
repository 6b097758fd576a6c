using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace NetGen;

/// <summary>The bytes of a file that the operating system brings in as they are touched. Any number of threads may read at once.</summary>
internal sealed class MappedBytes : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <summary>Maps an open file, which is closed with this.</summary>
    /// <param name="stream">The file; not empty.</param>
    public MappedBytes(FileStream stream)
    {
        file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Opens a file to map, and lets its content be looked at before that.</summary>
    /// <typeparam name="TResult">What is made of the file.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="map">Checks the content, from the first byte on, and maps it; gets the file and what messages call it.</param>
    /// <returns>What <paramref name="map"/> returned.</returns>
    /// <exception cref="DataFileException">The file is compressed.</exception>
    public static TResult Open<TResult>(string path, Func<FileStream, string, TResult> map)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string source = $"'{path}'";
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 256);
        try
        {
            if (stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B)
                throw new DataFileException($"{source} is compressed, so that its samples cannot be found. Unpack it first, or read it into memory.");
            stream.Position = 0;
            return map(stream, source);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A part of the file.</summary>
    /// <param name="offset">Its first byte.</param>
    /// <param name="length">How many bytes; they must be there.</param>
    /// <returns>The part; dispose of it when it is read.</returns>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public Part At(long offset, int length) => new(view, offset, length);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    /// <summary>Bytes that stay mapped until this is disposed of, should another thread close the file meanwhile.</summary>
    public readonly unsafe ref struct Part : IDisposable
    {
        private readonly SafeMemoryMappedViewHandle handle;

        internal Part(MemoryMappedViewAccessor view, long offset, int length)
        {
            handle = view.SafeMemoryMappedViewHandle;
            bool held = false;
            handle.DangerousAddRef(ref held);
            Bytes = new ReadOnlySpan<byte>((byte*)handle.DangerousGetHandle() + view.PointerOffset + offset, length);
        }

        /// <summary>The bytes.</summary>
        public ReadOnlySpan<byte> Bytes { get; }

        /// <summary>Lets go of them.</summary>
        public void Dispose() => handle.DangerousRelease();
    }
}
