using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>What a formula of a loss reads for an element.</summary>
public enum LossOperand
{
    /// <summary>A prediction at the element's place: a value of the graph that has a gradient.</summary>
    Prediction,

    /// <summary>A target at the element's place.</summary>
    Target,

    /// <summary>A target that all elements of a row of the last axis have in common.</summary>
    RowTarget,

    /// <summary>A number that is known at compile time, the same in every row.</summary>
    Constant,
}

/// <summary>
/// A loss of elements that is written as a formula; its slopes are derived, unless they are given. It is averaged over the elements of a sample, or
/// summed over the last axis and averaged over rows. Inputs: the operands in the order of the formula's variables.
/// </summary>
public record FormulaLoss : Loss
{
    // Up to here a formula stands in the comment of a call; beyond, its name does.
    private const int LongestNotation = 90;

    private readonly Formula value;
    private readonly EquatableArray<Formula> slopes;
    private readonly EquatableArray<int> kinds;

    /// <summary>Makes a loss of a prediction and its target.</summary>
    /// <param name="name">The name, for kernels; unique among losses that differ.</param>
    /// <param name="value">The function, of what the network says and the target.</param>
    /// <param name="slope">What counts as its slope, where that is not the derivative.</param>
    /// <param name="notation">How the function is called in formulas, or null where they stand for themselves.</param>
    public FormulaLoss(string name, Formula value, Formula? slope = null, string? notation = null)
        : this(name, value, slope is null ? null : [slope], [LossOperand.Prediction, LossOperand.Target], notation)
    {
    }

