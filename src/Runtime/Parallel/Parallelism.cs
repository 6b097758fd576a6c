using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace NetGen;

/// <summary>
/// A fixed group of threads that train and predict together: the calling thread, and others that are started here, once. Give it to
/// <see cref="ITrainingSession{TScalar}.Parallelism"/>, <see cref="Optimizer{T}.Parallelism"/> or
/// <see cref="TrainerOptions{T}.Parallelism"/>, or to the prediction of a batch. Results are the same bits for any number of threads.
/// A call allocates nothing and starts nothing. A group does one thing at a time: other callers wait.
/// </summary>
/// <remarks>
/// Threads that have nothing to do look out for work for some tens of microseconds, so that the next step finds them awake, then sleep.
/// Use no more threads than the machine has free cores: the others wait for the slowest at every meeting.
/// </remarks>
public sealed unsafe class Parallelism : IDisposable
{
    /// <summary>The largest number of threads of a group.</summary>
    public const int MaximumThreads = 1024;

    /// <summary>How many kinds of pieces may be taken between two meetings.</summary>
    public const int MaximumStages = 8;

    // Pieces a thread: a thread whose core is slower, or busy otherwise, takes fewer, and keeps the others waiting less.
    private const int PiecesPerThread = 2;

    // Pieces a thread where each is much work: no thread waits long for the last piece of another.
    private const int FinePiecesPerThread = 4;

    // Samples are shared out in such units: whole vectors of every element-wise loop, and an even number of rows.
    private const int SampleUnit = 16;

    private readonly object users = new();
    private readonly object sleep = new();
    private readonly Turnstile start = new();
    private readonly Turnstile meeting = new();
    private readonly Turnstile rest = new();

    // Counters only: nobody waits at them. Who arrives takes a piece; those that have arrived before him have taken those before it.
    private readonly Turnstile[] piecesTaken = new Turnstile[MaximumStages];
    private readonly int patience;
    private int sleepers;
    private bool isDisposed;
    private nint work;
    private delegate*<nint, int, Parallelism, void> entry;
    private ExceptionDispatchInfo? failure;

    /// <summary>Makes a group of as many threads as the machine has processors.</summary>
    public Parallelism()
        : this(Math.Min(Environment.ProcessorCount, MaximumThreads))
    {
    }

    /// <summary>Makes a group.</summary>
    /// <param name="threads">How many threads, with the calling one: 1 for no other.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not from 1 to <see cref="MaximumThreads"/>.</exception>
    public Parallelism(int threads)
    {
        if (threads is < 1 or > MaximumThreads)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"A group has from 1 to {MaximumThreads} threads; Environment.ProcessorCount is {Environment.ProcessorCount}.");
        Threads = threads;
        for (int stage = 0; stage < piecesTaken.Length; stage++)
            piecesTaken[stage] = new Turnstile();

