using System.Runtime.Intrinsics;

namespace NetGen.Benchmarks.Peers;

/// <summary>The hand-written network as a contender, in the widest vectors that the processor has.</summary>
internal sealed class HandWrittenContender(DenseWeights weights, float[] input)
    : InferenceContender("hand-written", Vector512.IsHardwareAccelerated ? "Vector512" : "Vector256")
{
    private readonly HandWrittenIris wide = new(weights);
    private readonly HandWrittenIris256 narrow = new(weights);
    private readonly float[] output = new float[3];

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> Output => output;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = input, y = output;
        if (Vector512.IsHardwareAccelerated)
        {
            for (int i = 0; i < calls; i++)
                wide.Predict(x, y);
        }
        else
        {
            for (int i = 0; i < calls; i++)
                narrow.Predict(x, y);
        }
    }
}
