using System.Numerics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Kernels.Tests;

/// <summary>The kernels of normalizations at every width against what the interpreter computes, over channels that are and are not multiples of a vector.</summary>
public sealed class NormalizationKernelTests
{
    private static readonly int[] Channels = [1, 3, 5, 8, 16, 17, 33, 64, 65, 130, 300];

    private static readonly int[] Rows = [1, 2, 7];

    /// <summary>Widths and scalar types.</summary>
    public static TheoryData<int, bool> Targets => DenseKernelTests.Targets;

    [Theory]
    [MemberData(nameof(Targets))]
    public void Row_and_group_kernels_equal_the_interpreter(int width, bool isDouble)
    {
        if (isDouble)
            Run<double>(width, isDouble, OfRows);
        else
            Run<float>(width, isDouble, OfRows);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Channel_kernels_equal_the_interpreter(int width, bool isDouble)
    {
        if (isDouble)
            Run<double>(width, isDouble, OfChannels);
        else
            Run<float>(width, isDouble, OfChannels);
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
        yield return new(new BatchCoefficientsKernel(rest > 0, isDouble), new BatchCoefficients(rows), [one, one, four], 1, 0, all);
        foreach (var isPerSample in new[] { false, true })
        {
            var single = isPerSample ? 0 : 1;
            yield return new(new ChannelAffineKernel(rest, isPerSample, isDouble), new ChannelAffine(), [x, four], single, 0, all);
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

        foreach (var size in rows == 1 ? new[] { 1, 2, 5, 12 } : [])
        {
            var norm = new LocalResponseNorm(size, 0.4, size == 2 ? 0.6 : 0.75, 0.8);
            yield return new(new LocalResponseNormKernel(channels, size, norm.Alpha, norm.Beta, norm.K, IsGradient: false, isDouble), norm, [x], 0, 0);
            yield return new(new LocalResponseNormKernel(channels, size, norm.Alpha, norm.Beta, norm.K, IsGradient: true, isDouble), new LocalResponseNormGradient(norm), [x, x], 0, 0);
        }
    }

    private static void Run<T>(int width, bool isDouble, Func<int, int, bool, IEnumerable<Case>> cases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Case[] all = [.. from channels in Channels from rows in Rows from item in cases(channels, rows, isDouble) select item];
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
        var results = item.Operator.Evaluate(new EvaluationContext(null!, count, (_, _, _, _) => true), inputs);
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
    }

    private static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];

    // A kernel, the operator it computes, the shapes of a sample of each input; how many of the last inputs are one for all samples, and how many
    // it changes; the sizes it is told of.
    private sealed record Case(Kernel Kernel, Operator Operator, Shape[] Inputs, int Single, int Changed, int[]? Sizes = null);
}
