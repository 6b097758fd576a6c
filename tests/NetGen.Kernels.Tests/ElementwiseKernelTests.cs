using System.Numerics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Operators;

namespace NetGen.Kernels.Tests;

/// <summary>The kernels of element-wise functions at every width against those functions in double, over lengths around every number of vectors up to four.</summary>
public sealed class ElementwiseKernelTests
{
    private const int Longest = 67, Mean = 3;

    private static readonly Activation[] Activations = [new Sigmoid(), new Tanh(), new ReLU(), new LeakyReLU(0.2), new GELU(), new GELUTanh(), new SiLU(), .. Formulas];

    private static FormulaActivation[] Formulas =>
    [
        PiecewiseActivations.HardSigmoid, PiecewiseActivations.HardSwish, PiecewiseActivations.HardTanh(-1.5, 2), PiecewiseActivations.Threshold(0.1, -0.7),
        PiecewiseActivations.SoftShrink(0.5), PiecewiseActivations.HardShrink(0.5), PiecewiseActivations.Step("StraightThrough"), PiecewiseActivations.Step("Clipped"),
        SmoothActivations.LogSigmoid, SmoothActivations.Mish, SmoothActivations.Softsign, SmoothActivations.TanhShrink, SmoothActivations.SELU, SmoothActivations.ELU(1.3),
        SmoothActivations.CELU(0.7), SmoothActivations.Softplus(1.5, 2), SmoothActivations.Swish(1.7),
    ];

    private static FormulaLoss Huber => new("Huber", "Huber", Formula.Of("y", "t", (y, t) => Term.Select(Term.Of(FormulaOperation.Abs, y - t) < 0.25, 0.5 * (y - t) * (y - t), 0.25 * (Term.Of(FormulaOperation.Abs, y - t) - 0.125))));

    private static readonly ElementwiseLoss[] Losses = [new MeanSquaredError(), new BinaryCrossEntropy(), new SigmoidBinaryCrossEntropy(), Huber];

    /// <summary>Widths and scalar types.</summary>
    public static TheoryData<int, bool> Targets => DenseKernelTests.Targets;

    [Fact]
    public void Every_activation_and_loss_is_among_them()
    {
        var types = typeof(Activation).Assembly.GetTypes().Where(type => !type.IsAbstract);
        Assert.Equal(types.Where(type => type.IsSubclassOf(typeof(Activation))).Select(type => type.Name).Order(), Activations.Select(activation => activation.GetType().Name).Distinct().Order());
        Assert.Equal(types.Where(type => type.IsSubclassOf(typeof(ElementwiseLoss))).Select(type => type.Name).Order(), Losses.Select(loss => loss.GetType().Name).Order());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Elementwise_kernels_equal_their_functions(int width, bool isDouble)
    {
        if (isDouble)
            Run<double>(width, isDouble);
        else
            Run<float>(width, isDouble);
    }

    private static IEnumerable<Case> Cases()
    {
        foreach (var f in Activations)
        {
            yield return new(new ActivationExpression(f), 0, x => f.Value(x[0]));
            yield return new(new ActivationGradientExpression(f), 0, x => x[0] * f.Slope(x[1]));
            yield return new(new SumExpression(f), 0, x => f.Value(x[0] + x[1]));
        }

        foreach (var count in new[] { 2, 3, 4 })
        {
            yield return new(new Sum(count).Expression, 0, x => x.Sum());
            yield return new(new Product(count).Expression, 0, x => x.Aggregate(1.0, (product, factor) => product * factor));
        }

        yield return new(new SumExpression(null), 0, x => x[0] + x[1]);
        foreach (var loss in Losses)
            yield return new(new ElementwiseLossSlopeExpression(loss, Mean), 1, x => x[2] / Mean * loss.Slope(x[0], x[1]));
    }

    private static void Run<T>(int width, bool isDouble)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernels = Cases().Select(item => (Case: item, Kernel: new ElementwiseKernel(item.Expression, item.ScalarOperands, isDouble))).ToArray();
        var compiled = new CompiledKernels(kernels.Select(pair => pair.Kernel), width);
        foreach (var (item, kernel) in kernels)
        {
            for (int length = 1; length <= Longest; length++)
                Check<T>(compiled, item, kernel, width, length);
        }
    }

    private static void Check<T>(CompiledKernels compiled, Case item, ElementwiseKernel kernel, int width, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Probabilities are what losses on them take, and nothing has a kink there but at 0.
        int vectors = item.Expression.Arity - item.ScalarOperands;
        T[][] operands = [.. Enumerable.Range(0, item.Expression.Arity).Select(i => Operand<T>(i < vectors ? length : 1, i, isProbability: item.ScalarOperands > 0))];
        double[] expected = [.. Enumerable.Range(0, length).Select(i => item.Value([.. operands.Select(operand => double.CreateChecked(operand[operand.Length == 1 ? 0 : i]))]))];
        string about = $"{kernel.Name} at {width} bits, {length} elements";
        var y = Guarded.Write(length, T.NaN);
        compiled.Run(kernel, width, length, accumulate: false, [.. operands.Select(Guarded.Read), y]);
        Guarded.AssertEqual<T>(expected, y.Values, about);

        // The result may lie where an operand did.
        for (int i = 0; i < vectors; i++)
        {
            var place = Guarded.Write((T[])operands[i].Clone());
            compiled.Run(kernel, width, length, accumulate: false, [.. operands.Select((operand, k) => k == i ? place : Guarded.Read(operand)), place]);
            Guarded.AssertEqual<T>(expected, place.Values, $"{about}, over operand {i}");
        }
    }

    private static T[] Operand<T>(int length, int seed, bool isProbability)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = Guarded.Random<T>(length, seed + 1);
        return isProbability ? [.. values.Select(value => (value + T.CreateChecked(2)) / T.CreateChecked(4))] : [.. values.Select(value => value * T.CreateChecked(3))];
    }

    // A kernel's expression, how many of its last operands are single numbers, and the function in double.
    private sealed record Case(VectorExpression Expression, int ScalarOperands, Func<double[], double> Value);
}
