using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A layer whose forward and backward methods the user wrote. Inputs: its inputs, then its parameters.</summary>
/// <param name="Spec">What its class declares.</param>
/// <param name="Result">The shape of its output.</param>
/// <param name="Sizes">The sizes that its methods may ask for.</param>
public sealed record CustomLayer(CustomLayerSpec Spec, Shape Result, EquatableArray<CustomSize> Sizes) : Operator
{
    /// <inheritdoc/>
    // Nobody promised that equal inputs give equal results.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => Spec.Backward.Values.Contains(Spec.Output.Name) ? AdjointNeeds.Output : AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Result)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => throw Unknown(Spec);

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inputs = context.Node.Inputs;
        var named = Spec.Inputs.Concat(Spec.Parameters).Select((value, i) => (Name: value.Name, Value: inputs[i]))
            .Append((Name: Spec.Output.Name, Value: context.Node.Result))
            .Append((Name: Spec.Output.Name + CustomLayerSpec.Gradient, Value: context.Gradient));
        var read = named.Where(value => Spec.Backward.Values.Contains(value.Name)).ToArray();
        var shapes = new EquatableArray<Shape>(inputs.Select(input => input.Shape));
        var op = new CustomLayerGradient(Spec, shapes, new EquatableArray<string>(read.Select(value => value.Name)), Sizes);
        var gradients = context.ContributeParameters([.. inputs.Skip(Spec.Inputs.Count)], op, [.. read.Select(value => value.Value)]);
        for (var i = 0; i < gradients.Count; i++)
            context.Contribute(inputs[i], gradients[i]);
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Spec.Name}({string.Join(", ", node.Inputs.Select(input => input.Display))})";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var values = Spec.Inputs.Concat(Spec.Parameters).Select((value, i) => new CustomOperand(value.Name, inputs[i].Shape.Length, inputs[i].Type.Batched, IsWritten: false))
            .Append(new CustomOperand(Spec.Output.Name, Result.Length, IsBatched: true, IsWritten: true))
            .ToArray();
        var kernel = new CustomKernel(Spec.FullName, "Forward", Spec.Forward, new EquatableArray<CustomOperand>(values), Sizes, context.IsDouble);
        context.Call(kernel, [.. inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
    }

    /// <summary>That the compiler does not know what a layer computes.</summary>
    /// <param name="spec">The layer.</param>
    /// <returns>The exception.</returns>
    internal static GraphException Unknown(CustomLayerSpec spec) => new($"What '{spec.FullName}' computes is known to its own code only.");
}

/// <summary>
/// The gradients of the inputs and parameters of a layer whose methods the user wrote. Inputs: what its method reads and, if there are any, the sums of
/// its parameters' gradients so far.
/// </summary>
/// <param name="Spec">What its class declares.</param>
/// <param name="Shapes">The shapes of its inputs and parameters, which are those of the results.</param>
/// <param name="Read">The names of what is read.</param>
/// <param name="Sizes">The sizes that its methods may ask for.</param>
public sealed record CustomLayerGradient(CustomLayerSpec Spec, EquatableArray<Shape> Shapes, EquatableArray<string> Read, EquatableArray<CustomSize> Sizes) : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [.. Shapes.Select((shape, i) => new ValueType(shape, Batched: i < Spec.Inputs.Count))];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => throw CustomLayer.Unknown(Spec);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Spec.Name}.Backward({string.Join(", ", node.Inputs.Take(Read.Count).Select(input => input.Display))})";

    /// <inheritdoc/>
    public override string Statement(Node node)
    {
        var formula = Formula(node);
        var names = Spec.Inputs.Concat(Spec.Parameters).Select(value => value.Name).ToArray();
        var sums = node.Inputs.Skip(Read.Count).Select(sum => sum.Display + " + ").ToArray();
        string Sum(int result) => sums.Length > 0 && result >= Spec.Inputs.Count ? sums[result - Spec.Inputs.Count] : string.Empty;
        return string.Join(",  ", node.Results.Select((result, i) => $"{result.Display} = {Sum(i)}{names[i]}{CustomLayerSpec.Gradient} of {formula}"));
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Results.Sum(result => (long)result.Shape.Length);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var node = context.Node;
        var names = Spec.Inputs.Concat(Spec.Parameters).Select(value => value.Name + CustomLayerSpec.Gradient).ToArray();
        var operands = Read.Select((name, i) => new CustomOperand(name, node.Inputs[i].Shape.Length, node.Inputs[i].Type.Batched, IsWritten: false))
            .Concat(names.Select((name, i) => new CustomOperand(name, Shapes[i].Length, i < Spec.Inputs.Count, IsWritten: true)));
        var kernel = new CustomKernel(Spec.FullName, "Backward", Spec.Backward, new EquatableArray<CustomOperand>(operands), Sizes, context.IsDouble);
        CallArgument[] accumulate = kernel.Accumulates ? [context.Accumulate(node.Inputs.Length > Read.Count)] : [];
        context.Call(kernel, [.. node.Inputs.Take(Read.Count).Select(context.Read), .. node.Results.Select(context.Write), context.Count(1), .. accumulate]);
    }
}

