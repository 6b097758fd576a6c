namespace NetGen.Tests.Killed;

/// <summary>Large enough that a save takes a while.</summary>
[Network, Input(64), Dense(512), ReLU, Dense(512), ReLU, Dense(4), SoftmaxCrossEntropy]
public sealed partial class SavedNetwork
{
    /// <summary>Gives every parameter one value, so that a file shows whether it is of a single save.</summary>
    /// <param name="value">The value.</param>
    public void Fill(float value)
    {
        foreach (TensorLayout tensor in Signature.Parameters.Tensors)
        {
            TensorView<float> view = Parameters[tensor.Name];
            for (int i = 0; i < view.Length; i++)
                view[i] = value;
        }
    }
}
