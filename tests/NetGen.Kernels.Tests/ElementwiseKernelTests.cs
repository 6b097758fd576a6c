using System.Numerics;
using NetGen.Generator.Emission.Kernels;
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

    private static readonly FormulaLoss[] Losses =
    [
        new MeanSquaredError(), new BinaryCrossEntropy(), new BinaryCrossEntropy(new BinaryWeights(false, false, 3)), new SigmoidBinaryCrossEntropy(), new SigmoidBinaryCrossEntropy(new BinaryWeights(false, false, 3)),
        RegressionLosses.MeanAbsoluteError, RegressionLosses.LogCosh, RegressionLosses.Huber(0.25), RegressionLosses.SmoothL1(0.25), RegressionLosses.Quantile(0.3), RegressionLosses.Poisson(true, false, 1e-8),
        RegressionLosses.Poisson(false, true, 1e-8), RegressionLosses.Gaussian(true, 0.1), BinaryLosses.Hinge, BinaryLosses.SquaredHinge, BinaryLosses.Perceptron, BinaryLosses.SigmoidFocal(2, 0.25),
        BinaryLosses.SigmoidFocal(1.5, -1), BinaryLosses.KLDivergence(false), BinaryLosses.KLDivergence(true), EmbeddingLosses.Cosine(0.1), EmbeddingLosses.Contrastive(0.7), EmbeddingLosses.Ranking(0.3),
        EmbeddingLosses.Triplet(0.3, swap: false), EmbeddingLosses.Triplet(0.3, swap: true),
    ];

    /// <summary>Widths and scalar types.</summary>
    public static TheoryData<int, bool> Targets => DenseKernelTests.Targets;

    [Fact]
    public void Every_activation_and_loss_is_among_them()
    {
        var types = typeof(Activation).Assembly.GetTypes().Where(type => !type.IsAbstract);
        Assert.Equal(types.Where(type => type.IsSubclassOf(typeof(Activation))).Select(type => type.Name).Order(), Activations.Select(activation => activation.GetType().Name).Distinct().Order());
        Assert.Equal(types.Where(type => type.IsAssignableTo(typeof(FormulaLoss))).Select(type => type.Name).Order(), Losses.Select(loss => loss.GetType().Name).Distinct().Order());
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
        {
            for (int i = 0; i < loss.Predictions; i++)
            {
                int prediction = i;
                yield return new(new FormulaLossSlopeExpression(loss, prediction, Mean), 1, x => x[^1] / Mean * loss.Slope(prediction, x[..^1]));
            }
        }
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
