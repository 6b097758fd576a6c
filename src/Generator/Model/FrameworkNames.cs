namespace NetGen.Generator.Model;

/// <summary>
/// The types of the framework that emitted text writes by their simple names, so that it reads like code written by hand. Where a
/// user's type, namespace or member of the same name would be found first, <see cref="Qualify"/> writes them in full.
/// </summary>
public static class FrameworkNames
{
    private static readonly Dictionary<string, string> Namespaces = new(StringComparer.Ordinal)
    {
        ["ArgumentException"] = "System",
        ["ArgumentOutOfRangeException"] = "System",
        ["Avx"] = "System.Runtime.Intrinsics.X86",
        ["Avx512F"] = "System.Runtime.Intrinsics.X86",
        ["IDisposable"] = "System",
        ["InvalidOperationException"] = "System",
        ["Math"] = "System",
        ["MathF"] = "System",
        ["Memory"] = "System",
        ["MemoryMarshal"] = "System.Runtime.InteropServices",
        ["MethodImpl"] = "System.Runtime.CompilerServices",
        ["MethodImplOptions"] = "System.Runtime.CompilerServices",
        ["ReadOnlySpan"] = "System",
        ["Span"] = "System",
        ["Stream"] = "System.IO",
        ["Unsafe"] = "System.Runtime.CompilerServices",
        ["Vector128"] = "System.Runtime.Intrinsics",
        ["Vector256"] = "System.Runtime.Intrinsics",
        ["Vector512"] = "System.Runtime.Intrinsics",
    };

    /// <summary>The simple names.</summary>
    public static IReadOnlyCollection<string> All => Namespaces.Keys;

    /// <summary>The full name, without <c>global::</c>.</summary>
    /// <param name="name">A simple name of <see cref="All"/>.</param>
    /// <returns>Namespace and name.</returns>
    public static string FullName(string name) => Namespaces[name] + "." + name;

    /// <summary>Writes some simple names in full wherever a line of C# uses them; comments and strings stay as they are.</summary>
    /// <param name="text">The text, whose strings do not span lines.</param>
    /// <param name="names">Names, of which those of <see cref="All"/> are replaced.</param>
    /// <returns>The text.</returns>
    public static string Qualify(string text, IEnumerable<string> names)
    {
        var shadowed = new HashSet<string>(names.Where(Namespaces.ContainsKey), StringComparer.Ordinal);
        if (shadowed.Count == 0)
            return text;
        var result = new System.Text.StringBuilder(text.Length + (text.Length / 2));
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var end = at + 1;
            if (c == '/' && end < text.Length && text[end] == '/')
            {
                while (end < text.Length && text[end] != '\n')
                    end++;
            }
            else if (c == '"')
            {
                while (end < text.Length && text[end] != '"')
                    end += text[end] == '\\' ? 2 : 1;
                end++;
            }
            else if (IsPartOfName(c))
            {
                while (end < text.Length && IsPartOfName(text[end]))
                    end++;
                var name = text.Substring(at, end - at);
                if (shadowed.Contains(name) && (at == 0 || text[at - 1] is not ('.' or ':' or '@')))
                    result.Append("global::").Append(Namespaces[name]).Append('.');
            }

            result.Append(text, at, end - at);
            at = end;
        }

        return result.ToString();
    }

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
