using System.Security.Cryptography;
using System.Text;

namespace NetGen.Tests;

/// <summary>
/// Keeps what was compiled from the same texts beside this assembly. The suite runs once for each vector width, and the images have the code
/// of all widths: compiling them again each time would be most of the time.
/// </summary>
internal static class ImageCache
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "images");

    /// <summary>The image of some texts.</summary>
    /// <param name="texts">Everything that is compiled.</param>
    /// <param name="references">A type of each assembly that changes and that they are compiled against.</param>
    /// <param name="compile">Compiles them.</param>
    /// <returns>The image.</returns>
    public static byte[] GetOrAdd(IReadOnlyCollection<string> texts, IReadOnlyCollection<Type> references, Func<byte[]> compile)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // A reference that was built anew has another version identifier.
        foreach (var type in references.Append(typeof(object)))
            hash.AppendData(type.Module.ModuleVersionId.ToByteArray());
        foreach (var text in texts)
            hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
        var path = Path.Combine(Folder, Convert.ToHexString(hash.GetHashAndReset()) + ".dll");
        if (File.Exists(path))
            return File.ReadAllBytes(path);
        var image = compile();
        Directory.CreateDirectory(Folder);
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, path, overwrite: true);
        return image;
    }
}
