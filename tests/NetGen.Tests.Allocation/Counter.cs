namespace NetGen.Tests.Allocation;

/// <summary>Counts the bytes that all threads of the process allocate.</summary>
internal static class Counter
{
    private const int Rounds = 3, WarmUpCalls = 100;

    /// <summary>Warms up with 100 calls, then counts the bytes of every round and writes them in one line behind the name.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="calls">How many calls a round has.</param>
    /// <param name="call">What is called.</param>
    public static void Count(string name, int calls, Action call)
    {
        for (int i = 0; i < WarmUpCalls; i++)
            call();
        CountRounds(name, () =>
        {
            for (int i = 0; i < calls; i++)
                call();
        });
    }

    /// <summary>Warms all calls up, then counts the bytes of three rounds of each, and writes a line for each when all are counted.</summary>
    /// <param name="subjects">What is measured.</param>
    /// <param name="calls">How many calls a round has.</param>
    public static void Count((string Name, Action Call)[] subjects, int calls)
    {
        foreach ((_, Action call) in subjects)
        {
            for (int i = 0; i < WarmUpCalls; i++)
                call();
        }

        var bytes = new long[subjects.Length][];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = new long[Rounds];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < subjects.Length; i++)
        {
            Action call = subjects[i].Call;
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                for (int repeat = 0; repeat < calls; repeat++)
                    call();
                bytes[i][round] = GC.GetTotalAllocatedBytes(precise: true) - before;
            }
        }

        for (int i = 0; i < subjects.Length; i++)
            Console.WriteLine($"{subjects[i].Name}: {string.Join(' ', bytes[i])}");
    }

    /// <summary>As <see cref="Count(string, int, Action)"/> on threads that were started before: each makes so many calls a round, and the first round warms up.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="calls">How many calls a thread makes in a round.</param>
    /// <param name="callOfThread">What is called, a thread each.</param>
    public static void CountThreads(string name, int calls, Action[] callOfThread)
    {
        int round = 0, finished = 0;
        Thread[] threads = [.. callOfThread.Select(call => new Thread(() => Work(call)) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());

        Run();
        CountRounds(name, Run);
        Volatile.Write(ref round, -1);
        Array.ForEach(threads, thread => thread.Join());

        void Run()
        {
            Volatile.Write(ref finished, 0);
            Interlocked.Increment(ref round);
            while (Volatile.Read(ref finished) < threads.Length)
                Thread.Yield();
        }

        void Work(Action call)
        {
            for (int done = 0, current; (current = Volatile.Read(ref round)) >= 0;)
            {
                if (current == done)
                {
                    Thread.Yield();
                    continue;
                }

                done = current;
                for (int i = 0; i < calls; i++)
                    call();
                Interlocked.Increment(ref finished);
            }
        }
    }

    private static void CountRounds(string name, Action round)
    {
        var bytes = new long[Rounds];
        GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            round();
            bytes[i] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Console.WriteLine($"{name}: {string.Join(' ', bytes)}");
    }
}
