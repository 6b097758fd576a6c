using System.Collections.Immutable;

namespace NetGen.Data;

/// <summary>What a column of a CSV file is for.</summary>
internal enum CsvRole
{
    /// <summary>An input, a number.</summary>
    Number,

    /// <summary>An input, a name of which there are several.</summary>
    Category,

    /// <summary>A target.</summary>
    Target,

    /// <summary>Nothing.</summary>
    Ignored,
}

/// <summary>The columns of a CSV file: their names and what each is for.</summary>
internal sealed class CsvLayout
{
    private CsvLayout(ImmutableArray<string> names, CsvRole[] roles, int[] targets)
    {
        Names = names;
        Roles = roles;
        Targets = targets;
        Numbers = roles.Count(role => role == CsvRole.Number);
        Categoricals = roles.Count(role => role == CsvRole.Category);
    }

    /// <summary>The names; ordinals where the file has none.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>A role a column.</summary>
    public CsvRole[] Roles { get; }

    /// <summary>The columns of the targets, in the order asked for.</summary>
    public int[] Targets { get; }

    /// <summary>How many numeric inputs there are.</summary>
    public int Numbers { get; }

    /// <summary>How many categorical inputs there are.</summary>
    public int Categoricals { get; }

    /// <summary>The names of the columns of a role.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The names in the order of the file.</returns>
    public ImmutableArray<string> NamesOf(CsvRole role) => [.. Names.Where((_, column) => Roles[column] == role)];

    /// <summary>Gives every column its role.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="options">Which are what.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="DataFileException">A column is not there or would have two roles, or no input is left.</exception>
    /// <exception cref="ArgumentException">Classes are asked of several columns, or values of none.</exception>
    public static CsvLayout Resolve(ImmutableArray<string> names, CsvOptions options, string source)
    {
        var roles = new CsvRole[names.Length];
        int[] targets = options.TargetKind == CsvTargets.None ? [] : Assign(options.Targets, CsvRole.Target);
        if (options.TargetKind == CsvTargets.Classes && targets.Length != 1)
            throw new ArgumentException($"Classes are read from one column; {targets.Length} are given as targets.", nameof(options));
        if (options.TargetKind == CsvTargets.Values && targets.Length == 0)
            throw new ArgumentException("No column is given as a target; set the kind of targets to none if there are none.", nameof(options));
        Assign(options.Ignored, CsvRole.Ignored);
        Assign(options.Categorical, CsvRole.Category);
        var layout = new CsvLayout(names, roles, targets);
        return layout.Numbers + layout.Categoricals > 0
            ? layout
            : throw new DataFileException($"{source} has {names.Length} column(s), and none is left as an input. Is the delimiter right?");

        int[] Assign(ImmutableArray<CsvColumn> columns, CsvRole role)
        {
            int[] found = [.. columns.Select(column => column.Find(names, source))];
            foreach (int column in found)
            {
                if (roles[column] != CsvRole.Number)
                    throw new DataFileException($"{source}, column {column} {Excerpt.Of(names[column])}: the options give it as {roles[column]} and as {role}; it can be one of them, once.");
                roles[column] = role;
            }

            return found;
        }
    }
}
