using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A number for each row of two values: how far they are apart, or how alike.</summary>
public abstract record RowComparison : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (inputs.Count != 2 || !inputs[0].Shape.SameSizes(inputs[1].Shape) || inputs[0].Shape.Rank == 0)
            throw new GraphException($"{Name} of {string.Join(", ", inputs.Select(input => input.Shape))}.");
        return [new ValueType(inputs[0].Shape.WithoutLast())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        var width = shape.Sizes[shape.Rank - 1];
        var y = new Tensor(shape.WithoutLast(), inputs[0].Count);
        for (var row = 0; row < y.Data.Length; row++)
            y[row] = Compare(Row(inputs[0], row, width), Row(inputs[1], row, width));
        return [y];
    }

    /// <summary>Compares two rows.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>The number.</returns>
    public abstract double Compare(double[] a, double[] b);

    /// <summary>The slopes by the elements of a row.</summary>
    /// <param name="a">The row.</param>
    /// <param name="b">What it is compared with.</param>
    /// <param name="isSecond">Whether the row is the second one.</param>
    /// <returns>A slope an element.</returns>
    public abstract double[] Slopes(double[] a, double[] b, bool isSecond);

    /// <summary>The kernel of the values.</summary>
    /// <param name="width">How many elements a row has.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The kernel.</returns>
    public abstract Kernel Kernel(int width, bool isDouble);

    /// <summary>The kernel of the gradient.</summary>
    /// <param name="width">How many elements a row has.</param>
    /// <param name="isSecond">Whether it is the gradient of the second row.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The kernel.</returns>
    public abstract Kernel GradientKernel(int width, bool isSecond, bool isDouble);

    /// <summary>The slope in formulas.</summary>
    /// <param name="a">The row by which it is differentiated.</param>
    /// <param name="b">What it is compared with.</param>
    /// <param name="y">The value.</param>
    /// <returns>The formula.</returns>
    public abstract string SlopeFormula(string a, string b, string y);

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value a = context.Node.Inputs[0], b = context.Node.Inputs[1];
        context.Contribute(a, context.Add(new RowComparisonGradient(this, IsSecond: false), a, b, context.Gradient));
        context.Contribute(b, context.Add(new RowComparisonGradient(this, IsSecond: true), b, a, context.Gradient));
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value a = context.Node.Inputs[0], b = context.Node.Inputs[1];
        context.Call(Kernel(a.Shape.Sizes[a.Shape.Rank - 1], context.IsDouble), [context.Read(a), context.Read(b), context.Write(context.Node.Result), context.Rows(a)]);
    }

    /// <summary>A row of a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="row">Which row.</param>
    /// <param name="width">How many elements a row has.</param>
    /// <returns>The elements.</returns>
    internal static double[] Row(Tensor x, int row, int width) => [.. x.Data.Skip(row * width).Take(width)];
}

/// <summary>The gradient of a comparison of rows by one of the two. Inputs: that row, the other, and the gradient of the value.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="IsSecond">Whether it is the gradient of what is compared second.</param>
public sealed record RowComparisonGradient(RowComparison Comparison, bool IsSecond) : Operator
{
    /// <inheritdoc/>
    public override string Name => Comparison.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        var width = shape.Sizes[shape.Rank - 1];
        var slopes = Enumerable.Range(0, inputs[0].Data.Length / width)
            .SelectMany(row => Comparison.Slopes(RowComparison.Row(inputs[0], row, width), RowComparison.Row(inputs[1], row, width), IsSecond).Select(slope => inputs[2][row] * slope));
        return [new Tensor(shape, inputs[0].Count, [.. slopes])];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[2].Display} · {Comparison.SlopeFormula(node.Inputs[0].Display, node.Inputs[1].Display, Comparison.Symbol)}";

    /// <inheritdoc/>
    public override long Cost(Node node) => 6L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var kernel = Comparison.GradientKernel(inputs[0].Shape.Sizes[inputs[0].Shape.Rank - 1], IsSecond, context.IsDouble);
        context.Call(kernel, [.. inputs.Select(context.Read), context.Write(context.Node.Result), context.Rows(inputs[0])]);
    }
}

/// <summary>(Σ |a − b + ε|^p)^(1/p) of each row, as in PyTorch; where it is 0 so is its slope.</summary>
/// <param name="Power">p, at least 1.</param>
/// <param name="Epsilon">ε.</param>
public sealed record PairwiseDistance(double Power, double Epsilon) : RowComparison
{
    /// <inheritdoc/>
    public override string Symbol => "D";

    /// <inheritdoc/>
    public override double Compare(double[] a, double[] b) => Math.Pow(a.Zip(b, (x, y) => Math.Pow(Math.Abs(x - y + Epsilon), Power)).Sum(), 1 / Power);

    /// <inheritdoc/>
    public override double[] Slopes(double[] a, double[] b, bool isSecond)
    {
        // Of the second, the difference is that of the first with its sign.
        var distance = isSecond ? Compare(b, a) : Compare(a, b);
        double Slope(double x, double y)
        {
            var difference = isSecond ? y - x + Epsilon : x - y + Epsilon;
            var slope = distance == 0 ? 0 : Math.Sign(difference) * Math.Pow(Math.Abs(difference) / distance, Power - 1);
            return isSecond ? -slope : slope;
        }

        return [.. a.Zip(b, Slope)];
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int width, bool isDouble) => new PairwiseDistanceKernel(width, this, isDouble);

    /// <inheritdoc/>
    public override Kernel GradientKernel(int width, bool isSecond, bool isDouble) => new PairwiseDistanceGradientKernel(width, this, isSecond, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"‖{node.Inputs[0].Display} − {node.Inputs[1].Display}{(Epsilon == 0 ? string.Empty : " + ε")}‖{(Power == 2 ? string.Empty : "_" + ClassTargets.Text(Power))}";

    /// <inheritdoc/>
    public override string SlopeFormula(string a, string b, string y) => Power switch
    {
        1 => $"sign({a} − {b})",
        2 => $"({a} − {b}) / {y}",
        _ => $"sign({a} − {b}) (|{a} − {b}| / {y})^{ClassTargets.Text(Power - 1)}",
    };
}

/// <summary>Σ a b / √((Σ a² + ε) (Σ b² + ε)) of each row: the cosine of the angle between them; ε = 10⁻¹², as in PyTorch's loss.</summary>
public sealed record CosineSimilarity : RowComparison
{
    /// <summary>ε.</summary>
    public const double Epsilon = 1e-12;

    /// <inheritdoc/>
    public override string Symbol => "c";

    /// <inheritdoc/>
    public override double Compare(double[] a, double[] b) => Product(a, b) / Math.Sqrt((Product(a, a) + Epsilon) * (Product(b, b) + Epsilon));

    /// <inheritdoc/>
    public override double[] Slopes(double[] a, double[] b, bool isSecond)
    {
        double square = Product(a, a) + Epsilon, norms = Math.Sqrt(square * (Product(b, b) + Epsilon)), cosine = Product(a, b) / norms;
        return [.. a.Zip(b, (x, y) => (y / norms) - (cosine / square * x))];
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int width, bool isDouble) => new CosineSimilarityKernel(width, isDouble);

    /// <inheritdoc/>
    public override Kernel GradientKernel(int width, bool isSecond, bool isDouble) => new CosineSimilarityGradientKernel(width, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"cos({node.Inputs[0].Display}, {node.Inputs[1].Display})";

    /// <inheritdoc/>
    public override string SlopeFormula(string a, string b, string y) => $"({b} / (‖{a}‖ ‖{b}‖) − {y} {a} / ‖{a}‖²)";

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
