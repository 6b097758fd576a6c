using System.Text.RegularExpressions;

namespace NetGen.Tests.State;

/// <summary>The table of docs/initializers.md is what the library's documentation says.</summary>
public class InitializersPageTests
{
    [Fact]
    public void The_table_is_that_of_the_code()
    {
        Dictionary<string, string> summaries = PageTable.Summaries(typeof(Initializer).Assembly);
        PageTable.AssertEqual(
            Path.Combine(AppContext.BaseDirectory, "docs", "initializers.md"),
            "initializers",
            ["| initializer | values and source | in PyTorch |", "|---|---|---|", .. Enum.GetNames<Initializer>().Select(name => Row(name, summaries[$"F:NetGen.Initializer.{name}"]))]);
    }

    private static string Row(string name, string summary)
    {
        Match torch = Regex.Match(summary, @" PyTorch's `(\w+_)`\.?");
        string text = torch.Success ? summary.Replace(torch.Value, "", StringComparison.Ordinal) : summary;
        return $"| `{name}` | {PageTable.Cell(text)} | {(torch.Success ? $"`torch.nn.init.{torch.Groups[1].Value}`" : "–")} |";
    }
}
