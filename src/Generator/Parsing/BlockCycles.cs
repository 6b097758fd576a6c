using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Blocks that contain themselves, directly or through others.</summary>
/// <param name="blocks">All blocks by full name.</param>
internal sealed class BlockCycles(SortedDictionary<string, BlockSpec> blocks)
{
    /// <summary>Whether a block contains itself.</summary>
    public bool IsCyclic(BlockSpec block) => ShortestCycle(block.FullName) is not null;

    /// <summary>One diagnostic a cycle: at the layer, in the block whose name comes first, that begins it.</summary>
    public IEnumerable<SpecDiagnostic> Diagnostics()
    {
        foreach (var block in blocks.Values)
        {
            if (ShortestCycle(block.FullName) is not { } cycle || cycle.Any(name => string.CompareOrdinal(name, block.FullName) < 0))
                continue;
            var next = cycle[1];
            var layer = block.Layers.First(candidate => candidate.TypeArguments.Contains(next));
            var argument = layer.TypeArguments.ToList().IndexOf(next);
            yield return new SpecDiagnostic(
                DiagnosticIds.RecursiveBlock,
                new SpecLocation(block.FullName, SpecTarget.Layer, layer.Index, $"TypeArguments[{argument}]"),
                new EquatableArray<string>([block.Name, string.Join(" → ", cycle.Select(name => blocks[name].Name))]));
        }
    }

    // Breadth first, in name order, so that the path named is the same whatever the order of the files.
    private List<string>? ShortestCycle(string start)
    {
        var previous = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.Count > 0)
        {
            var current = queue.Dequeue();
            foreach (var next in blocks[current].Layers.SelectMany(layer => layer.TypeArguments).OrderBy(name => name, StringComparer.Ordinal))
            {
                if (next == start)
                    return Path(previous, start, current);
                if (!blocks.ContainsKey(next) || previous.ContainsKey(next))
                    continue;
                previous.Add(next, current);
                queue.Enqueue(next);
            }
        }

        return null;
    }

    private static List<string> Path(Dictionary<string, string> previous, string start, string last)
    {
        var path = new List<string> { start };
        for (var current = last; current != start; current = previous[current])
            path.Insert(0, current);
        path.Insert(0, start);
        return path;
    }
}
