using MathNet.Numerics.LinearAlgebra;
using NetGen;

namespace Classics;

/// <summary>A weighted sum of ten functions, from zero.</summary>
[Network(Precision = Precision.Double)]
[Input(10)]
[Dense(1, Bias = false, WeightInitializer = Initializer.Zeros)]
[MeanSquaredError]
internal sealed partial class WeightedSum;

/// <summary>
/// Polynomials of degree 0 to 9, fitted to 25 noisy values of a sine, over and over with new noise. The expected squared error at the same
/// places with noise of their own is noise + bias² + variance; for least squares the variance is known: σ² (degree + 1) / 25
/// (Geman, Bienenstock and Doursat, «Neural networks and the bias/variance dilemma», 1992).
/// </summary>
internal static class BiasVariance
{
    private const int Places = 25, Degrees = 10, Sets = 2000;
    private const double Deviation = 0.4;

    public static void Run(Promises promises)
    {
        double[] xs = [.. Enumerable.Range(0, Places).Select(i => -1 + (2.0 * i / (Places - 1)))];
        double[] truth = [.. xs.Select(x => Math.Sin(Math.PI * x))];

        // Polynomials that are orthogonal on these places and of mean square 1: a single step of descent with a rate of ½ is least squares.
        Matrix<double> basis = Matrix<double>.Build.Dense(Places, Degrees, (row, degree) => Math.Pow(xs[row], degree)).QR().Q.SubMatrix(0, Places, 0, Degrees) * Math.Sqrt(Places);
        var random = new Philox(seed: 1);
        var network = WeightedSum.Create(0);
        using WeightedSum.TrainingSession session = network.CreateTrainingSession(Places);
        double[] bias = new double[Degrees], variance = new double[Degrees], error = new double[Degrees];
        for (int degree = 0; degree < Degrees; degree++)
        {
            double[] inputs = [.. basis.ToRowMajorArray().Select((value, i) => i % Degrees <= degree ? value : 0)];
            double[] mean = new double[Places], square = new double[Places];
            for (int set = 0; set < Sets; set++)
            {
                double[] noisy = [.. truth.Select((value, i) => value + (Deviation * random.Normal((ulong)((set * Places) + i))))];
                network.Parameters.Span.Clear();
                session.Backward(inputs, noisy, Places);
                new Sgd<double>(0.5).Step(network.Parameters, session.Gradients);
                double[] fitted = new double[Places];
                network.Predict(inputs, fitted, Places);
                for (int i = 0; i < Places; i++)
                {
                    mean[i] += fitted[i] / Sets;
                    square[i] += fitted[i] * fitted[i] / Sets;
                    double fresh = truth[i] + (Deviation * random.Normal((ulong)(((Sets + set) * Places) + i)));
                    error[degree] += (fitted[i] - fresh) * (fitted[i] - fresh) / (Sets * Places);
                }
            }

            bias[degree] = Enumerable.Range(0, Places).Average(i => (mean[i] - truth[i]) * (mean[i] - truth[i]));
            variance[degree] = Enumerable.Range(0, Places).Average(i => square[i] - (mean[i] * mean[i]));
            Console.WriteLine($"degree {degree}: bias² {bias[degree]:0.0000}, variance {variance[degree]:0.0000} (known: {Known(degree):0.0000}), with the noise {Sum(degree):0.0000}; measured error {error[degree]:0.0000}");
        }

        int best = Array.IndexOf(error, error.Min());
        promises.Check(Enumerable.Range(0, Degrees).All(degree => Math.Abs(variance[degree] / Known(degree) - 1) < 0.1), "the variance is the known one, to a tenth");
        promises.Check(Enumerable.Range(0, Degrees).All(degree => Math.Abs(Sum(degree) / error[degree] - 1) < 0.02), "noise, bias² and variance add up to the error, to one in fifty");
        promises.Check(bias[0] > 100 * bias[5] && variance[9] > 5 * variance[0], "the bias falls with the degree, the variance rises");
        promises.Check(best == 3, "the third degree errs least");

        static double Known(int degree) => Deviation * Deviation * (degree + 1) / Places;

        double Sum(int degree) => bias[degree] + variance[degree] + (Deviation * Deviation);
    }
}
