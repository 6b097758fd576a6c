namespace NetGen.Tests.Data;

public sealed class PrefetchedBatchesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(10, 4, 1, false)]
    [InlineData(10, 4, 2, true)]
    [InlineData(101, 7, 3, false)]
    [InlineData(101, 7, 50, false)]
    [InlineData(3, 8, 2, false)]
    [InlineData(3, 8, 2, true)]
    [InlineData(0, 8, 2, false)]
    public void The_batches_are_those_gathered_when_asked_for(int count, int size, int depth, bool dropLast)
    {
        foreach (Dataset<float> data in new[] { InMemory(count), new Numbered(count).Data })
        {
            var plain = new MiniBatches<float>(data, size, dropLast);
            using var batches = new PrefetchedBatches<float>(data, size, depth, dropLast);
            var sampler = new WeightedSampler([.. Enumerable.Repeat(1.0, Math.Max(count, 1))], 2 * Math.Max(count, 1));
            for (ulong epoch = 0; epoch < 5; epoch++)
            {
                foreach (BatchSource<float> source in new BatchSource<float>[] { plain, batches })
                {
                    if (epoch is 1 or 2)
                        source.Shuffle(9, epoch);
                    else if (epoch == 3 && count > 0)
                        source.Draw(sampler, 9, epoch);
                    else
                        source.Restore();
                }

                Assert.Equal((plain.Count, plain.SampleCount), (batches.Count, batches.SampleCount));
                Assert.Equal(Content(plain), Content(batches));
            }
        }
    }

    [Fact]
    public void Batches_are_gathered_ahead_but_no_further_than_the_depth()
    {
        var samples = new Numbered(100);
        using var batches = new PrefetchedBatches<float>(samples.Data, 10, depth: 3);
        BatchSource<float>.Enumerator walk = batches.GetEnumerator();
        Assert.True(walk.MoveNext());
        // One that is held and three ahead.
        Assert.True(SpinWait.SpinUntil(() => samples.Reads == 40, Patience));
        Thread.Sleep(50);
        Assert.Equal(40, samples.Reads);
        Assert.Equal(0, walk.Current.Inputs[0].Values[0]);
        Assert.Equal(9, walk.Current.Inputs[0].Values[9]);
        Assert.True(walk.MoveNext());
        Assert.True(SpinWait.SpinUntil(() => samples.Reads == 50, Patience));
        Assert.Equal(10, walk.Current.Inputs[0].Values[0]);
        walk.Dispose();
        Assert.NotEqual(Environment.CurrentManagedThreadId, samples.Thread);
    }

    [Fact]
    public void Nothing_is_allocated_a_batch()
    {
        var samples = new Numbered(1000);
        using var batches = new PrefetchedBatches<float>(samples.Data, 16, depth: 3);
        float sum = Epoch(0) + Epoch(1);
        long worker = samples.Allocated, here = GC.GetAllocatedBytesForCurrentThread();
        for (ulong epoch = 2; epoch < 20; epoch++)
            sum += Epoch(epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - here);
        Assert.Equal(0, samples.Allocated - worker);
        Assert.True(sum > 0);

        float Epoch(ulong epoch)
        {
            batches.Shuffle(1, epoch);
            float sum = 0;
            foreach (Batch<float> batch in batches)
                sum += batch.Inputs[0].Values[0] + batch.Targets[0].Indices[0];
            return sum;
        }
    }

    [Fact]
    public void An_exception_reaches_who_asks_for_the_batch_and_the_next_walk_starts_anew()
    {
        var samples = new Numbered(100) { FailAt = 57 };
        using var batches = new PrefetchedBatches<float>(samples.Data, 10, depth: 4);
        for (int trial = 0; trial < 3; trial++)
        {
            int seen = 0;
            var exception = Assert.Throws<DataFileException>(() =>
            {
                foreach (Batch<float> batch in batches)
                    seen += batch.Count;
            });
            Assert.Equal("Sample 57 is damaged.", exception.Message);
            // Where it was thrown first is still told.
            Assert.Contains(nameof(Numbered), exception.StackTrace, StringComparison.Ordinal);
            Assert.Equal(50, seen);
        }

        samples.FailAt = -1;
        Assert.Equal(Content(new MiniBatches<float>(samples.Data, 10)), Content(batches));
    }

    [Fact]
    public void Cancelling_ends_a_walk_that_waits()
    {
        using var cancellation = new CancellationTokenSource();
        using var blocked = new ManualResetEventSlim();
        var samples = new Numbered(100) { BlockAt = 25, Block = blocked };
        using var batches = new PrefetchedBatches<float>(samples.Data, 10, depth: 2, cancellationToken: cancellation.Token);
        int seen = 0;
        Task walk = Task.Run(() =>
        {
            foreach (Batch<float> batch in batches)
                Interlocked.Add(ref seen, batch.Count);
        });
        Assert.True(SpinWait.SpinUntil(() => samples.Reads == 25 && Volatile.Read(ref seen) == 20, Patience));
        Assert.False(walk.IsCompleted);
        cancellation.Cancel();
        // The walk ends only when nothing reads its order any more.
        blocked.Set();
        Assert.Throws<OperationCanceledException>(() => walk.WaitAsync(Patience).GetAwaiter().GetResult());
        Assert.Equal(20, seen);
        Assert.Throws<OperationCanceledException>(() => Content(batches));
    }

    [Fact]
    public void Disposal_ends_the_thread_and_every_walk()
    {
        var samples = new Numbered(100);
        var batches = new PrefetchedBatches<float>(samples.Data, 10);
        using (BatchSource<float>.Enumerator walk = batches.GetEnumerator())
        {
            Assert.True(walk.MoveNext());
            batches.Dispose();
            batches.Dispose();
            Assert.False(samples.Thread == 0);
            int reads = samples.Reads;
            bool threw = false;
            try
            {
                walk.MoveNext();
            }
            catch (ObjectDisposedException)
            {
                threw = true;
            }

            Assert.True(threw);
            Assert.Equal(reads, samples.Reads);
        }

        Assert.Throws<ObjectDisposedException>(() => Content(batches));
        // Never walked.
        new PrefetchedBatches<float>(samples.Data, 10).Dispose();
    }

    [Fact]
    public void A_walk_broken_off_can_be_followed_by_another_order()
    {
        Dataset<float> data = new Numbered(1000).Data;
        using var batches = new PrefetchedBatches<float>(data, 3, depth: 5);
        var plain = new MiniBatches<float>(data, 3);
        for (ulong epoch = 0; epoch < 50; epoch++)
        {
            batches.Shuffle(1, epoch);
            plain.Shuffle(1, epoch);
            int steps = 0;
            foreach (Batch<float> batch in batches)
            {
                Assert.True(batch.Inputs[0].Values.SequenceEqual(plain[steps].Inputs[0].Values));
                if (++steps == 7)
                    break;
            }
        }
    }

    [Fact]
    public void A_walk_inside_another_is_refused_instead_of_waiting_for_ever()
    {
        using var batches = new PrefetchedBatches<float>(InMemory(100), 10);
        var exception = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (Batch<float> _ in batches)
            {
                foreach (Batch<float> __ in batches)
                    break;
            }
        });
        Assert.Contains("Another walk was begun", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sampler_for_another_set_is_refused()
    {
        var batches = new MiniBatches<float>(InMemory(3), 2);
        Assert.Contains("sample 9", Assert.Throws<InvalidOperationException>(() => batches.Draw(new WeightedSampler([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1), 1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrefetchedBatches<float>(InMemory(3), 2, depth: 0));
    }

    private static Dataset<float> InMemory(int count) => Dataset.FromArrays([.. Enumerable.Range(0, count).Select(i => (float)i)], [.. Enumerable.Range(0, count)], 1);

    private static List<string> Content(BatchSource<float> batches)
    {
        var content = new List<string>();
        foreach (Batch<float> batch in batches)
            content.Add($"{batch.Count}: {string.Join(' ', batch.Inputs[0].Values.ToArray())}; {string.Join(' ', batch.Targets[0].Indices.ToArray())}");
        return content;
    }

    /// <summary>Samples that are their ordinals, read one by one; some damaged, or slow.</summary>
    private sealed class Numbered : SampleReader<float>
    {
        private int reads;

        public Numbered(int count)
            : base(count, 1) => Data = new Dataset<float>([new DataColumn<float>(this)], [new DataColumn<float>(Enumerable.Range(0, count).ToArray().AsMemory())]);

        public Dataset<float> Data { get; }

        public int Reads => Volatile.Read(ref reads);

        public int FailAt { get; set; } = -1;

        public int BlockAt { get; init; } = -1;

        public ManualResetEventSlim? Block { get; init; }

        /// <summary>Who read last, and what that thread had allocated by then.</summary>
        public int Thread { get; private set; }

        public long Allocated { get; private set; }

        public override void Read(int sample, Span<float> destination)
        {
            if (sample == BlockAt)
                Block!.Wait();
            if (sample == FailAt)
                throw new DataFileException($"Sample {sample} is damaged.");
            destination[0] = sample;
            Thread = Environment.CurrentManagedThreadId;
            Allocated = GC.GetAllocatedBytesForCurrentThread();
            Interlocked.Increment(ref reads);
        }
    }
}
