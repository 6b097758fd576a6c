using System.Numerics;

namespace NetGen;

/// <summary>Tells where in a training step numbers stopped being finite, and what to do about it.</summary>
internal static class DivergenceReport
{
    private const string LowerRate = "Lower the learning rate or begin with a smaller one";

    /// <summary>Looks for the cause in the order of the computation: inputs, targets, parameters, layers, loss.</summary>
    /// <param name="signature">The network.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="session">The session, whose last pass was that of the batch.</param>
    /// <param name="batches">Where the batch came from.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="step">The step of the epoch, counted from 1.</param>
    /// <returns>The exception to throw.</returns>
    public static TrainingDivergedException Make<T>(
        NetworkSignature signature,
        FlatBuffer<T> parameters,
        ITrainingSession<T> session,
        BatchSource<T> batches,
        scoped Batch<T> batch,
        double loss,
        int epoch,
        int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = (step - 1) * batches.BatchSize;
        (string? where, string cause, string advice) =
            InSlots("input", signature.Inputs.AsSpan(), batch.Inputs, batches, first)
            ?? InSlots("target", signature.Targets.AsSpan(), batch.Targets, batches, first)
            ?? InParameters(parameters)
            ?? InLayers(session.FindNonFinite(batch))
            ?? (null, "the values of all layers that are kept are finite", $"{LowerRate}, and prefer losses on logits, such as [SoftmaxCrossEntropy], to those on probabilities");
        return new TrainingDivergedException(signature.Name, where, cause, advice, loss, epoch, step);
    }

    private static (string? Where, string Cause, string Advice)? InSlots<T>(string kind, ReadOnlySpan<SlotSignature> signatures, ReadOnlySpan<Slot<T>> slots, BatchSource<T> batches, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < slots.Length; i++)
        {
            int index = NetworkGuard.IndexOfNonFinite(slots[i].Values);
            if (index < 0)
                continue;
            int length = signatures[i].Length, sample = batches.SampleAt(first + (index / length));
            string cause = $"{kind} '{signatures[i].Name}' of sample {sample} has {(T.IsNaN(slots[i].Values[index]) ? "NaN" : "an infinite number")} at {index % length}";
            return (signatures[i].Name, cause, "Remove or fill such values before training");
        }

        return null;
    }

    private static (string? Where, string Cause, string Advice)? InParameters<T>(FlatBuffer<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (TensorLayout tensor in parameters.Layout.Tensors)
        {
            if (NetworkGuard.HasNonFinite<T>(parameters.Span.Slice(tensor.Offset, tensor.StorageLength)))
            {
                int dot = tensor.Name.LastIndexOf('.');
                return (dot < 0 ? tensor.Name : tensor.Name[..dot], $"'{tensor.Name}' holds a number that is not finite since an earlier step, whose gradients were too large", $"{LowerRate}, and bring the inputs to about -1…1");
            }
        }

        return null;
    }

    private static (string? Where, string Cause, string Advice)? InLayers(string? layer) => layer is null
        ? null
        : (layer, $"it began in layer '{layer}', or directly behind it", $"{LowerRate}, bring the inputs to about -1…1, and look at the initializers up to that layer");
}
