namespace NetGen;

/// <summary>
/// A layer of the user's own: a class with two static methods, <c>Forward</c> and <c>Backward</c>, that work on one sample. Their parameters say by
/// their names what they are. Without attributes the class has an input <c>x</c> of any shape and an output <c>y</c> of the same:
/// <c>static void Forward(ReadOnlySpan&lt;float&gt; x, Span&lt;float&gt; y)</c> and
/// <c>static void Backward(ReadOnlySpan&lt;float&gt; x, ReadOnlySpan&lt;float&gt; yGradient, Span&lt;float&gt; xGradient)</c>. <c>Backward</c> takes of
/// inputs, output and parameters what it needs, and no more is kept for it; it writes the gradient of every input, which is zero before, and adds to the
/// gradient of every parameter. Both may also take sizes: an <c>int</c> of the name of an axis or a binding. With <c>double</c> for <c>float</c>, or
/// generic in the scalar type, they serve networks in double.
/// </summary>
/// <typeparam name="TLayer">The class, which generated code must be able to see.</typeparam>
public sealed class CustomAttribute<TLayer> : LayerAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="bindings">For every size that is no axis of an input <c>"name=value"</c>; the value is arithmetic over the enclosing block's parameters.</param>
    public CustomAttribute(params string[] bindings) => Bindings = bindings;

    /// <summary>For every size that is no axis of an input <c>"name=value"</c>.</summary>
    public string[] Bindings { get; }
}

/// <summary>
/// An input of a layer of the user's own. A layer with several takes as many values of the network, named by <see cref="NodeAttribute.From"/>, in the order
/// of these attributes; where one is named, the layer before is the other.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class CustomInputAttribute : Attribute
{
    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name, which is that of the methods' parameter.</param>
    /// <param name="shape">
    /// A name an axis, such as <c>"c", "h", "w"</c>, by which other shapes and the methods know its size; a number or an expression where the size
    /// must be that. Without any, the input has any shape.
    /// </param>
    public CustomInputAttribute(string name, params string[] shape) => (Name, Shape) = (name, shape);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A name, number or expression an axis.</summary>
    public string[] Shape { get; }
}

/// <summary>The output of a layer of the user's own; without this attribute <c>y</c>, of the shape of the first input.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class CustomOutputAttribute : Attribute
{
    /// <summary>Declares the output.</summary>
    /// <param name="name">Its name, which is that of the methods' parameter.</param>
    /// <param name="shape">A size an axis: arithmetic over the names of axes and bindings, such as <c>"c", "h/2", "w/2"</c>. Without any, the shape of the first input.</param>
    public CustomOutputAttribute(string name, params string[] shape) => (Name, Shape) = (name, shape);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A size an axis.</summary>
    public string[] Shape { get; }

    /// <summary>A letter an axis, as <see cref="InputAttribute.Axes"/>; by default those of the first input where the rank is the same, else what the rank implies.</summary>
    public string? Axes { get; set; }
}

/// <summary>A tensor that training changes, of a layer of the user's own; its name is the last part of its name in weight files.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class CustomParameterAttribute : Attribute
{
    /// <summary>Declares a parameter.</summary>
    /// <param name="name">Its name, such as <c>weight</c>, which is that of the methods' parameter.</param>
    /// <param name="shape">A size an axis, at least one: arithmetic over the names of axes and bindings. The first axis counts outputs, the product of the others is the fan-in.</param>
    public CustomParameterAttribute(string name, params string[] shape) => (Name, Shape) = (name, shape);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A size an axis.</summary>
    public string[] Shape { get; }

    /// <summary>How it starts; by default uniform between ±1/√(fan-in), as the weights of <see cref="DenseAttribute"/>.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>The arguments of <see cref="Initializer"/>.</summary>
    public double[]? Arguments { get; set; }
}
