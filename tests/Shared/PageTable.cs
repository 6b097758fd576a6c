using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NetGen.Tests;

/// <summary>Tables of the documentation's pages that are made of the code and its XML docs.</summary>
internal static class PageTable
{
    /// <summary>The summaries of an assembly's members, as Markdown in one line, by the names that XML docs have.</summary>
    /// <param name="assembly">The assembly, beside which its XML docs lie.</param>
    public static Dictionary<string, string> Summaries(Assembly assembly) => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")));

    /// <summary>Fails unless the table between the markers of a page is the one that is expected.</summary>
    /// <param name="page">The page's path.</param>
    /// <param name="name">What the markers name: <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c>.</param>
    /// <param name="lines">The lines of the table.</param>
    public static void AssertEqual(string page, string name, IEnumerable<string> lines)
    {
        string text = File.ReadAllText(page).ReplaceLineEndings("\n"), begin = $"<!-- {name}:begin -->\n", expected = string.Concat(lines.Select(line => line + "\n"));
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, to = text.IndexOf($"<!-- {name}:end -->", StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from && text[from..to] == expected, $"Put this between the markers of {Path.GetFileName(page)}:\n{expected}");
    }

    /// <summary>A cell of a table.</summary>
    /// <param name="text">What it says.</param>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Text(XElement? summary) => summary is null ? "" : Regex.Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement element when element.Attribute("cref") is { } reference => $"`{Regex.Match(reference.Value, @"(\w+)(`\d+)?(\(.*\))?$").Groups[1].Value}`",
            XElement element when element.Attribute("name") is { } name => name.Value,
            _ => "",
        })),
        @"\s+",
        " ").Trim();
}
