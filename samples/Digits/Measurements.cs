using System.Diagnostics;

namespace Digits;

/// <summary>What a prediction costs on this machine.</summary>
internal static class Measurements
{
    private const int Calls = 10_000, Batches = 21;

    /// <summary>The time of one prediction: the median over batches of calls.</summary>
    /// <returns>The time in nanoseconds, and a number made of all outputs, so that no call can be left out.</returns>
    public static (double Nanoseconds, float Checksum) Latency(DigitClassifier network, ReadOnlySpan<float> pictures)
    {
        double[] times = new double[Batches];
        float checksum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            checksum += Predict(network, pictures);
            times[batch] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls;
        }

        Array.Sort(times);
        return (times[Batches / 2], checksum);
    }

    /// <summary>The bytes that predictions allocate, on all threads together.</summary>
    public static (long Bytes, int Calls) Allocation(DigitClassifier network, ReadOnlySpan<float> pictures)
    {
        Predict(network, pictures);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Predict(network, pictures);
        return (GC.GetTotalAllocatedBytes(precise: true) - before, Calls);
    }

    private static float Predict(DigitClassifier network, ReadOnlySpan<float> pictures)
    {
        Span<float> scores = stackalloc float[DigitClassifier.OutputLength];
        int count = pictures.Length / DigitClassifier.InputLength;
        float checksum = 0;
        for (int call = 0; call < Calls; call++)
        {
            network.Predict(pictures.Slice(call % count * DigitClassifier.InputLength, DigitClassifier.InputLength), scores);
            checksum += scores[call % scores.Length];
        }

        return checksum;
    }
}
