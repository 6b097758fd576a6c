using System.Numerics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Operators;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Kernels.Tests;

/// <summary>The kernels of normalizations at every width against what the interpreter computes, over channels that are and are not multiples of a vector.</summary>
public sealed class NormalizationKernelTests
{
    private static readonly int[] Channels = [1, 3, 5, 8, 16, 17, 33, 64, 65, 130, 300];

    // Kernels that are told their sizes are the same for many: also of channels around the width of every vector.
    private static readonly int[] MoreChannels = [.. Channels, 2, 4, 7, 9, 15, 31];

    private static readonly int[] Rows = [1, 2, 7];

    /// <summary>Widths and scalar types.</summary>
    public static TheoryData<int, bool> Targets => DenseKernelTests.Targets;

    [Theory]
    [MemberData(nameof(Targets))]
    public void Row_and_group_kernels_equal_the_interpreter(int width, bool isDouble)
    {
        if (isDouble)
            Run<double>(width, isDouble, Channels, OfRows);
        else
            Run<float>(width, isDouble, Channels, OfRows);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Channel_kernels_equal_the_interpreter(int width, bool isDouble)
    {
        if (isDouble)
            Run<double>(width, isDouble, MoreChannels, OfChannels);
        else
            Run<float>(width, isDouble, MoreChannels, OfChannels);
    }

    private static IEnumerable<Case> OfChannels(int channels, int rows, bool isDouble)
    {
        var x = new Shape([rows, channels], "LC");
        Shape one = Shape.Vector(channels), four = Shape.Vector(4 * channels);
        Shape m = rows == 1 ? one : Shape.Vector(2 * channels);
        int[] all = [channels, rows], few = rows == 1 ? [channels] : all;
        var rest = channels % 16;
        yield return new(new ChannelMomentsKernel(rest, isDouble), new ChannelMoments(), [x], 0, 0, all);
        foreach (var isAffine in new[] { false, true })
        {
            Shape[] affine = isAffine ? [one, one] : [];
            yield return new(new BatchStatisticsKernel(rest > 0, rows > 1, 0.1, 0.25, isAffine, isDouble), new BatchStatistics(rows, 0.1, 0.25, isAffine), [m, .. affine, one, one, Shape.Scalar], 3 + affine.Length, 3, few);
            yield return new(new RunningStatisticsKernel(rest > 0, 0.1, isAffine, isDouble), new RunningStatistics(0.1, isAffine), [.. affine, one, one], 2 + affine.Length, 0, [channels]);
        }

        yield return new(new BatchStatisticsKernel(rest > 0, rows > 1, 0.1, null, false, isDouble), new BatchStatistics(rows, 0.1, null, false), [m, one, one, Shape.Scalar], 3, 3, few);
        // A single position has no unbiased variance; layers with one are refused.
        if (rows > 1)
            yield return new(new InstanceMeansKernel(rest > 0, 0.25, isDouble), new InstanceMeans(rows, 0.25), [Shape.Vector(2 * channels), one, one], 2, 2, all);
        yield return new(new BatchCoefficientsKernel(rest > 0, isDouble), new BatchCoefficients(rows), [one, one, four], 1, 0, all);
        foreach (var isPerSample in new[] { false, true })
        {
            var single = isPerSample ? 0 : 1;
            yield return new(new ChannelAffineKernel(rest, isPerSample, isDouble), new ChannelAffine(), [x, four], single, 0, all);
            yield return new(new ChannelAffineKernel(rest, isPerSample, isDouble, new ActivationExpression(new SiLU())), new ChannelAffine(new SiLU()), [x, four], single, 0, all);
            yield return new(new ChannelGradientSumsKernel(rest, isPerSample, isDouble), new ChannelGradientSums(), [x, x, four], single, 0, all);
            yield return new(new ChannelGradientKernel(rest, isPerSample, isDouble), new ChannelGradient(), [x, x, four], single, 0, all);
        }
    }

    private static IEnumerable<Case> OfRows(int channels, int rows, bool isDouble)
    {
        var x = new Shape([rows, channels], "LC");
        Shape one = Shape.Vector(channels), two = Shape.Vector(2 * channels), four = Shape.Vector(4 * channels);
        foreach (var (isCentered, hasScale, hasShift) in new[] { (true, true, true), (true, true, false), (true, false, false), (false, true, false), (false, false, false) })
        {
            var norm = new RowNorm(channels, IsOfChannels: true, isCentered, hasScale, hasShift, 0.1);
            Shape[] scale = hasScale ? [one] : [], affine = hasShift ? [one, one] : scale;

            // The kernel counts its rows, the gradient's its samples.
            if (rows == 1)
                yield return new(new RowNormKernel(channels, isCentered, hasScale, hasShift, 0.1, isDouble), norm, [x, .. affine], affine.Length, 0);
            yield return new(new RowNormGradientKernel(channels, rows, isCentered, hasScale, hasShift, 0.1, isDouble), new RowNormGradient(norm), [x, x, .. scale], scale.Length, 0);
        }

        foreach (var groups in new[] { 1, channels % 5 == 0 ? 5 : 1, channels }.Distinct())
        {
            yield return new(new GroupStatisticsKernel(channels, groups, rows, 0.1, true, isDouble), new GroupStatistics(groups, rows, 0.1, null, true), [two, one, one], 2, 0);
            yield return new(new GroupCoefficientsKernel(channels, groups, rows, isDouble), new GroupCoefficients(groups, rows), [one, one, four], 0, 0);
        }

        foreach (var rate in new[] { 0.3, 0.8 })
            yield return new(new SpatialDropoutKernel(channels, rows, rate, Layer: rate < 0.5 ? 2 : 9, isDouble), new SpatialDropout(rate, rate < 0.5 ? 2 : 9), [x], 0, 0);

        foreach (var size in rows == 1 ? new[] { 1, 2, 5, 12 } : [])
        {
            var norm = new LocalResponseNorm(size, 0.4, size == 2 ? 0.6 : 0.75, 0.8);
            yield return new(new LocalResponseNormKernel(channels, size, norm.Alpha, norm.Beta, norm.K, IsGradient: false, isDouble), norm, [x], 0, 0);
            yield return new(new LocalResponseNormKernel(channels, size, norm.Alpha, norm.Beta, norm.K, IsGradient: true, isDouble), new LocalResponseNormGradient(norm), [x, x], 0, 0);
        }
    }

    private static void Run<T>(int width, bool isDouble, int[] channelCounts, Func<int, int, bool, IEnumerable<Case>> cases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Case[] all = [.. from channels in channelCounts from rows in Rows from item in cases(channels, rows, isDouble) select item];
        var compiled = new CompiledKernels(all.Select(item => item.Kernel), width);
        foreach (var item in all)
        {
            foreach (int count in new[] { 2, 3, 7 })
                Check<T>(compiled, item, width, count);
        }
    }

    private static void Check<T>(CompiledKernels compiled, Case item, int width, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(count);
        Tensor[] inputs =
        [
            .. item.Inputs.Select((shape, i) =>
            {
                var samples = i >= item.Inputs.Length - item.Single ? 1 : count;
                // Variances are not negative.
                return new Tensor(shape, samples, [.. Enumerable.Range(0, shape.Length * samples).Select(_ => (double)(float)random.NextDouble())]);
            }),
        ];
        double[][] given = [.. inputs.Select(input => (double[])input.Data.Clone())];
        var results = item.Operator.Evaluate(new EvaluationContext(null!, count, Word), inputs);
        Guarded<T>[] buffers =
        [
            .. given.Select((values, i) => i >= given.Length - item.Changed ? Guarded.Write(Narrow<T>(values)) : Guarded.Read(Narrow<T>(values))),
            .. results.Select(result => Guarded.Write(result.Data.Length, T.NaN)),
            .. item.Kernel.Parameters.Where(parameter => parameter.Name == "scratch").Select(_ => Guarded.Write(item.Kernel.ScratchLength, T.NaN)),
        ];
        compiled.Run(item.Kernel, width, item.Sizes ?? [], count, accumulate: false, buffers);
        var expected = inputs.Concat(results).ToArray();
        for (int i = given.Length - item.Changed; i < expected.Length; i++)
            Guarded.AssertEqual<T>(expected[i].Data, buffers[i].Values, $"{item.Kernel.Name} at {width} bits, {count} samples, {item.Kernel.Parameters[i].Name}");

        // The result may lie where an input did.
        for (int i = 0; item.Operator.MayOverwriteInput && i < Math.Min(item.Operator.OverwritableInputs, given.Length); i++)
        {
            var place = Guarded.Write(Narrow<T>(given[i]));
            Guarded<T>[] overwritten = [.. buffers.Select((buffer, k) => k == i || k == given.Length ? place : buffer)];
            compiled.Run(item.Kernel, width, item.Sizes ?? [], count, accumulate: false, overwritten);
            Guarded.AssertEqual<T>(results[0].Data, place.Values, $"{item.Kernel.Name} at {width} bits, {count} samples, over {item.Kernel.Parameters[i].Name}");
        }
    }

    private static uint Word(int layer, int sample, int element) =>
        Philox.Block(CompiledKernels.Seed, (uint)element / 4, (uint)(CompiledKernels.FirstSample + sample), (uint)layer, (uint)CompiledKernels.Step)[element];

    private static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];

