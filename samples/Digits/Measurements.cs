using System.Diagnostics;
using NetGen;

namespace Digits;

/// <summary>What a prediction costs on this machine.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="network">The network.</param>
/// <param name="predict">Predicts one sample.</param>
internal sealed class Measurements<TNetwork>(TNetwork network, Prediction<TNetwork> predict)
    where TNetwork : class, INetwork<TNetwork, float>
{
    private const int Calls = 10_000, Batches = 21;

    /// <summary>The time of one prediction: the median over batches of calls.</summary>
    /// <returns>The time in nanoseconds, and a number made of all outputs, so that no call can be left out.</returns>
    public (double Nanoseconds, float Checksum) Latency(ReadOnlySpan<float> pictures)
    {
        double[] times = new double[Batches];
        float checksum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            checksum += Predict(pictures);
            times[batch] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls;
        }

        Array.Sort(times);
        return (times[Batches / 2], checksum);
    }

    /// <summary>The bytes that predictions allocate, on all threads together.</summary>
    public (long Bytes, int Calls) Allocation(ReadOnlySpan<float> pictures)
    {
        Predict(pictures);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Predict(pictures);
        return (GC.GetTotalAllocatedBytes(precise: true) - before, Calls);
    }

    private float Predict(ReadOnlySpan<float> pictures)
    {
        int inputs = TNetwork.Signature.Inputs[0].Length, count = pictures.Length / inputs;
        Span<float> scores = stackalloc float[TNetwork.Signature.Outputs[0].Length];
        float checksum = 0;
        for (int call = 0; call < Calls; call++)
        {
            predict(network, pictures.Slice(call % count * inputs, inputs), scores);
            checksum += scores[call % scores.Length];
        }

        return checksum;
    }
}