    /// <summary>Makes a loss.</summary>
    /// <param name="name">The name, for kernels; unique among losses that differ.</param>
    /// <param name="value">The function.</param>
    /// <param name="slopes">What counts as its slope by each prediction, where that is not the derivative.</param>
    /// <param name="operands">What its variables are; predictions come first.</param>
    /// <param name="notation">How the function is called in formulas, or null where they stand for themselves.</param>
    public FormulaLoss(string name, Formula value, IReadOnlyList<Formula>? slopes, IReadOnlyList<LossOperand> operands, string? notation = null)
    {
        (Name, Notation, this.value) = (name, notation, value);
        kinds = new EquatableArray<int>(operands.Select(operand => (int)operand));
        Predictions = operands.Count(operand => operand == LossOperand.Prediction);
        this.slopes = new EquatableArray<Formula>(slopes ?? [.. Enumerable.Range(0, Predictions).Select(value.Derivative)]);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Whether rows are summed, rather than averaged.</summary>
    public bool SumsRows { get; init; }

    /// <summary>How many predictions it reads.</summary>
    public int Predictions { get; }

    /// <summary>What its variables are.</summary>
    public IReadOnlyList<LossOperand> Operands => [.. kinds.Select(kind => (LossOperand)kind)];

    /// <summary>Whether it reads something that is not there for each element.</summary>
    public bool HasRows => Operands.Any(operand => operand is LossOperand.RowTarget or LossOperand.Constant);

    private string? Notation { get; }

    /// <summary>The loss of an element.</summary>
    /// <param name="x">The operands.</param>
    /// <returns>The loss.</returns>
    public double Value(params double[] x) => value.Evaluate(x);

    /// <summary>Its slope by a prediction.</summary>
    /// <param name="prediction">Which prediction.</param>
    /// <param name="x">The operands.</param>
    /// <returns>The slope.</returns>
    public double Slope(int prediction, params double[] x) => slopes[prediction].Evaluate(x);

    /// <summary>The function over vectors.</summary>
    public VectorFunction ValueFunction => new(Name, value, $"{Notation ?? Name}({string.Join(", ", value.Variables)})");

    /// <summary>The slope by a prediction over vectors.</summary>
    /// <param name="prediction">Which prediction.</param>
    /// <returns>The function.</returns>
    public VectorFunction SlopeFunction(int prediction) => new(
        Name + "Slope" + (Predictions == 1 ? string.Empty : CSharpLiteral.Of(prediction + 1)),
        slopes[prediction],
        $"∂{Notation ?? Name}({string.Join(", ", value.Variables)}) / ∂{value.Variables[prediction]}");

    /// <summary>What the loss of an element is multiplied by in that of its sample.</summary>
    /// <param name="prediction">A prediction.</param>
    /// <returns>1 over how many elements, or rows, a sample has.</returns>
    public double Share(Value prediction) => 1.0 / Divisor(prediction);

    /// <summary>Over how many elements, or rows, the mean is.</summary>
    /// <param name="prediction">A prediction.</param>
    /// <returns>The number.</returns>
    public int Divisor(Value prediction) => SumsRows ? prediction.RowsPerSample : prediction.Shape.Length;

    /// <summary>How many elements go through the formula together: a row where something is there for each row, otherwise a sample.</summary>
    /// <param name="inputs">The operands.</param>
    /// <returns>The number.</returns>
    public int Width(IReadOnlyList<Value> inputs)
    {
        for (var i = 0; i < kinds.Count; i++)
        {
            if (Operands[i] == LossOperand.Constant)
                return inputs[i].Shape.Length;
        }

        var shape = inputs[0].Shape;
        return Operands.Contains(LossOperand.RowTarget) ? shape.Sizes[shape.Rank - 1] : shape.Length;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var length = inputs[0].Shape.Length;
        var losses = new Tensor(Shape.Scalar, inputs[0].Count);
        for (var i = 0; i < inputs[0].Data.Length; i++)
            losses[i / length] += Value(At(inputs, i)) * Share(context.Node.Inputs[0]);
        return [losses];
    }

    /// <summary>The operands of an element.</summary>
    /// <param name="inputs">The operands of all.</param>
    /// <param name="i">The element.</param>
    /// <returns>A number an operand.</returns>
    public double[] At(IReadOnlyList<Tensor> inputs, int i)
    {
        double Of(Tensor x, LossOperand operand) => operand switch
        {
            LossOperand.RowTarget => x[i / inputs[0].Shape.Sizes[inputs[0].Shape.Rank - 1]],
            LossOperand.Constant => x[i % x.Data.Length],
            _ => x[i],
        };

        return [.. kinds.Select((kind, k) => Of(inputs[k], (LossOperand)kind))];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inputs = context.Node.Inputs;
        for (var k = 0; k < Predictions; k++)
            context.Contribute(inputs[k], context.Add(new FormulaLossGradient(this, k), [.. inputs, context.Gradient]));
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var text = Text(value, node, Notation ?? Name);
        return SumsRows ? $"Σ {text}" : $"⟨{text}⟩";
    }

    /// <summary>The slope by a prediction in formulas.</summary>
    /// <param name="node">The loss or its gradient, whose first inputs are the operands.</param>
    /// <param name="prediction">Which prediction.</param>
    /// <returns>The formula.</returns>
    public string SlopeText(Node node, int prediction) => Text(slopes[prediction], node, (Notation ?? Name) + "′");

    /// <inheritdoc/>
    public override long Cost(Node node) => (long)value.Steps.Count * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var kernel = new FormulaLossKernel(this, Width(inputs), inputs[0].Shape.Length, Divisor(inputs[0]), context.IsDouble);
        context.Call(kernel, [.. inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
    }

    private string Text(Formula formula, Node node, string notation)
    {
        string[] names = [.. kinds.Select((_, i) => node.Inputs[i].Display)];
        var text = (formula with { Variables = new EquatableArray<string>(names) }).ToString();
        return Notation is null && text.Length <= LongestNotation ? text : $"{notation}({string.Join(", ", names)})";
    }
}

/// <summary>The gradient of a loss of elements by a prediction. Inputs: the operands of the loss, and the factor of the sample's loss.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Prediction">Which prediction.</param>
public sealed record FormulaLossGradient(FormulaLoss Loss, int Prediction) : Operator
{
    /// <inheritdoc/>
    public override string Name => Loss.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<Graph.ValueType> Infer(IReadOnlyList<Graph.ValueType> inputs) => [inputs[Prediction]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var factor = inputs[inputs.Count - 1][0] * Loss.Share(context.Node.Inputs[0]);
        return [new Tensor(inputs[0].Shape, inputs[0].Count, [.. Enumerable.Range(0, inputs[0].Data.Length).Select(i => factor * Loss.Slope(Prediction, Loss.At(inputs, i)))])];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var divisor = Loss.Divisor(node.Inputs[0]);
        return $"{node.Inputs[node.Inputs.Length - 1].Display}{(divisor == 1 ? string.Empty : " / " + CSharpLiteral.Of(divisor))} · ({Loss.SlopeText(node, Prediction)})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 3L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var expression = new FormulaLossSlopeExpression(Loss, Prediction, Loss.Divisor(inputs[0]));
        if (!Loss.HasRows)
        {
            context.Elementwise(expression, scalarOperands: 1);
            return;
        }

        int width = Loss.Width(inputs), length = inputs[0].Shape.Length;
        context.Call(new FormulaLossGradientKernel(expression, width, context.IsDouble), [.. inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(length / width)]);
    }
}

/// <summary>The gradient of a loss of elements over vectors; the last operand is the factor of the sample's loss.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Prediction">The prediction by which it is differentiated.</param>
/// <param name="Divisor">Over how many elements, or rows, the mean is.</param>
public sealed record FormulaLossSlopeExpression(FormulaLoss Loss, int Prediction, int Divisor) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => $"{Loss.Name}Gradient{(Loss.Predictions == 1 ? string.Empty : CSharpLiteral.Of(Prediction + 1))}_{CSharpLiteral.Of(Divisor)}";

    /// <inheritdoc/>
    public override int Arity => Loss.Operands.Count + 1;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => [Loss.SlopeFunction(Prediction)];

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands)
    {
        var factor = operands[operands.Length - 1] + (Divisor == 1 ? string.Empty : " * " + target.Constant(1.0 / Divisor));
        return $"{factor} * {Loss.SlopeFunction(Prediction).Call(target, [.. operands.Take(operands.Length - 1)])}";
    }
}

/// <summary>The attribute <c>[Loss]</c>: a method of the user's own, by its formula.</summary>
public sealed class OwnLossDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Loss";

    /// <inheritdoc/>
    public override LossEntry Entry => new("f(y, t)", "values", LossEntry.Elements, "a static method of yours", string.Empty);

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Function is { } function
        ? layer.Add(new FormulaLoss("Loss_" + function.UniqueName, function.Formula, notation: function.Name), layer.Input, ValueTarget(layer))
        : throw layer.Error(Diagnostics.DiagnosticIds.UnknownFunction, "Method", layer.Name, layer.Kind, "it has no formula");
}
