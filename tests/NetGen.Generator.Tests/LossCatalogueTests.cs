using System.Text.RegularExpressions;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Tests;

/// <summary>The table of docs/losses.md is what the definitions of the losses say.</summary>
public sealed class LossCatalogueTests
{
    [Fact]
    public void TheTableIsThatOfTheCode()
    {
        var rows = LayerDefinition.All.Values.OfType<LossDefinition>().OrderBy(loss => loss.Kind, StringComparer.Ordinal).Select(Row);
        var page = File.ReadAllText(Repository.At("docs/losses.md")).Replace("\r\n", "\n");
        Assert.Equal(string.Join('\n', rows), Regex.Match(page, "\\| loss .*\n\\|[-|]+\n((?:\\|.*\n)+)").Groups[1].Value.TrimEnd('\n'));
    }

    [Fact]
    public void TheReadmeNamesThemAll()
    {
        var readme = File.ReadAllText(Repository.At("README.md"));
        Assert.All(LayerDefinition.All.Values.OfType<LossDefinition>().Where(loss => loss.Kind != "Loss"), loss => Assert.Contains($"`{loss.Kind}`", readme, StringComparison.Ordinal));
    }

    private static string Row(LossDefinition loss)
    {
        var entry = loss.Entry;
        return $"| `{loss.Kind}` | {entry.Formula} | {(entry.Targets.Length == 0 ? "none" : entry.Targets)} | {entry.Mean} | {entry.Source} | {(entry.PyTorch.Length == 0 ? "–" : entry.PyTorch)} |";
    }
}
