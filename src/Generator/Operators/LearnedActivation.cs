using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>An element-wise function with a number that is learned, one for all elements or one a channel. Inputs: x and the numbers.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="Function">The function of x and the number; its derivatives by both are derived.</param>
/// <param name="IsPerChannel">Whether each channel has a number of its own.</param>
public sealed record LearnedActivation(string Kind, Formula Function, bool IsPerChannel) : Operator
{
    /// <inheritdoc/>
    public override string Name => Kind;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 1;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override bool WantsChannelsLast => IsPerChannel;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [Map(inputs, IsPerChannel, Function)];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], δ = context.Gradient;
        context.Contribute(x, context.Add(new LearnedActivationGradient(this, 0), δ, x, w));
        var parts = context.Add(new LearnedActivationGradient(this, 1), δ, x, w);
        if (IsPerChannel)
            context.ContributeParameter(w, new DenseBiasGradient(), parts);
        else
            context.ContributeParameter(w, new ElementSum(), parts);
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Kind}({node.Inputs[0].Display}; {node.Inputs[1].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        Lower(context, new FormulaExpression(Kind, $"{Kind}({string.Join("; ", Function.Variables)})", Function), IsPerChannel);

    /// <summary>A formula of each element and the number of its channel.</summary>
    /// <param name="inputs">Values of one shape, and the numbers behind them.</param>
    /// <param name="isPerChannel">Whether each channel has a number of its own.</param>
    /// <param name="formula">The formula.</param>
    /// <returns>A new tensor.</returns>
    internal static Tensor Map(IReadOnlyList<Tensor> inputs, bool isPerChannel, Formula formula)
    {
        var numbers = inputs[inputs.Count - 1];
        var x = inputs[0];
        var y = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < y.Data.Length; i++)
        {
            var number = numbers[isPerChannel ? ChannelAxis.Of(x.Shape).ChannelOf(i) : 0];
            y[i] = formula.Evaluate([.. inputs.Take(inputs.Count - 1).Select(input => input[i]), number]);
        }

        return y;
    }

    /// <summary>Calls the kernel of a formula of each element and the number of its channel.</summary>
    /// <param name="context">The lowering of a node whose last input are the numbers.</param>
    /// <param name="expression">The formula.</param>
    /// <param name="isPerChannel">Whether each channel has a number of its own.</param>
    internal static void Lower(LoweringContext context, FormulaExpression expression, bool isPerChannel)
    {
        if (!isPerChannel)
        {
            context.Elementwise(expression, scalarOperands: 1);
            return;
        }

        var axis = ChannelAxis.OfRows(context.Node.Result.Shape);
        var kernel = new ChannelElementwiseKernel(expression, ChannelGroup.Remainder(axis.Channels), context.IsDouble);
        context.Call(kernel, [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), .. axis.Sizes(context)]);
    }
}

/// <summary>δ times a partial derivative of a learned activation at each element. Inputs: δ, x and the numbers.</summary>
/// <param name="Activation">The activation.</param>
/// <param name="Variable">0 for the derivative by x, 1 for that by the number.</param>
public sealed record LearnedActivationGradient(LearnedActivation Activation, int Variable) : Operator
{
    /// <inheritdoc/>
    public override string Name => Activation.Kind + (Variable == 0 ? "Gradient" : "NumberGradient");

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [LearnedActivation.Map(inputs, Activation.IsPerChannel, Activation.Function.Gradient(Variable))];

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string δ = node.Inputs[0].Display, x = node.Inputs[1].Display, w = node.Inputs[2].Display;
        return $"{δ} ⊙ ∂{Activation.Kind}({x}; {w}) / ∂{(Variable == 0 ? x : w)}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var variables = Activation.Function.Variables;
        var notation = $"δ · ∂{Activation.Kind}({string.Join("; ", variables)}) / ∂{variables[Variable]}";
        LearnedActivation.Lower(context, new FormulaExpression(Name, notation, Activation.Function.Gradient(Variable)), Activation.IsPerChannel);
    }
}

/// <summary>The gradient of a number that all elements share: their sum. Inputs: what each contributes and, if there is one, the sum so far.</summary>
public sealed record ElementSum : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Vector(1), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [new Tensor(Shape.Vector(1), 1, [inputs[0].Data.Sum() + (inputs.Count > 1 ? inputs[1][0] : 0)])];

    /// <inheritdoc/>
    public override string Formula(Node node) => (node.Inputs.Length > 1 ? node.Inputs[1].Display + " + " : string.Empty) + "Σ " + node.Inputs[0].Display;

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value parts = context.Node.Inputs[0], sum = context.Node.Result;
        context.Call(new ElementSumKernel(context.IsDouble), [context.Read(parts), context.Write(sum), context.Count(parts.Shape.Length), context.Accumulate(context.Node.Inputs.Length > 1)]);
    }
}

/// <summary>How the attribute of an activation with learned numbers becomes a node.</summary>
public abstract class LearnedActivationDefinition : LayerDefinition
{
    /// <summary>Adds the numbers and the activation.</summary>
    /// <param name="layer">The arguments.</param>
    /// <param name="function">The function of x and the number.</param>
    /// <param name="name">The last part of the parameter's path.</param>
    /// <param name="initial">Where each number starts.</param>
    /// <returns>The result.</returns>
    protected Value Learned(LayerBuilder layer, Formula function, string name, double initial)
    {
        var isPerChannel = layer.Flag("PerChannel", false);
        if (isPerChannel)
            layer.RequireChannels(layer.Input);
        var count = isPerChannel ? layer.Input.Shape.Sizes[layer.Input.Shape.FeatureAxis] : 1;
        var initializer = new InitializerSpec("Constant", new EquatableArray<double>([initial]));
        var numbers = layer.Parameter(name, function.Variables[1], Shape.Vector(count), TensorPacking.RowMajor, count, count, initializer);
        var activation = new LearnedActivation(Kind, function, isPerChannel);
        return isPerChannel ? Normalization.OnChannels(layer, x => layer.Add(activation, x, numbers)) : layer.Add(activation, layer.Input, numbers);
    }
}

/// <summary>The attribute <c>[PReLU]</c>.</summary>
public sealed class PReLUDefinition : LearnedActivationDefinition
{
    /// <summary>x above 0, a · x below.</summary>
    public static Formula Function { get; } = Formulas.Formula.Of("x", "a", (x, a) => Term.Select(x > 0, x, a * x));

    /// <inheritdoc/>
    public override string Kind => "PReLU";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => Learned(layer, Function, "weight", FormulaDefinition.Finite(layer, "Init", 0.25));
}

/// <summary>The attribute <c>[Swish]</c>.</summary>
public sealed class SwishDefinition : LearnedActivationDefinition
{
    /// <summary>x σ(βx).</summary>
    public static Formula Function { get; } = Formulas.Formula.Of("x", "β", (x, β) => x * Term.Of(FormulaOperation.Sigmoid, β * x));

    /// <inheritdoc/>
    public override string Kind => "Swish";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var beta = FormulaDefinition.Finite(layer, "Beta", 1);
        if (layer.Flag("Learned", false))
            return Learned(layer, Function, "beta", beta);
        if (layer.Flag("PerChannel", false))
            throw layer.Error(Diagnostics.DiagnosticIds.InvalidArgument, "PerChannel", "PerChannel", layer.Name, "true", "it is for a learned β; add Learned = true");
        return layer.Add(SmoothActivations.Swish(beta), layer.Input);
    }
}
