using NetGen.Generator.Tests;

namespace NetGen.Package.Tests;

/// <summary>Projects that refer to the packages, and one made from the template, in a directory outside of the repository; restored and built.</summary>
public sealed class ConsumerProjects
{
    private readonly PackedProducts products;

    /// <summary>Writes the projects and builds those that are right.</summary>
    /// <param name="products">The packages.</param>
    public ConsumerProjects(PackedProducts products)
    {
        this.products = products;
        string source = Repository.At("tests/NetGen.Package.Tests/Consumers");
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(products.Root, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, File.ReadAllText(path)
                .Replace("PACKAGE_VERSION", products.Version, StringComparison.Ordinal)
                .Replace("MACHINE_PACKAGES", PackedProducts.BuiltWith("Packages"), StringComparison.Ordinal));
        }

        File.Copy(Repository.At("global.json"), Path.Combine(products.Root, "global.json"));
        string[] settings = ["--debug:custom-hive", Path.Combine(products.Root, "hive")];
        DotNet.Run(products.Root, ["new", "install", Path.Combine(products.Packages, $"NetGen.Templates.{products.Version}.nupkg"), .. settings]);
        DotNet.Run(products.Root, ["new", "netgen", "-n", "MyNet", "--no-restore", .. settings]);
        DotNet.Run(products.Root, "build", "Consumers.slnx", "-c", "Release");
    }

    /// <summary>The directory of a project.</summary>
    /// <param name="project">The project's name.</param>
    /// <returns>Its path.</returns>
    public string DirectoryOf(string project) => Path.Combine(products.Root, project);

    /// <summary>Runs a project.</summary>
    /// <param name="project">The project's name.</param>
    /// <returns>The lines that it wrote.</returns>
    public string[] Run(string project) =>
        DotNet.Run(DirectoryOf(project), "exec", Path.Combine("bin", "Release", "net10.0", project + ".dll")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
