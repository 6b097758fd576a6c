using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The identity, whose gradient a method of the user receives, marked <c>[OnGradient]</c>. It keeps its value in the declared order of the
/// axes, in which the user expects the gradient, and layers on either side from taking each other over.
/// </summary>
/// <param name="Method">The name of the method.</param>
/// <param name="Network">The class that has it.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="IsReadOnly">Whether it only reads the gradient.</param>
public sealed record GradientHook(string Method, string Network, bool IsStatic, bool IsReadOnly) : Operator, ITrainingOnly
{
    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new GradientHookCall(this), context.Gradient));

    /// <inheritdoc/>
    public override string Formula(Node node) => node.Inputs[0].Display;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
    }

    /// <summary>The value that hooks stand on.</summary>
    /// <param name="value">A value.</param>
    /// <returns>It, or what the first of the hooks behind which it comes reads.</returns>
    internal static Value Before(Value value)
    {
        while (value.Producer is { Operator: GradientHook } hook)
            value = hook.Inputs[0];
        return value;
    }
}

/// <summary>Hands a gradient to a method of the user.</summary>
/// <param name="Hook">Which.</param>
public sealed record GradientHookCall(GradientHook Hook) : Operator
{
    /// <inheritdoc/>
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override bool IsView => Hook.IsReadOnly;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => !Hook.IsReadOnly;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Hook.Method}({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var kernel = new GradientHookKernel(Hook.Method, Hook.Network, Hook.IsStatic, Hook.IsReadOnly, context.Node.Result.Shape.Length, context.IsDouble);
        CallArgument[] written = Hook.IsReadOnly ? [] : [context.Write(context.Node.Result)];
        CallArgument[] network = Hook.IsStatic ? [] : [context.Network(Hook.Network)];
        context.Call(kernel, [context.Read(context.Node.Inputs[0]), .. written, .. network, context.Count(1)]);
    }
}
