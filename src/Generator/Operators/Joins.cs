using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>An element-wise function of several values of one shape.</summary>
/// <param name="Count">How many.</param>
public abstract record ElementwiseJoin(int Count) : Operator
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <summary>The sign between the operands in formulas.</summary>
    public abstract string Sign { get; }

    /// <summary>The function over vectors.</summary>
    public abstract VectorExpression Expression { get; }

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (inputs.Count != Count || inputs.Any(input => !input.Shape.SameSizes(inputs[0].Shape)))
            throw new GraphException($"{Name} of {string.Join(", ", inputs.Select(input => input.Shape))}.");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var data = (double[])inputs[0].Data.Clone();
        for (var k = 1; k < inputs.Count; k++)
        {
            for (var i = 0; i < data.Length; i++)
                data[i] = Join(data[i], inputs[k][i]);
        }

        return [new Tensor(inputs[0].Shape, inputs[0].Count, data)];
    }

    /// <summary>The function of two numbers.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <returns>The value.</returns>
    public abstract double Join(double a, double b);

    /// <inheritdoc/>
    public override string Formula(Node node) => string.Join($" {Sign} ", node.Inputs.Select(input => input.Display));

    /// <inheritdoc/>
    public override long Cost(Node node) => (long)(Count - 1) * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => context.Elementwise(Expression);
}

/// <summary>The element-wise sum.</summary>
/// <param name="Count">How many summands.</param>
public sealed record Sum(int Count) : ElementwiseJoin(Count)
{
    /// <inheritdoc/>
    public override string Sign => "+";

    /// <inheritdoc/>
    public override VectorExpression Expression => new SignExpression("Add", "+", Count);

    /// <inheritdoc/>
    public override double Join(double a, double b) => a + b;

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        foreach (var input in context.Node.Inputs)
            context.Contribute(input, context.Gradient);
    }
}

/// <summary>The element-wise product.</summary>
/// <param name="Count">How many factors.</param>
public sealed record Product(int Count) : ElementwiseJoin(Count)
{
    /// <inheritdoc/>
    public override string Sign => "⊙";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override VectorExpression Expression => new SignExpression("Multiply", "*", Count);

    /// <inheritdoc/>
    public override double Join(double a, double b) => a * b;

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var factors = context.Node.Inputs;
        for (var i = 0; i < factors.Length; i++)
        {
            var others = factors.Where((_, k) => k != i);
            context.Contribute(factors[i], context.Add(new Product(Count), [context.Gradient, .. others]));
        }
    }
}

/// <summary>Operands with a sign of C# between them.</summary>
/// <param name="Function">The name.</param>
/// <param name="Sign">The sign.</param>
/// <param name="Count">How many operands.</param>
public sealed record SignExpression(string Function, string Sign, int Count) : VectorExpression
{
    /// <inheritdoc/>
    public override string Name => Function + CSharpLiteral.Of(Count);

    /// <inheritdoc/>
    public override int Arity => Count;

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands) => string.Join($" {Sign} ", operands);
}

/// <summary>A join of values of one shape.</summary>
public abstract class ElementwiseJoinDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override bool IsJoin => true;

    /// <summary>The operator for a number of operands.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The operator.</returns>
    protected abstract Operator Operator(int count);

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        for (var i = 1; i < layer.Inputs.Count; i++)
        {
            if (!layer.Inputs[i].Shape.SameSizes(layer.Inputs[0].Shape))
                throw layer.Error(DiagnosticIds.JoinShapeMismatch, null, layer.Name, layer.InputNames[0], layer.Inputs[0].Shape.ToString(), layer.InputNames[i], layer.Inputs[i].Shape.ToString());
        }

        return layer.Add(Operator(layer.Inputs.Count), [.. layer.Inputs]);
    }
}

/// <summary>The attribute <c>[Add]</c>.</summary>
public sealed class AddDefinition : ElementwiseJoinDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Add";

    /// <inheritdoc/>
    protected override Operator Operator(int count) => new Sum(count);
}

/// <summary>The attribute <c>[Multiply]</c>.</summary>
public sealed class MultiplyDefinition : ElementwiseJoinDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Multiply";

    /// <inheritdoc/>
    protected override Operator Operator(int count) => new Product(count);
}