        // Where threads take turns on a processor, looking out for another keeps it from its work.
        patience = threads <= Environment.ProcessorCount ? 2000 : 0;
        for (int part = 1; part < threads; part++)
        {
            int own = part;
            new Thread(() => Work(own)) { IsBackground = true, Name = $"NetGen {own}" }.Start();
        }
    }

    /// <summary>How many threads, with the calling one.</summary>
    public int Threads { get; }

    /// <summary>In how many pieces work is shared out: some for each thread.</summary>
    public int Pieces => Threads == 1 ? 1 : PiecesPerThread * Threads;

    /// <summary>Takes the next piece of a stage of the running work. Which thread gets which is open; each is taken once until the next meeting.</summary>
    /// <param name="stage">The stage, from 0 to <see cref="MaximumStages"/> − 1.</param>
    /// <returns>The piece, from 0; a number of <see cref="Pieces"/> or more when none is left.</returns>
    public int Take(int stage) => piecesTaken[stage].Arrive() - 1;

    /// <summary>Takes the samples of the next piece of a stage that has any. Each is taken once until the next meeting.</summary>
    /// <param name="stage">The stage, from 0 to <see cref="MaximumStages"/> − 1.</param>
    /// <param name="count">How many samples the batch has.</param>
    /// <param name="unit">
    /// A piece has a multiple of so many samples, and the last what is left: 16, or fewer where a sample is much work and fewer are whole
    /// vectors of everything that is computed; these are shared out more finely.
    /// </param>
    /// <param name="first">The first of the samples.</param>
    /// <param name="samples">How many they are; 0 when none is left.</param>
    /// <returns>Whether there are any.</returns>
    public bool TakeSamples(int stage, int count, int unit, out int first, out int samples)
    {
        int pieces = unit < SampleUnit ? FinePiecesPerThread * Threads : Pieces;
        for (int piece = Take(stage); piece < pieces; piece = Take(stage))
        {
            first = FirstSample(piece, pieces, count, unit);
            samples = FirstSample(piece + 1, pieces, count, unit) - first;
            if (samples > 0)
                return true;
        }

        first = count;
        samples = 0;
        return false;
    }

    /// <summary>Where a part begins, when units of work are shared out evenly.</summary>
    /// <param name="part">The part; the number of parts for the end of the last.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="units">How many units there are.</param>
    /// <returns>The first unit of the part.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Share(int part, int parts, int units) => (int)((long)units * part / parts);

    /// <summary>Where a part of a batch begins. What is left of units of 16 samples belongs to the last part.</summary>
    /// <param name="part">The part; the number of parts for the end of the last.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="count">How many samples the batch has.</param>
    /// <returns>The first sample of the part.</returns>
    public static int FirstSample(int part, int parts, int count) => FirstSample(part, parts, count, SampleUnit);

    /// <summary>Where a part of a batch begins. What is left of units belongs to the last part.</summary>
    /// <param name="part">The part; the number of parts for the end of the last.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="count">How many samples the batch has.</param>
    /// <param name="unit">How many samples a unit has.</param>
    /// <returns>The first sample of the part.</returns>
    public static int FirstSample(int part, int parts, int count, int unit) =>
        part == parts ? count : Share(part, parts, count / unit) * unit;

    /// <summary>Whether several threads would get a part of a batch.</summary>
    /// <param name="team">The group, or null for the calling thread alone.</param>
    /// <param name="count">How many samples the batch has.</param>
    /// <returns>Whether it is worth sharing.</returns>
    public static bool IsShared([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] Parallelism? team, int count) => team is { Threads: > 1 } && count >= 2 * SampleUnit;

    /// <summary>Does work with all threads, and returns when all parts are done. Allocates nothing.</summary>
    /// <typeparam name="TWork">The work. Its copies on the other threads are one: that of the caller.</typeparam>
    /// <param name="work">The work.</param>
    /// <exception cref="ObjectDisposedException">The group was disposed of.</exception>
    /// <remarks>An exception of a part is thrown again here, when all threads have ended or left their parts.</remarks>
    public void Run<TWork>(TWork work)
        where TWork : struct, IParallelWork, allows ref struct
    {
        lock (users)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (Threads == 1)
            {
                PutBack();
                work.Run(0, this);
                return;
            }

            // The argument lies on this thread's stack until all have left it, and the collector sees to the references in it.
            this.work = (nint)Unsafe.AsPointer(ref work);
            entry = &Enter<TWork>;
            failure = null;
            PutBack();
            start.Pass();
            if (Volatile.Read(ref sleepers) > 0)
            {
                lock (sleep)
                    Monitor.PulseAll(sleep);
            }

            RunPart(0);
            Gather(rest);
            if (failure is not null)
            {
                meeting.Empty();
                failure.Throw();
            }
        }
    }

    /// <summary>Waits until all threads of the running work are here. What each wrote before, all see after.</summary>
    /// <exception cref="InvalidOperationException">Another part threw an exception.</exception>
    public void Meet()
    {
        if (Threads > 1)
            Gather(meeting);
        else
            PutBack();
        if (Volatile.Read(ref failure) is not null)
            throw new InvalidOperationException("Another part of the work has failed.");
    }

    /// <summary>Ends the threads; work that runs is completed first.</summary>
    public void Dispose()
    {
        lock (users)
        {
            if (isDisposed)
                return;
            isDisposed = true;
            entry = null;
            start.Pass();
            lock (sleep)
                Monitor.PulseAll(sleep);
        }
    }

    private static void Enter<TWork>(nint work, int part, Parallelism team)
        where TWork : struct, IParallelWork, allows ref struct => Unsafe.AsRef<TWork>((void*)work).Run(part, team);

    private void Work(int part)
    {
        for (int turn = 0; ; turn++)
        {
            Await(turn);
            if (entry == null)
                return;
            RunPart(part);
            Gather(rest);
        }
    }

    private void RunPart(int part)
    {
        try
        {
            entry(work, part, this);
        }
#pragma warning disable CA1031 // It is thrown again by the thread that asked for the work.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private void Await(int turn)
    {
        for (int i = 0; i < patience; i++)
        {
            if (start.Turn != turn)
                return;
            Thread.SpinWait(1);
        }

        lock (sleep)
        {
            // A caller that does not see this has begun before, and that is seen here.
            Interlocked.Increment(ref sleepers);
            while (start.Turn == turn)
                Monitor.Wait(sleep);
            Interlocked.Decrement(ref sleepers);
        }
    }

    private void PutBack()
    {
        foreach (Turnstile stage in piecesTaken)
            stage.Empty();
    }

    // The last of the threads lets all the others go on.
    private void Gather(Turnstile turnstile)
    {
        int turn = turnstile.Turn;
        if (turnstile.Arrive() == Threads)
        {
            turnstile.Empty();
            if (ReferenceEquals(turnstile, meeting))
                PutBack();
            turnstile.Pass();
            return;
        }

        for (int i = 0; turnstile.Turn == turn; i++)
        {
            if (i < patience)
                Thread.SpinWait(1);
            else if (ReferenceEquals(turnstile, meeting) && Volatile.Read(ref failure) is not null)
                return;
            else
                Thread.Yield();
        }
    }
}
