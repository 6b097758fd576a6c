namespace NetGen;

/// <summary>Parses the dictionary of an NPY header, which is Python's text of <c>{'descr': …, 'fortran_order': …, 'shape': …}</c>.</summary>
/// <param name="text">The text.</param>
/// <param name="source">What messages call the file.</param>
internal ref struct NumPyHeaderText(string text, string source)
{
    // What NumPy allows, from its version 2 on.
    private const int MaximumRank = 64;

    private int position;

    /// <summary>Parses the text.</summary>
    /// <returns>The three entries; the sizes of the shape as they are written.</returns>
    /// <exception cref="DataFileException">It is something else.</exception>
    public (string Descr, bool FortranOrder, List<string> Shape) Parse()
    {
        string? descr = null;
        bool? fortranOrder = null;
        List<string>? shape = null;
        Expect('{');
        while (!Take('}'))
        {
            string key = ParseString();
            Expect(':');
            if (key == "descr" && descr is null)
                descr = ParseDescr();
            else if (key == "fortran_order" && fortranOrder is null)
                fortranOrder = ParseBoolean();
            else if (key == "shape" && shape is null)
                shape = ParseTuple();
            else
                throw Wrong($"the entry {Excerpt.Of(key)} is unknown or there twice; expected 'descr', 'fortran_order' and 'shape'");
            if (Take(','))
                continue;
            Expect('}');
            break;
        }

        SkipSpaces();
        if (position < text.Length)
            throw Wrong($"something follows the dictionary at character {position}");
        return (
            descr ?? throw Wrong("there is no 'descr'"),
            fortranOrder ?? throw Wrong("there is no 'fortran_order'"),
            shape ?? throw Wrong("there is no 'shape'"));
    }

    private string ParseDescr()
    {
        SkipSpaces();
        return position < text.Length && text[position] == '['
            ? throw new DataFileException($"{source} is an array of structures; expected one of plain numbers. Save each field as an array of its own.")
            : ParseString();
    }

    private string ParseString()
    {
        SkipSpaces();
        char quote = position < text.Length ? text[position] : '\0';
        if (quote is not ('\'' or '"'))
            throw Wrong($"expected a string at character {position}");
        int end = text.IndexOf(quote, position + 1);
        if (end < 0)
            throw Wrong($"the string at character {position} does not end");
        string value = text[(position + 1)..end];
        position = end + 1;
        return value;
    }

    private bool ParseBoolean()
    {
        SkipSpaces();
        foreach (bool value in (ReadOnlySpan<bool>)[true, false])
        {
            string name = value ? "True" : "False";
            if (text.AsSpan(position).StartsWith(name, StringComparison.Ordinal))
            {
                position += name.Length;
                return value;
            }
        }

        throw Wrong($"expected True or False at character {position}");
    }

    private List<string> ParseTuple()
    {
        var sizes = new List<string>();
        Expect('(');
        bool separated = true;
        while (!Take(')'))
        {
            SkipSpaces();
            int start = position;
            while (position < text.Length && text[position] is not (',' or ')' or ' '))
                position++;
            if (!separated || start == position)
                throw Wrong($"expected a size or the end of the shape at character {start}");
            if (sizes.Count == MaximumRank)
                throw Wrong($"the shape has more than {MaximumRank} axes");
            // Python 2 wrote long integers with an L.
            sizes.Add(text[start..position].TrimEnd('L'));
            separated = Take(',');
        }

        return sizes.Count == 1 && !separated ? throw Wrong("the shape is a number, not a tuple") : sizes;
    }

    private void Expect(char expected)
    {
        if (!Take(expected))
            throw Wrong($"expected '{expected}' at character {position}");
    }

    private bool Take(char expected)
    {
        SkipSpaces();
        if (position == text.Length || text[position] != expected)
            return false;
        position++;
        return true;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] is ' ' or '\n' or '\t' or '\r')
            position++;
    }

    private readonly DataFileException Wrong(string what) => NumPyHeader.Damaged(source, $"in its header, {what}");
}
