using System.Globalization;
using System.Text;

namespace NetGen.Generator.Emission;

/// <summary>Writes C# a line at a time, indented, with line feeds, in no culture.</summary>
public sealed class SourceWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>How many characters were written.</summary>
    public int Length => text.Length;

    /// <summary>Writes a line; an empty one without spaces.</summary>
    /// <param name="line">The line, without its end.</param>
    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', 4 * depth).Append(line);
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
