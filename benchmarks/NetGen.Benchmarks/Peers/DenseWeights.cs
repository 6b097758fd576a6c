namespace NetGen.Benchmarks.Peers;

/// <summary>The weights of a stack of dense layers as a user's own code would hold them: row-major matrices and vectors.</summary>
/// <param name="Weight">A matrix [out, in] a layer.</param>
/// <param name="Bias">A vector a layer.</param>
internal sealed record DenseWeights(float[][] Weight, float[][] Bias)
{
    /// <summary>How many layers there are.</summary>
    public int Depth => Weight.Length;

    /// <summary>How many inputs the first layer has.</summary>
    public int Inputs => Weight[0].Length / Bias[0].Length;

    /// <summary>How many outputs the last layer has.</summary>
    public int Outputs => Bias[^1].Length;

    /// <summary>The size of the widest layer.</summary>
    public int Widest => Bias.Max(bias => bias.Length);

    /// <summary>Reads the layers <c>Dense1</c>, <c>Dense2</c> … of a network.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <returns>Copies of the weights.</returns>
    public static DenseWeights From(FlatBuffer<float> parameters)
    {
        int depth = parameters.Layout.Tensors.Length / 2;
        return new DenseWeights(
            [.. Enumerable.Range(1, depth).Select(layer => parameters[$"Dense{layer}.weight"].ToArray())],
            [.. Enumerable.Range(1, depth).Select(layer => parameters[$"Dense{layer}.bias"].ToArray())]);
    }
}
