using System.Globalization;
using System.Text;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes C# a line at a time, indented by tabs, with line feeds, in no culture. Of text that is indented by spaces every fifth
/// character would be one.
/// </summary>
public sealed class SourceWriter
{
    private const int SpacesPerTab = 4;

    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>How many characters were written.</summary>
    public int Length => text.Length;

    /// <summary>Writes a line; an empty one without spaces.</summary>
    /// <param name="line">The line, without its end; spaces before it are further indentation.</param>
    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            int tabs = line.TakeWhile(character => character == ' ').Count() / SpacesPerTab;
            text.Append('\t', depth + tabs).Append(line, tabs * SpacesPerTab, line.Length - (tabs * SpacesPerTab));
        }

        text.Append('\n');
    }

    /// <summary>Writes a line whose numbers are formatted without a culture.</summary>
    /// <param name="line">The line.</param>
    public void Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes an opening brace and indents.</summary>
    public void Open()
    {
        Line("{");
        depth++;
    }

    /// <summary>Writes a head, an opening brace, and indents.</summary>
    /// <param name="head">The line before the brace.</param>
    public void Open(string head)
    {
        Line(head);
        Open();
    }

    /// <summary>Ends the indentation and writes the closing brace.</summary>
    /// <param name="tail">What follows the brace, such as a semicolon.</param>
    public void Close(string tail = "")
    {
        depth--;
        Line("}" + tail);
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
