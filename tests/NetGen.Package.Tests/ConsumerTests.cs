using System.Globalization;
using System.Text.RegularExpressions;

namespace NetGen.Package.Tests;

/// <summary>Projects that refer to the packages do what those with the sources do.</summary>
[Collection(PackedProducts.Collection)]
public sealed class ConsumerTests(ConsumerProjects consumers) : IClassFixture<ConsumerProjects>
{
    [Fact]
    public void AConsoleProjectPredictsAndDifferentiates() =>
        Assert.Equal(["prediction 2.25", "loss 1", "gradient 2 4"], consumers.Run("Console"));

    [Fact]
    public void AnApplicationUsesTheNetworkOfALibraryAndItsOwn() =>
        Assert.Equal(["library 1", "own 1", "report written"], consumers.Run("Application"));

    [Fact]
    public void ThePackagesComeFromWhereTheyWerePacked() =>
        Assert.Equal(["netgen", "netgen.data", "netgen.reporting"], Directory.EnumerateDirectories(consumers.DirectoryOf("restored")).Select(Path.GetFileName).Where(name => name!.StartsWith("netgen", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void TheTemplateTrainsAClassifier()
    {
        string[] lines = consumers.Run("MyNet");
        Assert.Equal("IrisClassifier", lines[0]);
        string accuracy = Assert.Single(lines.Select(line => Regex.Match(line, @"^test accuracy (\d+\.\d) %$")), match => match.Success).Groups[1].Value;
        Assert.InRange(double.Parse(accuracy, CultureInfo.InvariantCulture), 90, 100);
        Assert.Equal("a flower of 5.9, 3.0, 5.1 and 1.8 cm: virginica", lines[^1]);
    }

    [Fact]
    public void AWrongArchitectureFailsTheBuildAtItsAttribute()
    {
        (int code, string output) = DotNet.Try(consumers.DirectoryOf("Wrong"), "build");
        Assert.Equal(1, code);
        string[] errors = [.. output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal) && line.Contains(".csproj]", StringComparison.Ordinal)).Distinct()];
        string directory = consumers.DirectoryOf("Wrong");
        Assert.Equal(
            $"{Path.Combine(directory, "Mismatch.cs")}(12,2): error NG1002: Add1 joins values of one shape, but 'Dense1' is 8 and 'Dense2' is 9 (docs/diagnostics/NG1002.md) [{Path.Combine(directory, "Wrong.csproj")}]",
            Assert.Single(errors).Trim());
    }
}
