using System.Globalization;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Compiler.Tests;

/// <summary>
/// Between two meetings no thread touches an element that another writes, element by element, and no meeting is there for nothing:
/// without it two threads would.
/// </summary>
public sealed class ParallelPlanTests
{
    // The last is full, so that memory which is close together meets.
    private static readonly (int Parts, int Count, int Capacity)[] Settings = [(2, 40, 40), (3, 70, 73), (5, 160, 160)];

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
                var calls = program.Calls.ToArray();
                var plan = ParallelPlan.Meetings(program, calls);
                var touched = Settings.Select(setting => calls.Select(call => Enumerable.Range(0, setting.Parts).Select(part => Touched(program, call, part, setting)).ToArray()).ToArray()).ToArray();
                var begin = 0;
                for (var i = 0; i < calls.Length; i++)
                {
                    var about = $"architecture {seed.ToString(CultureInfo.InvariantCulture)}, {calls[i].Kernel.Name}";
                    var conflict = Enumerable.Range(begin, i - begin).FirstOrDefault(earlier => touched.Any(setting => Meddle(setting[earlier], setting[i])), -1);
                    if (plan[i])
                    {
                        Assert.True(conflict >= 0, $"{about}: a meeting for nothing");
                        begin = i;
                        meetings++;
                    }
                    else
                    {
                        Assert.True(conflict < 0, $"{about}: meddles with {(conflict < 0 ? "" : calls[conflict].Kernel.Name)}");
                    }
                }
            }
        }

        Assert.InRange(meetings, 100, int.MaxValue);
    }

    // What the threads of two calls have to do with each other's elements: whether any of them writes what another touches.
    private static bool Meddle(List<(string Region, long From, long To, bool IsWritten)>[] earlier, List<(string Region, long From, long To, bool IsWritten)>[] later)
    {
        for (var a = 0; a < earlier.Length; a++)
        {
            for (var b = 0; b < later.Length; b++)
            {
                if (a != b && earlier[a].Any(x => later[b].Any(y => x.Region == y.Region && (x.IsWritten || y.IsWritten) && x.From < y.To && y.From < x.To)))
                    return true;
            }
        }

        return false;
    }

    // The stretches of memory that a thread's part of a call touches.
    private static List<(string Region, long From, long To, bool IsWritten)> Touched(NetworkProgram program, KernelCall call, int part, (int Parts, int Count, int Capacity) setting)
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
                    // The parts of a kernel write rows of their own, which depend on its shape alone.
                    touched.Add(call.Kernel.Split == KernelSplit.Parts && argument.IsWritten
                        ? ($"gradient by {call.Kernel.Name}", storage.Offset + part, storage.Offset + part + 1, true)
                        : (Region(storage), storage.Offset, storage.Offset + length, argument.IsWritten));
                    break;
            }
        }

        return touched;
    }

    private static string Region(Storage storage) => storage.Region == StorageRegion.Output ? $"output {storage.Offset.ToString(CultureInfo.InvariantCulture)}" : storage.Region.ToString();
}