    // A kernel, the operator it computes, the shapes of a sample of each input; how many of the last inputs are one for all samples, and how many
    // it changes; the sizes it is told of.
    private sealed record Case(Kernel Kernel, Operator Operator, Shape[] Inputs, int Single, int Changed, int[]? Sizes = null);

    // What follows in the running statistics of an instance normalization, one channel and sample after the other. Inputs: the moments, μ and v.
    private sealed record InstanceMeans(int Positions, double Momentum) : Operator
    {
        public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [];

        public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
        {
            var moments = inputs[0];
            int channels = inputs[1].Data.Length;
            for (int c = 0; c < channels; c++)
            {
                double mean = 0, variance = 0;
                for (int sample = 0; sample < moments.Count; sample++)
                {
                    mean += moments[(sample * 2 * channels) + c];
                    variance += moments[(((sample * 2) + 1) * channels) + c] / (Positions - 1);
                }

                inputs[1][c] = ((1 - Momentum) * inputs[1][c]) + (Momentum * mean / moments.Count);
                inputs[2][c] = ((1 - Momentum) * inputs[2][c]) + (Momentum * variance / moments.Count);
            }

            return [];
        }

        public override string Formula(Node node) => "μ and v follow";

        public override void Lower(LoweringContext context) => throw new GraphException("There is a kernel, but no operator of its own.");
    }
}
