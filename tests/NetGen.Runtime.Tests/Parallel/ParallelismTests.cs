using System.Diagnostics;
using Xunit;

namespace NetGen.Tests.Parallel;

public sealed class ParallelismTests
{
    public static TheoryData<int> ThreadCounts => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void EveryPartRunsOnceAndAlwaysOnTheSameThread(int threads)
    {
        using var team = new Parallelism(threads);
        int[] first = new int[threads];
        team.Run(new CountRuns { Runs = new int[threads], Owners = first });
        Assert.Equal(threads, first.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, first[0]);
        Assert.Equal(threads, team.Threads);
        for (int round = 0; round < 200; round++)
        {
            int[] runs = new int[threads], owners = new int[threads];
            team.Run(new CountRuns { Runs = runs, Owners = owners });
            Assert.All(runs, count => Assert.Equal(1, count));
            Assert.Equal(first, owners);
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void AtAMeetingEverythingWrittenBeforeIsSeen(int threads)
    {
        using var team = new Parallelism(threads);
        long total = 0, wrong = 0;
        team.Run(new Relay { Values = new long[threads * 16], Rounds = 2000, Total = ref total, Wrong = ref wrong });
        Assert.Equal(0, wrong);
        Assert.Equal(2000L * threads * (threads + 1) / 2, total);
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void EveryPieceIsTakenOnceUntilTheNextMeeting(int threads)
    {
        using var team = new Parallelism(threads);
        Assert.InRange(team.Pieces, threads, 8 * threads);
        int[] taken = new int[team.Pieces * Parallelism.MaximumStages];
        for (int round = 1; round <= 100; round++)
        {
            team.Run(new TakeAll { Taken = taken, Meetings = 3 });
            Assert.All(taken, count => Assert.Equal(3 * round, count));
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void EverySampleIsTakenOnceUntilTheNextMeeting(int threads)
    {
        using var team = new Parallelism(threads);
        foreach (int unit in new[] { 16, 8, 3, 1 })
        {
            foreach (int count in new[] { 0, 1, 16, 17, 100, 333 })
            {
                int[] taken = new int[count], pieces = new int[1];
                team.Run(new TakeAllSamples { Taken = taken, Pieces = pieces, Meetings = 3, Unit = unit });
                Assert.All(taken, times => Assert.Equal(3, times));

                // As many as have samples: an empty piece is not given out. Small units are shared out more finely.
                int all = unit == 16 ? team.Pieces : 4 * threads;
                int filled = Enumerable.Range(0, all).Count(piece => Parallelism.FirstSample(piece, all, count, unit) < Parallelism.FirstSample(piece + 1, all, count, unit));
                Assert.Equal(3 * filled, pieces[0]);
            }
        }
    }

    // Other threads may be anywhere: looking out, asleep, or about to go to sleep.
    [Fact]
    public void WorkIsFoundAfterPausesOfAnyLength()
    {
        using var team = new Parallelism(3);
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            int[] runs = new int[3];
            team.Run(new CountRuns { Runs = runs, Owners = new int[3] });
            Assert.Equal([1, 1, 1], runs);
            long end = Stopwatch.GetTimestamp() + random.Next((int)(Stopwatch.Frequency / 5000));
            while (Stopwatch.GetTimestamp() < end)
                Thread.SpinWait(1);
        }
    }

    [Fact]
    public void CallersTakeTurns()
    {
        using var team = new Parallelism(2);
        int[] runs = new int[2];
        System.Threading.Tasks.Parallel.For(0, 100, _ => team.Run(new CountRuns { Runs = runs, Owners = new int[2] }));
        Assert.Equal([100, 100], runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AnExceptionOfAPartIsThrownToTheCaller(int part)
    {
        using var team = new Parallelism(3);
        for (int round = 0; round < 20; round++)
        {
            Assert.Equal("part " + part, Assert.Throws<FormatException>(() => team.Run(new Failing { Part = part })).Message);
            int[] runs = new int[3];
            team.Run(new CountRuns { Runs = runs, Owners = new int[3] });
            Assert.Equal([1, 1, 1], runs);
            long total = 0, wrong = 0;
            team.Run(new Relay { Values = new long[48], Rounds = 10, Total = ref total, Wrong = ref wrong });
            Assert.Equal(60, total);
        }
    }

    [Fact]
    public void TheThreadsEndWithTheGroup()
    {
        var owners = new int[4];
        var team = new Parallelism(4);
        var found = new Thread[4];
        team.Run(new Find { Threads = found });
        Assert.All(found.Skip(1), thread => Assert.True(thread.IsBackground));
        team.Dispose();
        team.Dispose();
        Assert.All(found.Skip(1), thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        Assert.Throws<ObjectDisposedException>(() => team.Run(new CountRuns { Runs = new int[4], Owners = owners }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Parallelism.MaximumThreads + 1)]
    public void ANumberOfThreadsThatCannotBeIsNamed(int threads) =>
        Assert.Contains("from 1 to 1024 threads", Assert.Throws<ArgumentOutOfRangeException>(() => new Parallelism(threads)).Message, StringComparison.Ordinal);

    [Fact]
    public void WithoutANumberThereIsAThreadAProcessor()
    {
        using var team = new Parallelism();
        Assert.Equal(Environment.ProcessorCount, team.Threads);
    }

    [Fact]
    public void SamplesAreSharedOutInUnitsOf16AndTheLastPartHasTheRest()
    {
        for (int count = 0; count < 300; count++)
        {
            for (int parts = 1; parts < 9; parts++)
            {
                Assert.Equal(0, Parallelism.FirstSample(0, parts, count));
                Assert.Equal(count, Parallelism.FirstSample(parts, parts, count));
                for (int part = 0; part < parts; part++)
                {
                    int first = Parallelism.FirstSample(part, parts, count), size = Parallelism.FirstSample(part + 1, parts, count) - first;
                    Assert.Equal(0, first % 16);
                    Assert.InRange(size, 0, (count / parts) + 32);
                    // A last row alone, or fewer rows than a tile has, would be computed in another order than by one thread.
                    if (part == parts - 1)
                        Assert.True(size >= Math.Min(count, 16), $"{count} samples, {parts} parts");
                }
            }
        }
    }

    private struct CountRuns : IParallelWork
    {
        public int[] Runs;
        public int[] Owners;

        public readonly void Run(int part, Parallelism team)
        {
            Interlocked.Increment(ref Runs[part]);
            Owners[part] = Environment.CurrentManagedThreadId;
        }
    }

    private struct TakeAllSamples : IParallelWork
    {
        public int[] Taken;
        public int[] Pieces;
        public int Meetings;
        public int Unit;

        public readonly void Run(int part, Parallelism team)
        {
            for (int meeting = 0; meeting < Meetings; meeting++)
            {
                int first, samples;
                while (team.TakeSamples(5, Taken.Length, Unit, out first, out samples))
                {
                    Interlocked.Increment(ref Pieces[0]);
                    Assert.Equal(0, first % Unit);
                    for (int i = first; i < first + samples; i++)
                        Interlocked.Increment(ref Taken[i]);
                }

                Assert.Equal((Taken.Length, 0), (first, samples));
                team.Meet();
            }
        }
    }

    private struct TakeAll : IParallelWork
    {
        public int[] Taken;
        public int Meetings;

        public readonly void Run(int part, Parallelism team)
        {
            for (int meeting = 0; meeting < Meetings; meeting++)
            {
                for (int stage = 0; stage < Parallelism.MaximumStages; stage++)
                {
                    for (int piece = team.Take(stage); piece < team.Pieces; piece = team.Take(stage))
                        Interlocked.Increment(ref Taken[(stage * team.Pieces) + piece]);
                }

                team.Meet();
            }
        }
    }

    private struct Find : IParallelWork
    {
        public Thread[] Threads;

        public readonly void Run(int part, Parallelism team) => Threads[part] = Thread.CurrentThread;
    }

    private struct Failing : IParallelWork
    {
        public int Part;

        public readonly void Run(int part, Parallelism team)
        {
            if (part == Part)
                throw new FormatException("part " + part);
            for (int i = 0; i < 5; i++)
                team.Meet();
        }
    }

    // Each part writes its slot, all meet, part 0 adds the slots up, all meet again.
    private ref struct Relay : IParallelWork
    {
        public Span<long> Values;
        public int Rounds;
        public ref long Total;
        public ref long Wrong;

        public readonly void Run(int part, Parallelism team)
        {
            for (int round = 0; round < Rounds; round++)
            {
                Values[part * 16] = part + 1;
                team.Meet();
                for (int other = 0; other < team.Threads; other++)
                {
                    if (Values[other * 16] != other + 1)
                        Interlocked.Increment(ref Wrong);
                    if (part == 0)
                        Total += Values[other * 16];
                }

                team.Meet();
                Values[part * 16] = -1;
            }
        }
    }
}
