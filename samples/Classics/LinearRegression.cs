using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using NetGen;
using NetGen.Data;

namespace Classics;

/// <summary>y = W x + b, in double precision, from zero.</summary>
[Network(Precision = Precision.Double)]
[Input(4)]
[Dense(1, WeightInitializer = Initializer.Zeros, BiasInitializer = Initializer.Zeros)]
[MeanSquaredError]
internal sealed partial class LinearModel;

/// <summary>
/// The width of a petal from three other measures of the flower, one of which is there twice, in centimetres and in inches: the columns
/// depend on one another, and the normal equations XᵀX w = Xᵀy have no single solution.
/// </summary>
internal static class LinearRegression
{
    private const double CentimetresAnInch = 2.54;

    public static void Run(Promises promises)
    {
        Dataset<double> data = Load();
        double[] targets = data.Targets[0].Values.ToArray();
        Matrix<double> design = Matrix<double>.Build.Dense(data.Count, 5, (row, column) => column < 4 ? data.Inputs[0].Values.Span[(4 * row) + column] : 1);

        // The singular values tell the rank. Of all solutions the shortest one is taken: that of the pseudoinverse.
        Svd<double> svd = design.Svd();
        Vector<double> projected = svd.U.TransposeThisAndMultiply(Vector<double>.Build.Dense(targets));
        Vector<double> shortest = Vector<double>.Build.Dense(5);
        for (int i = 0; i < svd.Rank; i++)
            shortest += svd.VT.Row(i) * (projected[i] / svd.S[i]);
        Console.WriteLine($"singular values {string.Join(", ", svd.S.Select(value => value.ToString("G3")))}: rank {svd.Rank} of 5");

        var network = LinearModel.Create(0);
        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(0.1, momentum: 0.9), data, new TrainerOptions<double> { Epochs = 3000, BatchSize = data.Count, Shuffle = false });
        double[] found = [.. network.Parameters["Dense1.weight"].ToArray(), .. network.Parameters["Dense1.bias"].ToArray()];
        Console.WriteLine($"normal equations  {Text(shortest)}");
        Console.WriteLine($"{history.Epochs.Count} steps of descent {Text(found)}");
        double difference = found.Zip(shortest, (one, other) => Math.Abs(one - other)).Max();
        double r2 = Metrics.R2<double>(Trainer.Predict(network, data), targets);
        Console.WriteLine($"largest difference {difference:G2}, R² {r2:0.0000}");
        promises.Check(svd.Rank == 4, "the factorization finds the dependent column: rank 4 of 5");
        promises.Check(difference < 1e-9, "descent from zero goes to the shortest solution, to nine decimals");
        promises.Check(Math.Round(r2, 3) == 0.938, "R² is 0.938");
    }

    private static string Text(IEnumerable<double> numbers) => string.Join("  ", numbers.Select(number => number.ToString("0.000000").PadLeft(9)));

    // Standardized; targets are the widths of the petals.
    private static Dataset<double> Load()
    {
        CsvDataset<double> table = CsvFile.Read<double>(Path.Combine(AppContext.BaseDirectory, "data", "iris.csv"), new CsvOptions { Header = CsvHeader.CountsAndClasses });
        ReadOnlySpan<double> flowers = table.Data.Inputs[0].Values.Span;
        double[] inputs = new double[4 * table.Data.Count], widths = new double[table.Data.Count];
        for (int i = 0; i < widths.Length; i++)
        {
            ReadOnlySpan<double> flower = flowers.Slice(4 * i, 4);
            flower[..3].CopyTo(inputs.AsSpan(4 * i));
            inputs[(4 * i) + 3] = flower[2] / CentimetresAnInch;
            widths[i] = flower[3];
        }

        StandardScaler<double>.Fit(inputs, 4).Transform(inputs);
        return Dataset.FromArrays(inputs, widths, 4, 1);
    }
}
