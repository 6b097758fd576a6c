using System.Numerics;

namespace NetGen;

/// <summary>Measures a network on batches, with memory taken once.</summary>
internal sealed class Evaluator<TNetwork, TScalar>
    where TNetwork : class, INetwork<TNetwork, TScalar>
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    private readonly TNetwork network;
    private readonly Parallelism? parallelism;
    private readonly ClassificationTarget? classification;
    private readonly Memory<TScalar>[] buffers;
    private readonly Memory<TScalar>[] outputs;

    public Evaluator(TNetwork network, int batchSize, Parallelism? parallelism)
    {
        this.network = network;
        this.parallelism = parallelism;
        NetworkSignature signature = TNetwork.Signature;
        classification = ClassificationTarget.Find(signature);
        buffers = new Memory<TScalar>[signature.Outputs.Length];
        outputs = new Memory<TScalar>[signature.Outputs.Length];
        if (classification is { } found)
        {
            Confusion = new ConfusionMatrix(found.Classes);
            for (int i = 0; i < buffers.Length; i++)
                buffers[i] = new TScalar[checked(batchSize * signature.Outputs[i].Length)];
        }
    }

    /// <summary>Samples by actual and predicted class since it was cleared; null where there are no classes.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>Predicts a batch and counts what is right.</summary>
    public void Count(scoped Batch<TScalar> batch)
    {
        if (classification is not { } found)
            return;
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = buffers[i][..(batch.Count * TNetwork.Signature.Outputs[i].Length)];
        network.Predict(batch, outputs, parallelism);
        Confusion!.Add(outputs[found.Output].Span, batch.Targets[found.Target].Indices, found.IgnoreIndex);
    }

    /// <summary>Measures a data set.</summary>
    /// <returns>The mean loss; NaN for a network without one.</returns>
    public double Run(BatchSource<TScalar> batches)
    {
        Confusion?.Clear();
        bool hasLoss = TNetwork.Signature.HasLoss;
        double sum = 0;
        foreach (Batch<TScalar> batch in batches)
        {
            if (hasLoss)
                sum += double.CreateTruncating(network.Evaluate(batch, parallelism)) * batch.Count;
            Count(batch);
        }

        return hasLoss ? sum / batches.SampleCount : double.NaN;
    }
}
