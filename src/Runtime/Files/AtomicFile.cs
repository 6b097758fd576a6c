namespace NetGen;

/// <summary>Writes a file such that at its path there is at any time either all of the old content or all of the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary file beside the path, flushes it to the disk and renames it.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="IOException">The file cannot be written; no temporary file is left.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        // A rename would replace a link instead of what it points to.
        if (new FileInfo(target) is { LinkTarget: not null } link)
            target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Directory.Exists(target))
            throw new IOException($"Cannot save to '{path}': it is a directory. Give the path of a file in it.");
        string? directory = Path.GetDirectoryName(target);
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"Cannot save to '{path}': the directory '{directory}' does not exist. Create it first.");
        string temporary = Path.Combine(directory, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                // Otherwise the rename could reach the disk before the content.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
