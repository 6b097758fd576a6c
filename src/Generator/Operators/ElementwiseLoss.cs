using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A loss that is a function of each element and its target, averaged over the elements of a sample.</summary>
public abstract record ElementwiseLoss : Loss
{
    /// <summary>The function.</summary>
    /// <param name="y">What the network says.</param>
    /// <param name="t">The target.</param>
    /// <returns>The loss of the element.</returns>
    public abstract double Value(double y, double t);

    /// <summary>Its derivative by what the network says.</summary>
    /// <param name="y">What the network says.</param>
    /// <param name="t">The target.</param>
    /// <returns>The derivative.</returns>
    public abstract double Slope(double y, double t);

    /// <summary>The methods that <see cref="EmitValue"/> calls.</summary>
    public virtual IEnumerable<VectorFunction> ValueFunctions => [];

    /// <summary>The methods that <see cref="EmitSlope"/> calls.</summary>
    public virtual IEnumerable<VectorFunction> SlopeFunctions => [];

    /// <summary>Writes the function over vectors.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="y">A local.</param>
    /// <param name="t">A local.</param>
    /// <returns>The expression.</returns>
    public abstract string EmitValue(VectorTarget target, string y, string t);

    /// <summary>Writes the derivative over vectors.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="y">A local.</param>
    /// <param name="t">A local.</param>
    /// <returns>The expression.</returns>
    public abstract string EmitSlope(VectorTarget target, string y, string t);

    /// <summary>The function in formulas.</summary>
    /// <param name="y">What the network says.</param>
    /// <param name="t">The target.</param>
    /// <returns>The formula, without the mean.</returns>
    public abstract string ValueFormula(string y, string t);

    /// <summary>The derivative in formulas.</summary>
    /// <param name="y">What the network says.</param>
    /// <param name="t">The target.</param>
    /// <returns>The formula, without the factor before it.</returns>
    public abstract string SlopeFormula(string y, string t);

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var length = inputs[0].Shape.Length;
        var losses = new Tensor(Shape.Scalar, inputs[0].Count);
        for (var i = 0; i < inputs[0].Data.Length; i++)
            losses[i / length] += Value(inputs[0][i], inputs[1][i]) / length;
        return [losses];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value y = context.Node.Inputs[0], t = context.Node.Inputs[1];
        context.Contribute(y, context.Add(new ElementwiseLossGradient(this), y, t, context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"⟨{ValueFormula(node.Inputs[0].Display, node.Inputs[1].Display)}⟩";

    /// <inheritdoc/>
    public override long Cost(Node node) => 3L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value y = context.Node.Inputs[0], t = context.Node.Inputs[1];
        context.Call(new SampleMeanKernel(new ElementwiseLossExpression(this), y.Shape.Length, context.IsDouble), [context.Read(y), context.Read(t), context.Write(context.Node.Result), context.Count(1)]);
    }
}

/// <summary>The gradient of an element-wise loss. Inputs: what the network says, the target, and the factor of the sample's loss.</summary>
/// <param name="Loss">The loss.</param>
public sealed record ElementwiseLossGradient(ElementwiseLoss Loss) : Operator
{
    /// <inheritdoc/>
    public override string Name => Loss.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var factor = inputs[2][0] / inputs[0].Shape.Length;
        return [new Tensor(inputs[0].Shape, inputs[0].Count, inputs[0].Data.Zip(inputs[1].Data, (y, t) => factor * Loss.Slope(y, t)).ToArray())];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var length = node.Result.Shape.Length;
        var factor = node.Inputs[2].Display + (length == 1 ? string.Empty : " / " + CSharpLiteral.Of(length));
        return $"{factor} · {Loss.SlopeFormula(node.Inputs[0].Display, node.Inputs[1].Display)}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 3L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => context.Elementwise(new ElementwiseLossSlopeExpression(Loss, context.Node.Result.Shape.Length), scalarOperands: 1);
}

/// <summary>An element-wise loss over vectors.</summary>
/// <param name="Loss">The loss.</param>
public sealed record ElementwiseLossExpression(ElementwiseLoss Loss) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => Loss.Name;

    /// <inheritdoc/>
    public override int Arity => 2;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Loss.ValueFunctions;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands) => Loss.EmitValue(target, operands[0], operands[1]);
}

/// <summary>The gradient of an element-wise loss over vectors; the third operand is the factor of the sample's loss.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Length">How many elements the mean is over.</param>
public sealed record ElementwiseLossSlopeExpression(ElementwiseLoss Loss, int Length) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => $"{Loss.Name}Gradient_{CSharpLiteral.Of(Length)}";

    /// <inheritdoc/>
    public override int Arity => 3;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Loss.SlopeFunctions;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands)
    {
        var slope = Loss.EmitSlope(target, operands[0], operands[1]);
        return $"{operands[2]} * {target.Constant(1.0 / Length)} * ({slope})";
    }
}

