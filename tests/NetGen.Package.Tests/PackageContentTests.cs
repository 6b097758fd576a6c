using System.IO.Compression;
using System.Xml.Linq;
using NetGen.Generator.Tests;

namespace NetGen.Package.Tests;

/// <summary>What lies in the packages, to the last file, and what their manifests say.</summary>
[Collection(PackedProducts.Collection)]
public sealed class PackageContentTests(PackedProducts products)
{
    [Fact]
    public void TheSolutionMakesThesePackages() => Assert.Equal(
        ["NetGen.Data.nupkg", "NetGen.Data.snupkg", "NetGen.Reporting.nupkg", "NetGen.Reporting.snupkg", "NetGen.Templates.nupkg", "NetGen.nupkg", "NetGen.snupkg"],
        Directory.EnumerateFiles(products.Packages).Select(path => Path.GetFileName(path).Replace($".{products.Version}", string.Empty, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("NetGen", "nupkg", "README.md", "analyzers/dotnet/cs/NetGen.CodeFixes.dll", "analyzers/dotnet/cs/NetGen.Generator.dll", "lib/net10.0/NetGen.Attributes.dll", "lib/net10.0/NetGen.Attributes.xml", "lib/net10.0/NetGen.Runtime.dll", "lib/net10.0/NetGen.Runtime.xml")]
    [InlineData("NetGen", "snupkg", "lib/net10.0/NetGen.Attributes.pdb", "lib/net10.0/NetGen.Runtime.pdb")]
    [InlineData("NetGen.Data", "nupkg", "README.md", "lib/net10.0/NetGen.Data.dll", "lib/net10.0/NetGen.Data.xml")]
    [InlineData("NetGen.Data", "snupkg", "lib/net10.0/NetGen.Data.pdb")]
    [InlineData("NetGen.Reporting", "nupkg", "README.md", "lib/net10.0/NetGen.Reporting.dll", "lib/net10.0/NetGen.Reporting.xml")]
    [InlineData("NetGen.Reporting", "snupkg", "lib/net10.0/NetGen.Reporting.pdb")]
    [InlineData("NetGen.Templates", "nupkg", "README.md", "content/netgen/.template.config/dotnetcli.host.json", "content/netgen/.template.config/template.json", "content/netgen/IrisClassifier.cs", "content/netgen/NetGenApp.csproj", "content/netgen/Program.cs", "content/netgen/data/iris.csv")]
    public void APackageHoldsTheseFiles(string id, string extension, params string[] files)
    {
        using ZipArchive package = products.Open(id, extension);
        string[] found = [.. package.Entries.Select(entry => entry.FullName).Where(name => !IsPackaging(name)).Order(StringComparer.Ordinal)];
        Assert.Equal(files.Append($"{id}.nuspec").Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData("NetGen", "README.md", "README.md")]
    [InlineData("NetGen.Data", "README.md", "src/Data/README.md")]
    [InlineData("NetGen.Reporting", "README.md", "src/Reporting/README.md")]
    [InlineData("NetGen.Templates", "README.md", "src/Templates/README.md")]
    [InlineData("NetGen.Templates", "content/netgen/Program.cs", "src/Templates/netgen/Program.cs")]
    [InlineData("NetGen.Templates", "content/netgen/data/iris.csv", "samples/Tabular/data/iris.csv")]
    public void APackageHoldsAFileOfTheRepository(string id, string packed, string file)
    {
        using ZipArchive package = products.Open(id);
        using var reader = new StreamReader(package.GetEntry(packed)!.Open());
        Assert.Equal(File.ReadAllText(Repository.At(file)), reader.ReadToEnd());
    }

    [Fact]
    public void TheProjectOfTheTemplateRefersToThePackageOfItsVersion()
    {
        using ZipArchive package = products.Open("NetGen.Templates");
        using var reader = new StreamReader(package.GetEntry("content/netgen/NetGenApp.csproj")!.Open());
        Assert.Equal(
            File.ReadAllText(Repository.At("src/Templates/netgen/NetGenApp.csproj")).ReplaceLineEndings("\n").Replace("PACKAGE_VERSION", products.Version, StringComparison.Ordinal),
            reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("NetGen", null)]
    [InlineData("NetGen.Data", null)]
    [InlineData("NetGen.Reporting", null)]
    [InlineData("NetGen.Templates", "Template")]
    public void AManifestSaysWhatThePackageIs(string id, string? type)
    {
        XElement manifest = products.Manifest(id);
        var values = manifest.Elements().Where(element => !element.HasElements).ToDictionary(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(
            ["authors", "copyright", "description", "id", "license", "licenseUrl", "readme", "repository", "tags", "version"],
            values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((id, products.Version, "NetGen contributors", "MIT", "README.md"), (values["id"], values["version"], values["authors"], values["license"], values["readme"]));
        Assert.NotEmpty(values["description"]);
        Assert.Contains("neural-network", values["tags"].Split(' '));
        Assert.Equal(type, Child(manifest, "packageTypes")?.Elements().Single().Attribute("name")!.Value);
        Assert.Equal("expression", Child(manifest, "license")!.Attribute("type")!.Value);

        // The commit names the sources; the address is that of the clone's origin, if it has one.
        XElement repository = Child(manifest, "repository")!;
        Assert.Equal("git", repository.Attribute("type")!.Value);
        Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")!.Value);
    }

    [Fact]
    public void NetGenDependsOnNothing() => Assert.Empty(Dependencies("NetGen"));

    // With the analyzers of NetGen, so that who refers to one of these alone has the compiler.
    [Theory]
    [InlineData("NetGen.Data", "CsvHelper")]
    [InlineData("NetGen.Reporting", "Google.Protobuf", "Spectre.Console")]
    public void APackageDependsOnNetGenOfItsVersionAndOnItsLibraries(string id, params string[] libraries) => Assert.Equal(
        [$"net10.0: NetGen {products.Version} include=All", .. libraries.Select(library => $"net10.0: {library} {VersionOf(library)} exclude=Build,Analyzers")],
        Dependencies(id));

    [Fact]
    public void TheTemplateDependsOnNothing() => Assert.Empty(Dependencies("NetGen.Templates"));

    private static string VersionOf(string library) =>
        XDocument.Load(Repository.At("Directory.Packages.props")).Descendants("PackageVersion").Single(package => package.Attribute("Include")!.Value == library).Attribute("Version")!.Value;

    private string[] Dependencies(string id) =>
    [
        .. from framework in Child(products.Manifest(id), "dependencies")?.Elements() ?? []
           from dependency in framework.Elements()
           let assets = dependency.Attributes().Where(attribute => attribute.Name.LocalName is "include" or "exclude")
           select $"{framework.Attribute("targetFramework")!.Value}: {dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value} {string.Join(' ', assets.Select(attribute => $"{attribute.Name}={attribute.Value}"))}",
    ];

    private static XElement? Child(XElement element, string name) => element.Elements().SingleOrDefault(child => child.Name.LocalName == name);

    // What every package has of the format it is written in.
    private static bool IsPackaging(string name) => name is "_rels/.rels" or "[Content_Types].xml" || name.StartsWith("package/services/metadata/", StringComparison.Ordinal);
}
