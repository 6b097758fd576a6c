using NetGen;

namespace Classics;

/// <summary>Sixteen towers: two sigmoids each.</summary>
[Network(Precision = Precision.Double), Input(1)]
[Dense(32), Sigmoid]
[Dense(1), MeanSquaredError]
internal sealed partial class Towers16;

/// <summary>Sixty-four towers.</summary>
[Network(Precision = Precision.Double), Input(1)]
[Dense(128), Sigmoid]
[Dense(1), MeanSquaredError]
internal sealed partial class Towers64;

/// <summary>256 towers.</summary>
[Network(Precision = Precision.Double), Input(1)]
[Dense(512), Sigmoid]
[Dense(1), MeanSquaredError]
internal sealed partial class Towers256;

/// <summary>
/// A tower stands between a and b: σ(s(x − a)) − σ(s(x − b)) with a steep s. Towers side by side, each as high as the function in its
/// middle, approximate any continuous function (Cybenko, «Approximation by superpositions of a sigmoidal function», 1989). No training.
/// </summary>
internal static class Towers
{
    // The largest slope of the function, below.
    private const double Slope = (2 * Math.PI) + (2.5 * Math.PI);

    public static void Run(Promises promises)
    {
        double[] errors = [Build<Towers16>(16), Build<Towers64>(64), Build<Towers256>(256)];
        promises.Check(errors.Zip([16, 64, 256]).All(pair => pair.First <= Slope / pair.Second), "nowhere is the error larger than the steepest slope times the width of a tower");
        promises.Check(errors[0] / errors[1] > 3 && errors[1] / errors[2] > 3, "four times as many towers, less than a third of the error");
    }

    private static double Function(double x) => Math.Sin(2 * Math.PI * x) + (0.5 * Math.Cos(5 * Math.PI * x));

    private static double Build<TNetwork>(int towers)
        where TNetwork : class, INetwork<TNetwork, double>
    {
        TNetwork network = TNetwork.Create(0);
        TensorView<double> weight = network.Parameters["Dense1.weight"], bias = network.Parameters["Dense1.bias"], height = network.Parameters["Dense2.weight"];
        double width = 1.0 / towers, steepness = 40 / width;
        for (int i = 0; i < towers; i++)
        {
            // The outer walls stand outside of what is looked at.
            double from = i == 0 ? -1 : i * width, to = i == towers - 1 ? 2 : (i + 1) * width;
            weight[2 * i, 0] = weight[(2 * i) + 1, 0] = steepness;
            bias[2 * i] = -steepness * from;
            bias[(2 * i) + 1] = -steepness * to;
            height[0, 2 * i] = Function((i + 0.5) * width);
            height[0, (2 * i) + 1] = -height[0, 2 * i];
        }

        network.Parameters["Dense2.bias"][0] = 0;
        double[] places = [.. Enumerable.Range(0, 10_001).Select(i => i / 10_000.0)];
        double[] values = Trainer.Predict(network, Dataset.FromArrays(places, new double[places.Length], 1, 1));
        double error = values.Zip(places, (value, x) => Math.Abs(value - Function(x))).Max();
        Console.WriteLine($"{towers,3} towers, {2 * towers,3} hidden units: largest error {error:0.0000} on {places.Length} places");
        return error;
    }
}
