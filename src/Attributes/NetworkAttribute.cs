namespace NetGen;

/// <summary>
/// Marks a partial class whose attributes declare a network. The layers apply in source order, each to the one before it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>The floating-point type of parameters, inputs and outputs; single by default.</summary>
    public Precision Precision { get; set; }
}

/// <summary>
/// Marks a class whose attributes declare a reusable piece of a network. A block has no input of its own;
/// it is a type argument of <see cref="ResidualAttribute{TBody}"/>, <see cref="RepeatAttribute{TBody}"/> and
/// <see cref="BranchAttribute{TFirst, TSecond}"/>, and need not be partial.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute : Attribute
{
    /// <summary>Declares a block and the names of its integer parameters.</summary>
    /// <param name="parameters">Names that the block's sizes may use, such as <c>"d"</c>.</param>
    public BlockAttribute(params string[] parameters) => Parameters = parameters;

    /// <summary>The names of the block's integer parameters.</summary>
    public string[] Parameters { get; }
}

/// <summary>What every attribute in a network's list has: a name and where it reads from.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class NodeAttribute : Attribute
{
    /// <summary>The name other attributes refer to; by default the kind and its ordinal, such as <c>Dense2</c>.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The names of what this reads: a string with one name or several separated by commas, or an array of strings.
    /// By default the layer before it.
    /// </summary>
    public object? From { get; set; }
}

/// <summary>A layer: a node that transforms values and may own parameters.</summary>
public abstract class LayerAttribute : NodeAttribute
{
    /// <summary>The name this layer has in weight files instead of <see cref="NodeAttribute.Name"/>.</summary>
    public string? Key { get; set; }

    /// <summary>The name of a layer of the same kind and shape whose parameters this one uses; stored and saved once.</summary>
    public string? ParametersFrom { get; set; }
}

/// <summary>
/// A loss: what training minimizes, averaged over the samples of a batch. As an attribute itself, a function of the user's own: a static method of
/// an element of the output and of the target, both <see cref="float"/> or <see cref="double"/>, read as <see cref="ActivationAttribute"/> says. It is
/// averaged over the elements of a sample, as <see cref="MeanSquaredErrorAttribute"/> and PyTorch's <c>reduction='mean'</c> do. Targets are values.
/// </summary>
public class LossAttribute : NodeAttribute
{
    /// <summary>Declares a function of the class that carries the attribute.</summary>
    /// <param name="method">The name of a static method, such as <c>nameof(Huberish)</c>.</param>
    public LossAttribute(string method) => Method = method;

    /// <summary>Declares a function of another class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="method">The name of a static method of it.</param>
    public LossAttribute(Type type, string method) => (Type, Method) = (type, method);

    /// <summary>Declares a loss of the library.</summary>
    private protected LossAttribute()
    {
    }

    /// <summary>The class that has <see cref="Method"/>, or null for the one that carries the attribute.</summary>
    public Type? Type { get; }

    /// <summary>The static method that is the loss, or null for a loss of the library.</summary>
    public string? Method { get; }

    /// <summary>The factor of this loss in the total; 1 by default.</summary>
    public double Weight { get; set; } = 1;
}

/// <summary>
/// An input of the network. Channels first, without the batch: rank 1 is a vector, rank 2 a sequence (time, features),
/// rank 3 a picture (channels, height, width), rank 4 a volume.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute : Attribute
{
    /// <summary>Declares an input of the given shape.</summary>
    /// <param name="shape">The sizes of the axes, without the batch.</param>
    public InputAttribute(params int[] shape) => Shape = shape;

    /// <summary>The sizes of the axes, without the batch.</summary>
    public int[] Shape { get; }

    /// <summary>The name of the input and of its span; <c>input</c> by default, and needed when there are several.</summary>
    public string? Name { get; set; }

    /// <summary>Floating-point numbers, or integers.</summary>
    public ElementType Type { get; set; }

    /// <summary>
    /// A letter an axis where the rank does not say it: C channel, D H W space, L length, T time, F feature; <c>"CL"</c>.
    /// </summary>
    public string? Axes { get; set; }
}

/// <summary>
/// Makes the layer before it, or the one named by <see cref="NodeAttribute.From"/>, a result of <c>Predict</c>.
/// Without any, the last layer is the only output.
/// </summary>
public sealed class OutputAttribute : NodeAttribute
{
    /// <summary>Declares an output named after the layer it is taken from.</summary>
    public OutputAttribute()
    {
    }

    /// <summary>Declares a named output.</summary>
    /// <param name="name">The name of the output and of its span.</param>
    public OutputAttribute(string name) => Name = name;
}