/// <summary>The attribute <c>[Custom]</c>.</summary>
public sealed class CustomLayerDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Custom";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var spec = layer.Custom;
        if (layer.Inputs.Count != spec.Inputs.Count)
            throw layer.Error(DiagnosticIds.NotACustomLayer, "From", spec.Name, $"here it reads {CSharpLiteral.Of(layer.Inputs.Count)} values, but it has {CSharpLiteral.Of(spec.Inputs.Count)} inputs");
        var unbound = spec.Unbound.Distinct().ToArray();
        var sizes = layer.Bindings(unbound, $"'{spec.Name}'");
        if (unbound.FirstOrDefault(name => !sizes.ContainsKey(name)) is { } missing)
            throw layer.Error(DiagnosticIds.NotACustomLayer, null, spec.Name, $"the size '{missing}' has no value here; write [Custom<{spec.Name}>(\"{missing}=…\")]");
        for (var i = 0; i < spec.Inputs.Count; i++)
            Bind(layer, spec, i, sizes);
        for (var i = 0; i < spec.Inputs.Count; i++)
            Match(layer, spec, i, sizes);
        var result = Result(layer, spec, sizes);
        var parameters = spec.Parameters.Select(parameter => Parameter(layer, parameter, sizes)).ToArray();
        var known = new EquatableArray<CustomSize>(sizes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new CustomSize(pair.Key, pair.Value)));
        return layer.Add(new CustomLayer(spec, result, known), [.. layer.Inputs, .. parameters]);
    }

    // The first axis of a name gives the name its size.
    private static void Bind(LayerBuilder layer, CustomLayerSpec spec, int input, Dictionary<string, int> sizes)
    {
        var (declared, given) = (spec.Inputs[input].Shape, layer.Inputs[input].Shape.Sizes);
        if (declared.Count > 0 && declared.Count != given.Count)
            throw Mismatch(layer, spec, input);
        for (var axis = 0; axis < declared.Count; axis++)
        {
            if (CustomLayerSpec.IsName(declared[axis]) && !sizes.ContainsKey(declared[axis]))
                sizes.Add(declared[axis], given[axis]);
        }
    }

    private static void Match(LayerBuilder layer, CustomLayerSpec spec, int input, Dictionary<string, int> sizes)
    {
        var (declared, given) = (spec.Inputs[input].Shape, layer.Inputs[input].Shape.Sizes);
        for (var axis = 0; axis < declared.Count; axis++)
        {
            if (Size(layer, spec, declared[axis], sizes) != given[axis])
                throw Mismatch(layer, spec, input);
        }
    }

    private static Shape Result(LayerBuilder layer, CustomLayerSpec spec, Dictionary<string, int> sizes)
    {
        var (declared, like) = (spec.Output.Shape, layer.Input.Shape);
        if (declared.Count == 0)
            return spec.Output.Axes is { } axes ? layer.ShapeOf([.. like.Sizes], axes) : like;
        var result = declared.Select(size => Positive(layer, spec, size, sizes)).ToArray();
        return spec.Output.Axes is null && like.Rank == result.Length ? new Shape(result, like.Roles) : layer.ShapeOf(result, spec.Output.Axes);
    }

    private static Value Parameter(LayerBuilder layer, CustomValueSpec parameter, Dictionary<string, int> sizes)
    {
        var spec = layer.Custom;
        int[] shape = [.. parameter.Shape.Select(size => Positive(layer, spec, size, sizes))];
        var fanIn = shape.Length == 1 ? shape[0] : shape.Skip(1).Aggregate(1, (product, size) => checked(product * size));
        var initializer = layer.Initializer($"the initializer of '{parameter.Name}'", parameter.Initializer, [.. parameter.Arguments], null);
        return layer.Parameter(parameter.Name, parameter.Name, new Shape(shape, new string('F', shape.Length)), TensorPacking.RowMajor, fanIn, shape[0], initializer);
    }

    private static int Positive(LayerBuilder layer, CustomLayerSpec spec, string size, Dictionary<string, int> sizes) =>
        Size(layer, spec, size, sizes) is > 0 and var value ? value
            : throw layer.Error(DiagnosticIds.NotACustomLayer, null, spec.Name, $"the size '{size}' is not positive here ({string.Join(", ", sizes.Select(pair => $"{pair.Key} = {CSharpLiteral.Of(pair.Value)}"))})");

    private static int Size(LayerBuilder layer, CustomLayerSpec spec, string size, Dictionary<string, int> sizes)
    {
        var result = IntegerExpression.Evaluate(size, sizes);
        return result.Fault is { } fault ? throw layer.Error(DiagnosticIds.NotACustomLayer, null, spec.Name, $"the size '{size}' is no arithmetic: {fault}") : result.Value;
    }

    private static SpecException Mismatch(LayerBuilder layer, CustomLayerSpec spec, int input) => layer.Error(
        DiagnosticIds.CustomInputMismatch,
        null,
        layer.Name,
        spec.Inputs[input].Name,
        string.Join(", ", spec.Inputs[input].Shape),
        layer.InputNames[input],
        LayerBuilder.Describe(layer.Inputs[input].Shape));
}
