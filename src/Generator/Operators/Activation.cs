using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>An element-wise function of one value; layers before it may take it over.</summary>
public abstract record Activation : Operator
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <summary>Whether the slope is computed from the result, or else from the input.</summary>
    public abstract bool SlopeFromOutput { get; }

    /// <summary>How the function is written in formulas, such as <c>σ</c>.</summary>
    public virtual string Notation => Name;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => SlopeFromOutput ? AdjointNeeds.Output : AdjointNeeds.Input;

    /// <summary>The function as a formula of x, which documents what is written by hand.</summary>
    public abstract Formula Function { get; }

    /// <summary>What counts as its derivative, as a formula of x.</summary>
    public virtual Formula Derivative => Function.Derivative();

    /// <summary>The function.</summary>
    /// <param name="x">Where.</param>
    /// <returns>f(x).</returns>
    public abstract double Value(double x);

    /// <summary>The derivative.</summary>
    /// <param name="saved">The result or the input, as <see cref="SlopeFromOutput"/> says.</param>
    /// <returns>f′(x).</returns>
    public abstract double Slope(double saved);

    /// <summary>The methods that <see cref="EmitValue"/> calls.</summary>
    public virtual IEnumerable<VectorFunction> ValueFunctions => [];

    /// <summary>The methods that <see cref="EmitGradient"/> calls.</summary>
    public virtual IEnumerable<VectorFunction> GradientFunctions => [];

    /// <summary>Writes the function over vectors.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="x">The operand, a local.</param>
    /// <returns>The expression.</returns>
    public abstract string EmitValue(VectorTarget target, string x);

    /// <summary>Writes the gradient times the slope.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="gradient">The gradient of the result, a local.</param>
    /// <param name="saved">The result or the input, a local.</param>
    /// <returns>The expression.</returns>
    public abstract string EmitGradient(VectorTarget target, string gradient, string saved);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [inputs[0].Map(Value)];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var saved = SlopeFromOutput ? context.Node.Result : context.Node.Inputs[0];
        context.Contribute(context.Node.Inputs[0], context.Add(new ActivationGradient(this), context.Gradient, saved));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Notation}({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => context.Elementwise(new ActivationExpression(this));
}

/// <summary>The gradient of an activation's input: δ ⊙ f′.</summary>
/// <param name="Activation">The activation.</param>
public sealed record ActivationGradient(Activation Activation) : Operator
{
    /// <inheritdoc/>
    public override string Name => Activation.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [new Tensor(inputs[0].Shape, inputs[0].Count, inputs[0].Data.Zip(inputs[1].Data, (gradient, saved) => gradient * Activation.Slope(saved)).ToArray())];

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display} ⊙ {Activation.Notation}′({node.Inputs[1].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => context.Elementwise(new ActivationGradientExpression(Activation));
}

/// <summary>An activation over vectors.</summary>
/// <param name="Activation">The activation.</param>
public sealed record ActivationExpression(Activation Activation) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => Activation.Name;

    /// <inheritdoc/>
    public override int Arity => 1;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Activation.ValueFunctions;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands) => Activation.EmitValue(target, operands[0]);
}

/// <summary>An activation's gradient over vectors: the gradient of the result, and what was saved.</summary>
/// <param name="Activation">The activation.</param>
public sealed record ActivationGradientExpression(Activation Activation) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => Activation.Name + "Gradient";

    /// <inheritdoc/>
    public override int Arity => 2;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Activation.GradientFunctions;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands) => Activation.EmitGradient(target, operands[0], operands[1]);
}

/// <summary>How an activation attribute becomes a node.</summary>
/// <typeparam name="T">The activation without arguments.</typeparam>
public abstract class ActivationDefinition<T> : LayerDefinition
    where T : Activation, new()
{
    /// <inheritdoc/>
    public override string Kind => typeof(T).Name;

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new T(), layer.Input);
}
