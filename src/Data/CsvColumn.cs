using System.Globalization;

namespace NetGen.Data;

/// <summary>A column of a CSV file, by its name in the header or by its ordinal. Both convert to it: <c>"species"</c>, <c>-1</c>.</summary>
public readonly record struct CsvColumn
{
    private readonly int index;

    /// <summary>Names a column by its ordinal.</summary>
    /// <param name="index">The ordinal from 0 on; a negative one counts from the end, −1 for the last.</param>
    public CsvColumn(int index) => this.index = index;

    /// <summary>Names a column by its name in the header; case matters.</summary>
    /// <param name="name">The name.</param>
    public CsvColumn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The name; null for a column by ordinal.</summary>
    public string? Name { get; }

    /// <summary>Names a column by its ordinal.</summary>
    /// <param name="index">The ordinal from 0 on; a negative one counts from the end.</param>
    public static implicit operator CsvColumn(int index) => new(index);

    /// <summary>Names a column by its name in the header.</summary>
    /// <param name="name">The name.</param>
    public static implicit operator CsvColumn(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name is null ? index.ToString(CultureInfo.InvariantCulture) : $"'{Name}'";

    /// <summary>Finds the column in a file.</summary>
    /// <param name="names">The names of the file's columns.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>Its ordinal.</returns>
    /// <exception cref="DataFileException">There is no such column, or several have the name.</exception>
    internal int Find(IReadOnlyList<string> names, string source)
    {
        if (Name is not { } wanted)
        {
            int ordinal = index < 0 ? index + names.Count : index;
            return (uint)ordinal < (uint)names.Count ? ordinal : throw Missing(names, source);
        }

        int found = -1;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] != wanted)
                continue;
            if (found >= 0)
                throw new DataFileException($"{source} has several columns '{wanted}', {found} and {i} among them; name it by its ordinal.");
            found = i;
        }

        return found >= 0 ? found : throw Missing(names, source);
    }

    private DataFileException Missing(IReadOnlyList<string> names, string source)
    {
        const int Most = 20;
        string listed = string.Join(", ", names.Take(Most).Select(name => Excerpt.Of(name)));
        return new($"{source} has no column {this}; it has {names.Count}: {listed}{(names.Count > Most ? " …" : string.Empty)}. Is the delimiter right?");
    }
}
