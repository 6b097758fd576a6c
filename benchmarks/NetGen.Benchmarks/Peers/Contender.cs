using System.Diagnostics;

namespace NetGen.Benchmarks.Peers;

/// <summary>One way to do a piece of work, timed a block of calls at a time.</summary>
internal abstract class Contender : IDisposable
{
    /// <summary>Names the contender.</summary>
    /// <param name="peer">What it is, such as <c>ONNX Runtime</c>.</param>
    /// <param name="way">How it is called, where there are several ways.</param>
    protected Contender(string peer, string way = "")
    {
        Peer = peer;
        Way = way;
    }

    /// <summary>What it is.</summary>
    public string Peer { get; }

    /// <summary>How it is called, where there are several ways.</summary>
    public string Way { get; }

    /// <summary>What it is and how it is called.</summary>
    public string FullName => Way.Length > 0 ? $"{Peer} ({Way})" : Peer;

    /// <summary>Times a block.</summary>
    /// <param name="calls">How many calls.</param>
    /// <returns>Nanoseconds of all of them.</returns>
    public abstract double Measure(int calls);

    /// <summary>
    /// What it computes, to be compared with the others: the outputs, or the losses of the first training steps;
    /// empty where it computes nothing that could be compared.
    /// </summary>
    /// <returns>The numbers.</returns>
    public abstract float[] Results();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A contender that predicts in this process.</summary>
internal abstract class InferenceContender : Contender
{
    /// <inheritdoc cref="Contender(string, string)"/>
    protected InferenceContender(string peer, string way = "")
        : base(peer, way)
    {
    }

    /// <summary>Where the outputs of the last call are.</summary>
    protected abstract ReadOnlySpan<float> Output { get; }

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        Run(1 + (calls / 32));                      // brings weights and code back into the caches after the others' blocks
        long start = Stopwatch.GetTimestamp();
        Run(calls);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        Run(1);
        return Output.ToArray();
    }

    /// <summary>Predicts again and again; the loop belongs to the contender, so that calls cost what they cost a user.</summary>
    /// <param name="calls">How often.</param>
    public abstract void Run(int calls);
}
