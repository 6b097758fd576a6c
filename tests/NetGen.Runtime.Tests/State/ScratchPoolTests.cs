namespace NetGen.Tests.State;

/// <summary>The pool never makes more buffers than were out at once.</summary>
public sealed class ScratchPoolTests
{
    /// <summary>What is given back is what is rented next.</summary>
    [Fact]
    public void BuffersAreUsedAgain()
    {
        var pool = new ScratchPool<float>(5);
        AlignedBuffer<float> first = pool.Rent(), second = pool.Rent();
        Assert.NotSame(first, second);
        Assert.Equal(5, first.Length);
        pool.Return(first);
        Assert.Same(first, pool.Rent());
    }

    /// <summary>Also where very many are out at once.</summary>
    [Fact]
    public void ManyBuffersAreAllKept()
    {
        var pool = new ScratchPool<float>(1);
        var made = Enumerable.Range(0, 200).Select(_ => pool.Rent()).ToHashSet();
        foreach (var buffer in made)
            pool.Return(buffer);
        for (int i = 0; i < 200; i++)
            Assert.True(made.Remove(pool.Rent()), $"buffer {i} is a new one");
    }

    /// <summary>Eight threads that rent and return as fast as they can share eight buffers, and no two have the same one at once.</summary>
    [Fact]
    public void ThreadsNeverNeedMoreBuffersThanThereAreThreads()
    {
        const int threads = 8, rents = 200_000;
        var pool = new ScratchPool<int>(1);
        var seen = new HashSet<AlignedBuffer<int>>[threads];
        int shared = 0;
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            seen[thread] = [];
            for (int i = 0; i < rents; i++)
            {
                var buffer = pool.Rent();
                if (Interlocked.Increment(ref buffer.Reference) != 1)
                    Interlocked.Increment(ref shared);
                seen[thread].Add(buffer);
                if (i % 64 == 0)
                    Thread.Yield();
                Interlocked.Decrement(ref buffer.Reference);
                pool.Return(buffer);
            }
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        Assert.Equal(0, shared);
        Assert.InRange(seen.SelectMany(buffers => buffers).Distinct().Count(), 1, threads);
    }
}
