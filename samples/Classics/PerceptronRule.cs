using NetGen;
using NetGen.Data;

namespace Classics;

/// <summary>What a perceptron learns, and how it is told that it cannot.</summary>
internal static class PerceptronRule
{
    public static void Run(Promises promises)
    {
        ThreePoints(promises);
        AllFunctions(promises);
        Irises(promises);
    }

    private static void ThreePoints(Promises promises)
    {
        var unit = new Perceptron(2);
        PerceptronReport report = unit.Train([new([-1, 2], 0), new([0, -1], 1), new([2, 1], 0)], 100);
        Console.WriteLine($"three points in the plane, no bias: {report.Text(3)}; w = ({string.Join(", ", unit.Weights)})");
        promises.Check(unit.Weights is [-1, -3] && report is { End: PerceptronEnd.Separated, Epochs: 1 } && unit.Predict([-2, 0]) == 1, "w = (-1, -3) after the first epoch, and (-2, 0) is of class 1");
    }

    private static void AllFunctions(Promises promises)
    {
        var failed = new List<string>();
        bool isBounded = true;
        for (int function = 0; function < 16; function++)
        {
            PerceptronSample[] table = [.. TruthTables.Rows(2).Select((row, i) => new PerceptronSample([1, .. row], (function >> i) & 1))];
            var unit = new Perceptron(3);
            PerceptronReport report = unit.Train(table, 1000);
            string name = TruthTables.NameOf(function);
            Console.WriteLine($"{name,-12} {report.Text(4)}");
            if (report.End == PerceptronEnd.Cycling)
                failed.Add(name);
            else
                isBounded &= report.End == PerceptronEnd.Separated && report.Updates <= MostUpdates(unit, table);
        }

        promises.Check(failed is ["XOR", "XNOR"], "of the 16 functions of two inputs all are learned but XOR and XNOR, which are shown to be impossible");
        promises.Check(isBounded, "no function took more updates than (R/γ)² allows");
    }

    // Novikoff, «On convergence proofs on perceptrons», 1962: with every sample within R and a margin γ by some unit vector.
    private static double MostUpdates(Perceptron solution, PerceptronSample[] samples)
    {
        double radius = samples.Max(sample => sample.Inputs.Sum(x => x * x));

        // A sample on the line has no margin there; moved a little it has, and the constant input moves the line.
        double[] moved = [.. solution.Weights];
        moved[0] += 0.25;
        double margin = samples.Min(sample => ((2 * sample.Target) - 1) * moved.Zip(sample.Inputs, (w, x) => w * x).Sum());
        return margin > 0 ? radius * moved.Sum(w => w * w) / (margin * margin) : double.PositiveInfinity;
    }

    private static void Irises(Promises promises)
    {
        CsvDataset<double> table = CsvFile.Read<double>(Path.Combine(AppContext.BaseDirectory, "data", "iris.csv"), new CsvOptions { Header = CsvHeader.CountsAndClasses });
        int[] labels = table.Data.Labels();
        ReadOnlySpan<double> lengths = table.Data.Inputs[0].Values.Span;
        var flowers = new double[table.Data.Count][];
        for (int i = 0; i < flowers.Length; i++)
        {
            // In millimetres, which are whole numbers.
            flowers[i] = [1, .. lengths.Slice(4 * i, 4).ToArray().Select(centimetres => Math.Round(10 * centimetres))];
        }

        PerceptronReport setosa = new Perceptron(5).Train([.. flowers.Select((flower, i) => new PerceptronSample(flower, labels[i] == 0 ? 1 : 0))], 1000);
        Console.WriteLine($"setosa or another iris: {setosa.Text(150)}");
        PerceptronSample[] alike = [.. flowers.Select((flower, i) => new PerceptronSample(flower, labels[i] == 1 ? 1 : 0)).Where((_, i) => labels[i] > 0)];
        PerceptronReport versicolor = new Perceptron(5).Train(alike, 1000);
        Console.WriteLine($"versicolor or virginica: {versicolor.Text(alike.Length)}");
        promises.Check(setosa.End == PerceptronEnd.Separated, "setosa is separated from the others");
        promises.Check(versicolor is { End: PerceptronEnd.Undecided, MostRight: >= 90 and < 100 }, "versicolor and virginica are not, and the report says what that is worth");
    }
}
