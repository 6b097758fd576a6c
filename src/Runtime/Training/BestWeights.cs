using System.Numerics;

namespace NetGen;

/// <summary>Keeps the weights of the best epoch so far.</summary>
internal sealed class BestWeights<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly KeepBest kind;
    private double best = double.NegativeInfinity;

    public BestWeights(KeepBest kind, NetworkSignature signature)
    {
        this.kind = kind;
        Parameters = new FlatBuffer<T>(signature.Parameters);
        Buffers = new FlatBuffer<T>(signature.Buffers);
    }

    /// <summary>The weights; of no meaning before <see cref="Epoch"/> is above 0.</summary>
    public FlatBuffer<T> Parameters { get; }

    public FlatBuffer<T> Buffers { get; }

    /// <summary>The best epoch, counted from 1; 0 before there is one.</summary>
    public int Epoch { get; private set; }

    /// <summary>Looks at an epoch. One whose measure is NaN is never the best.</summary>
    public void Offer(in EpochRecord record, FlatBuffer<T> parameters, FlatBuffer<T> buffers)
    {
        if (!Improves(record))
            return;
        Parameters.CopyFrom(parameters);
        Buffers.CopyFrom(buffers);
    }

    /// <summary>Looks at the epochs of a run that goes on; the weights are read from its file.</summary>
    public void Replay(IEnumerable<EpochRecord> records)
    {
        foreach (EpochRecord record in records)
            Improves(record);
    }

    private bool Improves(in EpochRecord record)
    {
        double score = record.Score(kind);
        if (!(score > best))
            return false;
        best = score;
        Epoch = record.Epoch;
        return true;
    }
}
