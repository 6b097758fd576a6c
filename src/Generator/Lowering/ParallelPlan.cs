using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>
/// Where threads that run the calls of a program together have to wait for each other: before a call in which one thread would
/// touch memory that another may still be using. A thread never waits for itself, so calls that share samples out in the same way follow
/// each other freely.
/// </summary>
public static class ParallelPlan
{
    /// <summary>Finds the meetings.</summary>
    /// <param name="program">The program.</param>
    /// <param name="calls">Its calls, or those of one direction, in order.</param>
    /// <returns>For each call whether all threads meet before it.</returns>
    /// <exception cref="Operators.GraphException">A kernel shares out its samples, but writes something that is not there for each.</exception>
    public static IReadOnlyList<bool> Meetings(NetworkProgram program, IReadOnlyList<KernelCall> calls)
    {
        var meetings = new bool[calls.Count];
        var since = new List<Access>();
        for (var i = 0; i < calls.Count; i++)
        {
            var accesses = Accesses(program, calls[i]).ToArray();
            if (accesses.Any(access => since.Any(access.ConflictsWith)))
            {
                meetings[i] = true;
                since.Clear();
            }

            since.AddRange(accesses);
        }

        return meetings;
    }

    private static IEnumerable<Access> Accesses(NetworkProgram program, KernelCall call)
    {
        foreach (var argument in call.Arguments.OfType<ValueArgument>())
        {
            var value = argument.Value;
            var storage = program.Storage[value];
            if (storage.Region is not (StorageRegion.Arena or StorageRegion.Fixed or StorageRegion.Gradients or StorageRegion.Output))
                continue;
            if (call.Kernel.Split == KernelSplit.Samples && argument.IsWritten && !value.Type.Batched)
                throw new Operators.GraphException($"{call.Kernel.Name} writes {value.Name}, which is one for all samples, and shares its samples out.");

            // A tensor of gradients, like an output, is used as a whole.
            var length = storage.Region is StorageRegion.Arena or StorageRegion.Fixed ? value.Shape.Length : 1;
            var owner = call.Kernel.Split switch
            {
                KernelSplit.Samples when value.Type.Batched => "samples of " + Emission.CSharpLiteral.Of(value.Shape.Length),
                KernelSplit.Parts when argument.IsWritten => call.Kernel.Name,
                KernelSplit.Whole => "the first thread",
                _ => null,
            };
            yield return new Access(storage.Region, storage.Offset, length, argument.IsWritten, owner);
        }
    }

    // A stretch of memory, for batched values a sample's times the capacity. Who touches it is given by the owner: of two accesses of
    // the same place and length with the same owner, a thread touches the same elements; without one, any of them.
    private sealed record Access(StorageRegion Region, int Start, int Length, bool IsWritten, string? Owner)
    {
        public bool ConflictsWith(Access other) =>
            Region == other.Region && (IsWritten || other.IsWritten)
            && Start < other.Start + other.Length && other.Start < Start + Length
            && !(Owner is not null && Owner == other.Owner && (Start == other.Start || Owner == "the first thread"));
    }
}
