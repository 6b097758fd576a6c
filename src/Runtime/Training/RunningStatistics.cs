using System.Numerics;

namespace NetGen;

/// <summary>Estimates running statistics anew: the mean of those of all batches, each by the same share, as PyTorch's <c>update_bn</c>.</summary>
internal static class RunningStatistics
{
    private const string BatchCount = "num_batches_tracked";

    /// <summary>Replaces a network's running statistics. Where something throws, they are as they were.</summary>
    /// <remarks>
    /// A pass in training moves a statistic by a share of its own, s ← s + m(b − s), b being that of the batch. From s = 0 it is mb, and from a
    /// large s nearly (1 − m)s, which tells m.
    /// </remarks>
    public static void Estimate<T>(FlatBuffer<T> buffers, BatchSource<T> batches, ITrainingSession<T> session, CancellationToken cancellationToken)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (buffers.Layout.Count == 0)
            return;
        FlatBuffer<T> before = buffers.Clone();
        double[] sums = new double[buffers.Span.Length], shares = new double[buffers.Layout.Tensors.Length];
        int count = 0;
        try
        {
            foreach (Batch<T> batch in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                buffers.Span.Clear();
                ulong pass = session.Step;
                session.Backward(batch);
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += double.CreateChecked(buffers.Span[i]);
                if (count++ > 0)
                    continue;
                double[] large = Enlarge(buffers, sums);
                session.Step = pass;
                session.Backward(batch);
                FindShares(buffers, sums, large, shares);
            }
        }
        catch
        {
            buffers.CopyFrom(before);
            throw;
        }

        buffers.CopyFrom(before);
        for (int t = 0; t < shares.Length; t++)
        {
            TensorLayout tensor = buffers.Layout.Tensors[t];
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
            {
                if (IsCount(tensor))
                    buffers.Span[i] = T.CreateChecked(count);
                else if (shares[t] > 1e-6)
                    buffers.Span[i] = T.CreateChecked(sums[i] / (shares[t] * count));
            }
        }
    }

    private static bool IsCount(TensorLayout tensor) => tensor.Name == BatchCount || tensor.Name.EndsWith("." + BatchCount, StringComparison.Ordinal);

    // A million times what the statistics are, a power of two; the number of batches, on which a share may depend, is left at 0.
    private static double[] Enlarge<T>(FlatBuffer<T> buffers, double[] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] large = new double[buffers.Layout.Tensors.Length];
        for (int t = 0; t < large.Length; t++)
        {
            TensorLayout tensor = buffers.Layout.Tensors[t];
            ReadOnlySpan<double> own = values.AsSpan(tensor.Offset, tensor.Length);
            double most = 1;
            foreach (double value in own)
                most = Math.Max(most, Math.Abs(value));
            large[t] = IsCount(tensor) ? 0 : Math.ScaleB(1, Math.ILogB(most) + 20);
            buffers.Span.Slice(tensor.Offset, tensor.Length).Fill(T.CreateChecked(large[t]));
        }

        return large;
    }

    private static void FindShares<T>(FlatBuffer<T> buffers, double[] values, double[] large, double[] shares)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int t = 0; t < shares.Length; t++)
        {
            TensorLayout tensor = buffers.Layout.Tensors[t];
            if (IsCount(tensor) || tensor.Length == 0)
                continue;
            double kept = 0;
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
                kept += (double.CreateChecked(buffers.Span[i]) - values[i]) / large[t];

            // Shares are written with few decimals, of which rounding errors have left the first ones.
            double share = 1 - (kept / tensor.Length), written = Math.Round(share, 6);
            shares[t] = Math.Abs(share - written) < 3e-7 ? written : share;
        }
    }
}
