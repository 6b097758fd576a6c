using System.Security.Cryptography;

namespace NetGen;

/// <summary>Writes a file such that at its path there is at any time either all of the old content or all of the new.</summary>
internal static class AtomicFile
{
    private const string Extension = ".tmp";

    private const int RandomDigits = 16;

    // No write pauses for as long; and one that did would still hold its file locked.
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>
    /// Writes to a temporary file beside the path, <c>file.0123456789abcdef.tmp</c> with random digits, flushes it to the disk and renames
    /// it. Then those are removed that writers of the same file left when they were killed, once they are an hour old.
    /// </summary>
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
        string temporary = $"{target}.{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}{Extension}";
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

        RemoveLeftovers(target, directory);
    }

    private static void RemoveLeftovers(string target, string directory)
    {
        try
        {
            DateTime newest = DateTime.UtcNow - LeftoverAge;
            foreach (string file in Directory.EnumerateFiles(directory, "*" + Extension).Where(file => IsTemporary(file, target) && File.GetLastWriteTimeUtc(file) < newest))
            {
                // Opening fails while a writer lives.
                using var leftover = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file was saved; what could not be removed is left to the next save.
        }
    }

    private static bool IsTemporary(string file, string target) =>
        file.StartsWith(target + ".", StringComparison.Ordinal)
        && file.EndsWith(Extension, StringComparison.Ordinal)
        && file.Length == target.Length + 1 + RandomDigits + Extension.Length
        && file.Substring(target.Length + 1, RandomDigits).All(char.IsAsciiHexDigitLower);
}
