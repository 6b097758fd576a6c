namespace NetGen;

/// <summary>
/// Marks a method of a network that receives the gradient of a layer in every backward pass, as PyTorch's hooks do. Its first parameter is
/// <c>ReadOnlySpan&lt;float&gt; gradient</c>, or <c>Span&lt;float&gt;</c> to change it in place, which the layers before then learn from
/// (<c>double</c> in a network of that precision), its second <c>int count</c>; it may be static or not, and private.
/// </summary>
/// <remarks>
/// The gradient is that of the mean loss, or of the loss of the caller's own, by what the layer computes: all samples of the batch one after
/// another, each in the declared shape. It is called once in a backward pass, whatever the number of threads, which may be any thread of the
/// group; where the loss does not depend on the layer it is not called. Predictions do not know of it. Keep the span no longer than the call.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class OnGradientAttribute : Attribute
{
    /// <summary>Names the layer.</summary>
    /// <param name="layer">The name of the layer, such as <c>Dense2</c>; in a block its path, such as <c>Repeat1.0.Dense2</c>.</param>
    public OnGradientAttribute(string layer) => Layer = layer;

    /// <summary>The name or path of the layer.</summary>
    public string Layer { get; }
}
