using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Compares gradients with differences of the loss.</summary>
internal sealed class GradientChecker<T>(FlatBuffer<T> parameters, FlatBuffer<T> buffers, ITrainingSession<T> session, Dataset<T> data, double step, double tolerance)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps the choice of elements apart from other random numbers of the seed; a tensor adds its ordinal.
    private const ulong ElementStream = 0x656C656D00000000;

    private const int Attempts = 3;

    // Where the difference over a step disagrees, it is made over shorter ones: a kink is then most often outside. In single precision
    // rounding forbids much shorter ones.
    private static readonly double Shorter = typeof(T) == typeof(float) ? 0.3 : 0.1;

    // The distance of the numbers next to 1.
    private static readonly double Epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);

    private readonly MiniBatches<T> batches = new(data, data.Count);

    private readonly FlatBuffer<T> initial = buffers.Clone();
    private readonly ulong at = session.Step;
    private double loss;

    public GradientReport Run(string network, int elements, ulong seed)
    {
        loss = Loss();
        FlatBuffer<T> gradients = session.Gradients.Clone();
        try
        {
            var tensors = Enumerable.Range(0, parameters.Layout.Tensors.Length)
                .Select(tensor => Check(parameters[tensor], gradients[tensor], Choose(parameters[tensor].Length, elements, new Philox(seed, ElementStream + (ulong)tensor))));
            return new GradientReport(network, loss, step, tolerance, [.. tensors]);
        }
        finally
        {
            buffers.CopyFrom(initial);
            session.Step = at;
        }
    }

    private static int[] Choose(int length, int count, Philox random)
    {
        int[] elements = [.. Enumerable.Range(0, length)];
        if (length <= count)
            return elements;
        random.Shuffle(elements.AsSpan());
        return [.. elements.Take(count).Order()];
    }

    // What rounding of the loss can make of a difference.
    private double Noise(double over) => 8 * Epsilon * Math.Max(1e-3, Math.Abs(loss)) / over;

    private TensorGradientReport Check(TensorView<T> tensor, TensorView<T> gradient, int[] elements)
    {
        var probes = elements.Select(element => new Probe(element, double.CreateChecked(gradient[element]), Slope(tensor, element, step))).ToArray();
        double scale = probes.SelectMany(probe => new[] { Math.Abs(probe.Analytic), Math.Abs(probe.Numeric) }).Where(double.IsFinite).DefaultIfEmpty().Max();
        var kinks = 0;
        for (int i = 0; i < probes.Length; i++)
        {
            Probe probe = probes[i] = probes[i] with { Error = Error(probes[i], scale) };
            double over = step;
            for (int attempt = 1; attempt < Attempts && !(probes[i].Error <= tolerance); attempt++)
            {
                over *= Shorter;
                probe = probe with { Numeric = Slope(tensor, probe.Element, over) };
                probe = probe with { Error = Error(probe, scale) };
                if (!(probe.Error >= probes[i].Error))
                    probes[i] = probe;
            }

            if (!(probes[i].Error <= tolerance) && IsAtKink(tensor, probes[i], scale, over))
            {
                kinks++;
                probes[i] = probes[i] with { Error = 0 };
            }
        }

        Probe worst = probes.MaxBy(probe => double.IsNaN(probe.Error) ? double.PositiveInfinity : probe.Error)!;
        return new TensorGradientReport(
            tensor.Layout.Name, IndexOf(tensor, worst.Element), worst.Analytic, worst.Numeric, worst.Error, probes.Length, tensor.Length, kinks, probes.All(probe => probe.Error <= tolerance));
    }

    // However short the step: a wrong gradient must not pass for what rounding makes of a short one.
    private double Error(Probe probe, double scale) =>
        double.IsFinite(probe.Analytic) && double.IsFinite(probe.Numeric) ? Math.Abs(probe.Analytic - probe.Numeric) / Math.Max(scale, Noise(step) / tolerance) : double.NaN;

    // The slopes of both sides differ, and the gradient is one of them or lies between.
    private bool IsAtKink(TensorView<T> tensor, Probe probe, double scale, double over)
    {
        double left = Slope(tensor, probe.Element, over, isRight: false), right = Slope(tensor, probe.Element, over, isRight: true);
        double margin = (tolerance * scale) + (2 * Noise(over));
        return Math.Abs(left - right) > 4 * margin && probe.Analytic >= Math.Min(left, right) - margin && probe.Analytic <= Math.Max(left, right) + margin;
    }

    private double Slope(TensorView<T> tensor, int element, double over, bool? isRight = null)
    {
        T before = tensor[element], distance = T.CreateChecked(over);
        T above = isRight == false ? before : before + distance, below = isRight == true ? before : before - distance;
        tensor[element] = above;
        double upper = Loss();
        tensor[element] = below;
        double lower = Loss();
        tensor[element] = before;
        return (upper - lower) / (double.CreateChecked(above) - double.CreateChecked(below));
    }

    // As in training: what is drawn is that of the same step, and running statistics start from the same.
    private double Loss()
    {
        buffers.CopyFrom(initial);
        session.Step = at;
        return double.CreateChecked(session.Backward(batches[0]));
    }

    private static ImmutableArray<int> IndexOf(TensorView<T> tensor, int element)
    {
        var index = new int[tensor.Shape.Length];
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            index[axis] = element % tensor.Shape[axis];
            element /= tensor.Shape[axis];
        }

        return [.. index];
    }

    private sealed record Probe(int Element, double Analytic, double Numeric, double Error = 0);
}
