using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Memory;

/// <summary>A stretch of the arena that is needed from one node to another.</summary>
/// <param name="Root">The value that lies there.</param>
/// <param name="Offset">The first element; for what is batched, to be multiplied by the capacity.</param>
/// <param name="Length">How many elements, a multiple of 16; for what is batched, for each sample.</param>
/// <param name="First">The node that first writes it.</param>
/// <param name="Last">The node that last reads it.</param>
public sealed record ArenaSlot(Value Root, int Offset, int Length, int First, int Last);

/// <summary>Where each temporary lies: one region whose offsets scale with the capacity, and one of fixed size behind it.</summary>
/// <param name="Batched">The slots of what there is for each sample.</param>
/// <param name="Fixed">The slots of what there is once.</param>
/// <param name="BatchedLength">How many elements a sample takes.</param>
/// <param name="FixedLength">How many elements are taken once.</param>
public sealed record MemoryPlan(IReadOnlyDictionary<Value, ArenaSlot> Batched, IReadOnlyDictionary<Value, ArenaSlot> Fixed, int BatchedLength, int FixedLength)
{
    /// <summary>Throws when two slots overlap in memory and in time.</summary>
    /// <exception cref="GraphException">They do.</exception>
    public void Verify()
    {
        foreach (var region in new[] { Batched, Fixed })
        {
            var slots = region.Values.ToArray();
            for (var i = 0; i < slots.Length; i++)
            {
                for (var j = i + 1; j < slots.Length; j++)
                {
                    if (ArenaPlanner.AreLiveTogether(slots[i], slots[j]) && slots[i].Offset < slots[j].Offset + slots[j].Length && slots[j].Offset < slots[i].Offset + slots[i].Length)
                        throw new GraphException($"{slots[i]} and {slots[j]} are live together and overlap.");
                }
            }
        }
    }
}

/// <summary>Places values in the arena: the largest first, each at the lowest place that is free while it is live.</summary>
public static class ArenaPlanner
{
    /// <summary>The alignment of slots, in elements: 64 bytes of single, and the padding that kernels may read.</summary>
    public const int Alignment = 16;

    /// <summary>Plans the memory of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="liveness">Which values need memory, and when.</param>
    /// <param name="isElsewhere">Whether a value lies outside the arena, such as in the caller's span.</param>
    /// <param name="samples">How many of the first nodes run sample by sample: what is only used by them is there once.</param>
    /// <returns>The plan.</returns>
    public static MemoryPlan Plan(NetworkGraph graph, Liveness liveness, Predicate<Value> isElsewhere, int samples = 0)
    {
        bool IsSingle(Value root) => !root.Type.Batched || liveness.LastUse(root) < samples;
        var temporaries = liveness.Roots.Where(root => root.Kind == ValueKind.Temporary && !isElsewhere(root)).ToArray();
        var batched = Place(temporaries.Where(root => !IsSingle(root)), liveness, out var batchedLength);
        var single = Place(temporaries.Where(IsSingle), liveness, out var fixedLength);
        return new MemoryPlan(batched, single, batchedLength, fixedLength);
    }

    internal static bool AreLiveTogether(ArenaSlot a, ArenaSlot b) => a.First <= b.Last && b.First <= a.Last;

    private static IReadOnlyDictionary<Value, ArenaSlot> Place(IEnumerable<Value> roots, Liveness liveness, out int total)
    {
        var placed = new List<ArenaSlot>();
        foreach (var root in roots.OrderByDescending(root => root.Type.StoredLength).ThenBy(root => root.Id))
        {
            var length = checked(root.Type.StoredLength + Alignment - 1) / Alignment * Alignment;
            var slot = new ArenaSlot(root, 0, length, liveness.FirstUse(root), liveness.LastUse(root));
            foreach (var other in placed.Where(other => AreLiveTogether(slot, other)).OrderBy(other => other.Offset))
            {
                if (slot.Offset + length <= other.Offset)
                    break;
                slot = slot with { Offset = Math.Max(slot.Offset, checked(other.Offset + other.Length)) };
            }

            placed.Add(slot);
        }

        total = placed.Count == 0 ? 0 : placed.Max(slot => slot.Offset + slot.Length);
        return placed.ToDictionary(slot => slot.Root);
    }
}
