using System.Globalization;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

/// <summary>
/// Between two meetings no thread touches an element that another writes, element by element, and no meeting is there for nothing:
/// without it two threads would.
/// </summary>
[Trait("Width", "Any")]
public sealed class ParallelPlanTests
{
    // The last is full, so that memory which is close together meets.
    private static readonly (int Parts, int Count, int Capacity)[] Settings = [(2, 40, 40), (3, 70, 73), (5, 160, 160)];

    [Fact]
    public void ThereAreAsManyStagesAsTheRuntimeCountsPiecesOf() =>
        Assert.Equal(Parallelism.MaximumStages, ParallelPlan.MaximumStages);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ThreadsThatDoNotMeetDoNotMeddle(bool optimize)
    {
        var meetings = 0;
        foreach (var seed in Enumerable.Range(0, 60).Concat(Enumerable.Range(RandomArchitecture.FirstSpatial, 20)))
        {
            var spec = new RandomArchitecture(seed).Spec;
            var programs = ProgramBuilder.Build(Architecture.Build(spec), spec.IsDouble, optimize);
            foreach (var program in programs.All)
            {
                // One sample's memory cannot be shared; such programs are divided by blocks of samples.
                if (program.SampleCalls > 0)
                {
                    Assert.True(program == programs.Predict || program == programs.Evaluate);
                    Assert.Throws<GraphException>(() => ParallelPlan.Stages(program, program.Calls));
                    continue;
                }

                var stages = ParallelPlan.Stages(program, program.Calls);
                Assert.Equal(program.Calls, stages.SelectMany(stage => stage.Calls));
                var touched = stages.Select(stage => stage.Calls.Select(call => Settings.Select(setting => Enumerable.Range(0, setting.Parts).Select(part => Touched(program, call, part, setting)).ToArray()).ToArray()).ToArray()).ToArray();
                for (int i = 0, begin = 0; i < stages.Count; i++)
                {
                    var about = $"architecture {seed.ToString(CultureInfo.InvariantCulture)}, {stages[i].Calls[0].Kernel.Name}";
                    var isShared = Enumerable.Range(0, stages[i].Calls.Count).SelectMany(later => Enumerable.Range(0, later).Select(earlier => (earlier, later)))
                        .Any(pair => Meddle(touched[i][pair.earlier], touched[i][pair.later], isSamePieceFree: true));
                    Assert.False(isShared, $"{about}: pieces of a stage meddle");
                    bool Conflict(IEnumerable<(string Region, long From, long To, bool IsWritten)>[][][] later) =>
                        Enumerable.Range(begin, i - begin).Any(earlier => touched[earlier].Any(x => later.Any(y => Meddle(x, y, isSamePieceFree: false))));
                    if (stages[i].MeetsBefore)
                    {
                        // What only joined the stage may conflict as well; the first call is what there was to decide about.
                        Assert.True(Conflict([touched[i][0]]) || stages[i - 1].Slot == ParallelPlan.MaximumStages - 1, $"{about}: a meeting for nothing");
                        (begin, meetings) = (i, meetings + 1);
                        Assert.Equal(0, stages[i].Slot);
                    }
                    else
                    {
                        Assert.False(Conflict(touched[i]), $"{about}: meddles with an earlier stage");
                        Assert.Equal(i - begin, stages[i].Slot);
                    }
                }
            }
        }

        Assert.InRange(meetings, 100, int.MaxValue);
    }

    // Whether, in any setting, a piece of one call writes what a piece of another touches; of one stage, a piece is done by one thread.
    private static bool Meddle(IEnumerable<(string Region, long From, long To, bool IsWritten)>[][] earlier, IEnumerable<(string Region, long From, long To, bool IsWritten)>[][] later, bool isSamePieceFree)
    {
        for (var setting = 0; setting < earlier.Length; setting++)
        {
            for (var a = 0; a < earlier[setting].Length; a++)
            {
                for (var b = 0; b < later[setting].Length; b++)
                {
                    if ((a != b || !isSamePieceFree) && earlier[setting][a].Any(x => later[setting][b].Any(y => x.Region == y.Region && (x.IsWritten || y.IsWritten) && x.From < y.To && y.From < x.To)))
                        return true;
                }
            }
        }

        return false;
    }

    // The stretches of memory that a thread's part of a call touches.
    private static IEnumerable<(string Region, long From, long To, bool IsWritten)> Touched(NetworkProgram program, KernelCall call, int part, (int Parts, int Count, int Capacity) setting)
    {
        var touched = new List<(string, long, long, bool)>();
        long first = Parallelism.FirstSample(part, setting.Parts, setting.Count), end = Parallelism.FirstSample(part + 1, setting.Parts, setting.Count);
        if (call.Kernel.Split == KernelSplit.Whole && part > 0)
            return touched;
        foreach (var argument in call.Arguments.OfType<ValueArgument>())
        {
            var (value, storage) = (argument.Value, program.Storage[argument.Value]);
            long length = value.Shape.Length;
            switch (storage.Region)
            {
                case StorageRegion.Arena or StorageRegion.Output when call.Kernel.Split == KernelSplit.Samples:
                    long from = storage.Region == StorageRegion.Arena ? (long)storage.Offset * setting.Capacity : 0;
                    touched.Add((Region(storage), from + (first * length), from + (end * length), argument.IsWritten));
                    break;
                case StorageRegion.Arena or StorageRegion.Output:
                    long start = storage.Region == StorageRegion.Arena ? (long)storage.Offset * setting.Capacity : 0;
                    touched.Add((Region(storage), start, start + (setting.Count * length), argument.IsWritten));
                    break;
                case StorageRegion.Fixed:
                    touched.Add((Region(storage), storage.Offset, storage.Offset + length, argument.IsWritten));
                    break;
                case StorageRegion.Gradients:
                    touched.Add((Region(storage), storage.Offset, storage.Offset + length, argument.IsWritten));
                    break;
            }
        }

        return touched;
    }

    private static string Region(Storage storage) => storage.Region == StorageRegion.Output ? $"output {storage.Offset.ToString(CultureInfo.InvariantCulture)}" : storage.Region.ToString();
}
