using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using NetGen.Generator.Tests;

namespace NetGen.Package.Tests;

/// <summary>
/// The packages, packed from what was built, in a directory of their own. Their version is new with every run, so that no cache holds
/// one of it; they are restored from that directory into that directory, and other packages come from those of the machine.
/// </summary>
[CollectionDefinition(Collection)]
public sealed class PackedProducts : ICollectionFixture<PackedProducts>, IDisposable
{
    /// <summary>The tests that share them.</summary>
    public const string Collection = "Packages";

    /// <summary>Packs.</summary>
    public PackedProducts()
    {
        string suffix = $"test.{DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture)}";
        Version = $"{BuiltWith("VersionPrefix")}-{suffix}";
        Packages = Path.Combine(Root, "packages");
        DotNet.Run(Repository.Root, "pack", "NetGen.sln", "--no-build", "-c", BuiltWith("Configuration"), "-o", Packages, $"-p:PackageVersion={Version}", $"-p:NuspecOutputPath={Path.Combine(Root, "nuspec")}");
    }

    /// <summary>The directory; removed in the end.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("netgen-").FullName;

    /// <summary>The packages.</summary>
    public string Packages { get; }

    /// <summary>The version of the packages.</summary>
    public string Version { get; }

    /// <summary>What the tests were built with.</summary>
    /// <param name="name">The name of the property.</param>
    /// <returns>Its value.</returns>
    public static string BuiltWith(string name) =>
        typeof(PackedProducts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    /// <summary>Opens a package.</summary>
    /// <param name="id">The name of the package.</param>
    /// <param name="extension">The extension of the file.</param>
    /// <returns>The package.</returns>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Packages, $"{id}.{Version}.{extension}"));

    /// <summary>Reads the manifest of a package.</summary>
    /// <param name="id">The name of the package.</param>
    /// <returns>The manifest's metadata.</returns>
    public XElement Manifest(string id)
    {
        using ZipArchive package = Open(id);
        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