/// <summary>(y − t)².</summary>
public sealed record MeanSquaredError : ElementwiseLoss
{
    /// <inheritdoc/>
    public override double Value(double y, double t) => (y - t) * (y - t);

    /// <inheritdoc/>
    public override double Slope(double y, double t) => 2 * (y - t);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string y, string t) => $"({y} - {t}) * ({y} - {t})";

    /// <inheritdoc/>
    public override string EmitSlope(VectorTarget target, string y, string t) => $"{target.Constant(2)} * ({y} - {t})";

    /// <inheritdoc/>
    public override string ValueFormula(string y, string t) => $"({y} − {t})²";

    /// <inheritdoc/>
    public override string SlopeFormula(string y, string t) => $"2 ({y} − {t})";
}

/// <summary>−(t ln p + (1 − t) ln(1 − p)); logarithms are cut at −100, as in PyTorch.</summary>
public sealed record BinaryCrossEntropy : ElementwiseLoss
{
    private const double Floor = -100;
    private const double Smallest = 1e-12;

    /// <inheritdoc/>
    public override double Value(double y, double t) =>
        -((t * Math.Max(Math.Log(y), Floor)) + ((1 - t) * Math.Max(Math.Log(1 - y), Floor)));

    /// <inheritdoc/>
    public override double Slope(double y, double t) => (y - t) / Math.Max(y * (1 - y), Smallest);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string y, string t)
    {
        string one = target.Type + ".One", floor = target.Constant(Floor);
        return $"-(({t} * {target.Static}.Max({target.Math("Log", y)}, {floor})) + (({one} - {t}) * {target.Static}.Max({target.Math("Log", $"{one} - {y}")}, {floor})))";
    }

    /// <inheritdoc/>
    public override string EmitSlope(VectorTarget target, string y, string t) =>
        $"({y} - {t}) / {target.Static}.Max({y} * ({target.Type}.One - {y}), {target.Constant(Smallest)})";

    /// <inheritdoc/>
    public override string ValueFormula(string y, string t) => $"−{t} ln {y} − (1 − {t}) ln(1 − {y})";

    /// <inheritdoc/>
    public override string SlopeFormula(string y, string t) => $"({y} − {t}) / ({y} (1 − {y}))";
}

/// <summary>Binary cross-entropy of logits in the form that neither overflows nor cancels: max(z, 0) − z t + ln(1 + e^−|z|).</summary>
public sealed record SigmoidBinaryCrossEntropy : ElementwiseLoss
{
    private static readonly Sigmoid Sigmoid = new();

    /// <inheritdoc/>
    public override double Value(double y, double t)
    {
        var e = Math.Exp(-Math.Abs(y));
        // ln(1 + e) loses e's digits where e is small; there its series is exact enough.
        var log = e < 1e-5 ? e - (0.5 * e * e) : Math.Log(1 + e);
        return Math.Max(y, 0) - (y * t) + log;
    }

    /// <inheritdoc/>
    public override double Slope(double y, double t) => Sigmoid.Value(y) - t;

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string y, string t)
    {
        var e = target.Math("Exp", $"-{target.Static}.Abs({y})");
        return $"{target.Static}.Max({y}, {target.Zero}) - ({y} * {t}) + {target.Math("Log", $"{target.Type}.One + {e}")}";
    }

    /// <inheritdoc/>
    public override string EmitSlope(VectorTarget target, string y, string t) => $"{target.Math("Sigmoid", y)} - {t}";

    /// <inheritdoc/>
    public override string ValueFormula(string y, string t) => $"ln(1 + e^{y}) − {t} {y}";

    /// <inheritdoc/>
    public override string SlopeFormula(string y, string t) => $"(σ({y}) − {t})";
}

/// <summary>The attribute <c>[MeanSquaredError]</c>.</summary>
public sealed class MeanSquaredErrorDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "MeanSquaredError";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new MeanSquaredError(), layer.Input, ValueTarget(layer));
}

/// <summary>The attribute <c>[BinaryCrossEntropy]</c>.</summary>
public sealed class BinaryCrossEntropyDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "BinaryCrossEntropy";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.WarnUnless(value => value.Producer?.Operator is Sigmoid or Softmax { IsLog: false }, "[Sigmoid]", "SigmoidBinaryCrossEntropy");
        return layer.Add(new BinaryCrossEntropy(), layer.Input, ValueTarget(layer));
    }
}

/// <summary>The attribute <c>[SigmoidBinaryCrossEntropy]</c>.</summary>
public sealed class SigmoidBinaryCrossEntropyDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SigmoidBinaryCrossEntropy";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.WarnIfApplied(value => value.Producer?.Operator is Sigmoid, "sigmoid", "Sigmoid", "BinaryCrossEntropy");
        return layer.Add(new SigmoidBinaryCrossEntropy(), layer.Input, ValueTarget(layer));
    }
}
