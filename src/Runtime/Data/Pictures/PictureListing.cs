using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>The pictures in the folders of classes, which nobody has opened yet.</summary>
internal sealed class PictureListing
{
    private static readonly string[] Endings = [".pgm", ".ppm", ".pnm", ".pgm.gz", ".ppm.gz", ".pnm.gz"];

    // Pictures that are not read and whose lack would not be noticed.
    private static readonly string[] OtherEndings =
        [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".heic", ".jp2", ".jxl", ".tga", ".pbm", ".pam", ".pfm"];

    private readonly ImmutableArray<string> classNames;
    private readonly int[] classes;

    private PictureListing(ImmutableArray<string> classNames, ImmutableArray<string> paths, int[] classes)
    {
        this.classNames = classNames;
        Paths = paths;
        this.classes = classes;
    }

    /// <summary>The paths of the pictures, at least one, class after class.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Lists the pictures below a folder.</summary>
    /// <param name="path">The path of the folder.</param>
    /// <param name="known">All classes in their order; empty to take those there are.</param>
    /// <exception cref="DataFileException">There are no classes, or there is no picture of one, or one that is not read.</exception>
    public static PictureListing Of(string path, ImmutableArray<string> known)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] folders = NamesOf(Directory.EnumerateDirectories(path));
        foreach (string name in NamesOf(Directory.EnumerateFiles(path)))
        {
            if (HasEnding(name, Endings) || HasEnding(name, OtherEndings))
                throw new DataFileException($"'{Path.Combine(path, name)}' lies in no folder of a class. Move it into the folder of its class, beside which only folders of classes lie.");
        }

        if (folders.Length == 0)
            throw new DataFileException($"'{path}' has no folders; expected a folder a class with its pictures.");
        Dictionary<string, int> ordinals = Ordinals(known.IsDefaultOrEmpty ? [.. folders] : known);
        var paths = ImmutableArray.CreateBuilder<string>();
        var classes = new List<int>();
        foreach (string folder in folders)
        {
            string found = Path.Combine(path, folder);
            if (!ordinals.TryGetValue(folder, out int ordinal))
                throw new DataFileException($"'{found}' is of no known class; they are {string.Join(", ", known.Select(name => $"'{name}'"))}. Remove the folder or rename it.");
            string[] pictures = PicturesIn(found);
            paths.AddRange(pictures.Select(name => Path.Combine(found, name)));
            classes.AddRange(Enumerable.Repeat(ordinal, pictures.Length));
        }

        return new PictureListing(known.IsDefaultOrEmpty ? [.. folders] : known, paths.ToImmutable(), [.. classes]);
    }

    /// <summary>Checks that a picture is of the size of the first.</summary>
    /// <exception cref="DataFileException">It is not.</exception>
    public void CheckShape(int ordinal, PictureShape found, PictureShape first)
    {
        if (found != first)
            throw new DataFileException($"'{Paths[ordinal]}' has {Sizes(found)}, but '{Paths[0]}' has {Sizes(first)}; all pictures must have one size. Scale or cut them to it.");
    }

    /// <summary>The pictures as a data set.</summary>
    public PictureDataset<T> ToDataset<T>(DataColumn<T> pictures, PictureShape shape)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(pictures, new DataColumn<T>(classes), shape, classNames);

    private static string Sizes(PictureShape shape) => $"{shape.Width}×{shape.Height} pixels in {shape.Channels} channel(s)";

    private static string[] PicturesIn(string folder)
    {
        if (NamesOf(Directory.EnumerateDirectories(folder)) is [string inner, ..])
            throw new DataFileException($"'{Path.Combine(folder, inner)}' is a folder within that of a class; pictures lie directly in the folder of their class. Move what is in it.");
        string[] names = NamesOf(Directory.EnumerateFiles(folder));
        if (Array.Find(names, name => HasEnding(name, OtherEndings)) is { } other)
            throw new DataFileException($"'{Path.Combine(folder, other)}' is of a format that is not read; expected {string.Join(", ", Endings)}. Convert or remove it.");
        string[] pictures = Array.FindAll(names, name => HasEnding(name, Endings));
        return pictures.Length > 0
            ? pictures
            : throw new DataFileException($"'{folder}' holds no pictures; expected files that end in {string.Join(", ", Endings)}. Remove the folder if there is no such class.");
    }

    private static string[] NamesOf(IEnumerable<string> paths) =>
        [.. paths.Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    private static bool HasEnding(string name, string[] endings) => Array.Exists(endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, int> Ordinals(ImmutableArray<string> classNames)
    {
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in classNames)
        {
            if (!ordinals.TryAdd(name, ordinals.Count))
                throw new ArgumentException($"The class '{name}' is named twice.", nameof(classNames));
        }

        return ordinals;
    }
}
