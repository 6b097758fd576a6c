using System.Collections.Immutable;
using System.Globalization;

namespace NetGen.Data;

/// <summary>Names that become ordinals: those of classes, or of the categories of a column.</summary>
internal sealed class Categories
{
    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);
    private readonly bool isKnown;

    /// <summary>Starts with what is known.</summary>
    /// <param name="known">All names in their order; empty where they are to be learned.</param>
    public Categories(ImmutableArray<string> known)
    {
        isKnown = !known.IsDefaultOrEmpty;
        if (!isKnown)
            return;
        foreach (string name in known)
        {
            if (!ordinals.TryAdd(name, ordinals.Count))
                throw new ArgumentException($"The name '{name}' is there twice.", nameof(known));
        }
    }

    /// <summary>How many names there are.</summary>
    public int Count => ordinals.Count;

    /// <summary>The provisional ordinal of a name, which is learned if names are; −1 for one that is not known.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The ordinal.</returns>
    public int OrdinalOf(string name)
    {
        if (ordinals.TryGetValue(name, out int ordinal))
            return ordinal;
        if (isKnown)
            return -1;
        ordinals.Add(name, ordinals.Count);
        return ordinals.Count - 1;
    }

    /// <summary>Puts what was learned into its order: that of the numbers where all are, otherwise that of the characters.</summary>
    /// <param name="culture">How numbers are written.</param>
    /// <returns>The names in their order, and the final ordinal of every provisional one.</returns>
    public (ImmutableArray<string> Names, int[] Ordinals) Sort(CultureInfo culture)
    {
        string[] names = [.. ordinals.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        int[] final = new int[names.Length];
        int[] order = [.. Enumerable.Range(0, names.Length)];
        if (!isKnown)
        {
            double[] numbers = [.. names.Select(name => double.TryParse(name, NumberStyles.Float, culture, out double number) ? number : double.NaN)];
            IOrderedEnumerable<int> sorted = Array.Exists(numbers, double.IsNaN) ? order.OrderBy(_ => 0) : order.OrderBy(i => numbers[i]);
            order = [.. sorted.ThenBy(i => names[i], StringComparer.Ordinal)];
        }

        for (int i = 0; i < order.Length; i++)
            final[order[i]] = i;
        return ([.. order.Select(i => names[i])], final);
    }

    /// <summary>The names for a message.</summary>
    /// <returns>The first of them.</returns>
    public string Listed()
    {
        const int Most = 8;
        return $"{string.Join(", ", ordinals.Keys.Take(Most).Select(name => Excerpt.Of(name)))}{(Count > Most ? " …" : string.Empty)}";
    }
}
