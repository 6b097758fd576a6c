using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>Calls that threads share piece by piece: whoever is free takes the next piece and makes all the calls for it.</summary>
/// <param name="Calls">The calls, all of one <see cref="Kernel.Split"/>.</param>
/// <param name="MeetsBefore">Whether all threads meet before it.</param>
/// <param name="Slot">Which of the stages since the last meeting it is.</param>
public sealed record ParallelStage(IReadOnlyList<KernelCall> Calls, bool MeetsBefore, int Slot)
{
    // Elements that the calls of a stage touch for each sample, from which on a few samples are a piece worth taking.
    private const int MuchWork = 1 << 13;

    // The elements of the widest vector.
    private const int LargestUnit = 16;

    /// <summary>How the calls are shared.</summary>
    public KernelSplit Split => Calls[0].Kernel.Split;

    /// <summary>
    /// In multiples of how many samples a stage that is shared by samples is. Sixteen are whole vectors of whatever a sample is, for every
    /// width; where a sample is much work, as few as that is true of too.
    /// </summary>
    public int SampleUnit
    {
        get
        {
            int[] lengths = [.. Calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Select(argument => argument.Value).Distinct().Where(value => value.Type.Batched).Select(value => value.Shape.Length)];

            // Random numbers are drawn by vectors from the number of the sample on, and products take rows by tiles.
            var needsLargest = Calls.Any(call => call.Kernel is DenseForwardKernel or DenseInputGradientKernel || call.Arguments.Any(argument => argument is FirstSampleArgument));
            if (needsLargest || lengths.Sum() < MuchWork)
                return LargestUnit;
            var unit = 1;
            while (unit < LargestUnit && lengths.Any(length => length * unit % LargestUnit != 0))
                unit *= 2;
            return unit;
        }
    }
}

/// <summary>
/// Shares the calls of a program out among threads. Consecutive calls that are shared by samples are one stage: a thread takes samples
/// through all of them. Threads wait for each other before a call in which one could touch memory that another may still be using.
/// </summary>
public static class ParallelPlan
{
    /// <summary>How many stages there may be between two meetings: as many as the runtime counts pieces of.</summary>
    public const int MaximumStages = 8;

    /// <summary>Finds the stages.</summary>
    /// <param name="program">The program.</param>
    /// <param name="calls">Its calls, or those of one direction, in order.</param>
    /// <returns>The stages, in order.</returns>
    /// <exception cref="Operators.GraphException">A kernel shares out its samples, but writes something that is not there for each; or calls are made sample by sample.</exception>
    public static IReadOnlyList<ParallelStage> Stages(NetworkProgram program, IEnumerable<KernelCall> calls)
    {
        if (program.SampleCalls > 0)
            throw new Operators.GraphException("What runs sample by sample keeps one sample between its calls: threads share such a program by blocks of samples, each with memory of its own.");
        var stages = new List<ParallelStage>();
        List<Access> before = [], own = [];
        List<KernelCall> current = [];
        foreach (var call in calls)
        {
            var accesses = Accesses(program, call).ToArray();
            var joins = current.Count > 0 && call.Kernel.Split != KernelSplit.Parts && call.Kernel.Split == current[0].Kernel.Split;
            if (joins && !accesses.Any(access => before.Any(access.Overlaps) || own.Any(earlier => access.Overlaps(earlier) && !access.IsOfSamePiece(earlier))))
            {
                current.Add(call);
                own.AddRange(accesses);
                continue;
            }

            before.AddRange(own);
            var last = stages.Count == 0 ? null : stages[stages.Count - 1];
            var meets = last is not null && (last.Slot == MaximumStages - 1 || accesses.Any(access => before.Any(access.Overlaps)));
            if (meets)
                before.Clear();
            own = [.. accesses];
            current = [call];
            stages.Add(new ParallelStage(current, meets, last is null || meets ? 0 : last.Slot + 1));
        }

        return stages;
    }

    private static IEnumerable<Access> Accesses(NetworkProgram program, KernelCall call)
    {
        foreach (var argument in call.Arguments.OfType<ValueArgument>())
        {
            var value = argument.Value;
            var storage = program.Storage[value];
            if (storage.Region is not (StorageRegion.Arena or StorageRegion.Fixed or StorageRegion.Buffers or StorageRegion.Gradients or StorageRegion.Output))
                continue;
            if (call.Kernel.Split == KernelSplit.Samples && argument.IsWritten && !value.Type.Batched)
                throw new Operators.GraphException($"{call.Kernel.Name} writes {value.Name}, which is one for all samples, and shares its samples out.");

            // A tensor of gradients, like an output, is used as a whole.
            var length = storage.Region is StorageRegion.Arena or StorageRegion.Fixed ? value.Type.StoredLength : 1;
            yield return new Access(storage.Region, storage.Offset, length, argument.IsWritten, value.Type.Batched, call.Kernel.Split);
        }
    }

    // A stretch of memory, for batched values a sample's times the capacity.
    private sealed record Access(StorageRegion Region, int Start, int Length, bool IsWritten, bool IsBatched, KernelSplit Split)
    {
        public bool Overlaps(Access other) =>
            Region == other.Region && (IsWritten || other.IsWritten) && Start < other.Start + other.Length && other.Start < Start + Length;

        // Of a stage, whose calls are all shared alike: a piece touches the same elements of both, and no others. One thread does the whole
        // of a stage that is not shared; of samples, each must have the same place in both.
        public bool IsOfSamePiece(Access other) =>
            Split == KernelSplit.Whole || (IsBatched && other.IsBatched && Start == other.Start && Length == other.Length);
    }
}
