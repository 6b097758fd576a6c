namespace NetGen.Generator.Graph;

/// <summary>What may be a name.</summary>
public static class Identifiers
{
    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern " +
        "false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params " +
        "private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong " +
        "unchecked unsafe ushort using virtual void volatile while").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Whether a text can name a member.</summary>
    /// <param name="name">The text.</param>
    /// <returns>Whether it is an identifier that is not a keyword.</returns>
    public static bool IsValid(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_') && !Keywords.Contains(name);

    /// <summary>Why letters do not describe axes.</summary>
    /// <param name="axes">The letters.</param>
    /// <param name="rank">How many axes there are.</param>
    /// <returns>The reason.</returns>
    public static string WhyNotAxes(string? axes, int rank)
    {
        if (axes is null)
            return "a shape of more than 4 axes needs a letter for each";
        var unknown = axes.FirstOrDefault(c => "CDHWLTF".IndexOf(c) < 0);
        if (unknown != default)
            return $"'{unknown}' is not one of C D H W L T F";
        return axes.Length != rank ? $"it has {Emission.CSharpLiteral.Of(axes.Length)} letters" : "a letter stands twice";
    }

    /// <summary>The known name nearest to a mistyped one, as the end of a message.</summary>
    /// <param name="name">The mistyped name.</param>
    /// <param name="known">The known ones.</param>
    /// <returns><c>; did you mean '…'?</c>, or nothing.</returns>
    public static string DidYouMean(string name, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (candidate, distance: Distance(name, candidate))).OrderBy(pair => pair.distance).FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, name.Length / 3) ? $"; did you mean '{best.candidate}'?" : string.Empty;
    }

    // Edit distance, Wagner and Fischer (1974), case ignored.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
