using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

/// <summary>Draws numbers for a network's inputs, targets and output gradients; inputs times a scale.</summary>
internal sealed class RandomData(NetworkModel network, int count, Random random, double scale = 1)
{
    // Losses with targets of 1 and −1.
    private static readonly string[] Signs = ["Hinge", "SquaredHinge", "Perceptron", "CosineEmbedding", "MarginRanking"];

    public int Count => count;

    public double[][] Inputs { get; } = [.. network.Inputs.Select(input => Draw(input.Value, count, () => input.Value.Type.Element == ElementKind.Int32 ? Math.Round(scale * random.Next(-3, 4)) : scale * Normal(random)))];

    public double[][] Targets { get; } = [.. network.Targets.Select(target => Target(target, network.Losses.Select(loss => loss.Value.Producer!).First(loss => loss.Inputs.Contains(target.Value)).Operator, count, random))];

    public double[][] OutputGradients { get; } = [.. network.Outputs.Select(output => Draw(output.Value, count, () => Normal(random)))];

    /// <summary>The inputs and output gradients of the first samples.</summary>
    public (double[][] Inputs, double[][] OutputGradients) First(int samples) =>
        ([.. Inputs.Select(all => all[..(all.Length / count * samples)])], [.. OutputGradients.Select(all => all[..(all.Length / count * samples)])]);

    /// <summary>A number of the standard normal distribution, by the method of Box and Muller (1958).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Target(NamedValue target, Operator loss, int count, Random random)
    {
        if (target.Classes > 0)
            return Draw(target.Value, count, () => random.Next(target.Classes));
        if (loss.Name.StartsWith("Poisson", StringComparison.Ordinal))
            return Draw(target.Value, count, () => random.Next(4));
        if (IsSign(loss))
            return Draw(target.Value, count, () => random.Next(2) == 0 ? -1 : 1);
        var isShare = loss is not FormulaLoss or BinaryCrossEntropy or SigmoidBinaryCrossEntropy || loss.Name.StartsWith("SigmoidFocal", StringComparison.Ordinal) || loss.Name == "KLDivergence";
        var values = Draw(target.Value, count, () => isShare ? 0.05 + (0.9 * random.NextDouble()) : Normal(random));
        if (loss is CrossEntropy or SoftmaxCrossEntropy)
        {
            var classes = target.Value.Shape.Sizes[target.Value.Shape.Rank - 1];
            for (var row = 0; row < values.Length; row += classes)
            {
                var sum = values.Skip(row).Take(classes).Sum();
                for (var k = 0; k < classes; k++)
                    values[row + k] /= sum;
            }
        }

        return values;
    }

    private static bool IsSign(Operator loss) =>
        Signs.Any(name => loss.Name.StartsWith(name, StringComparison.Ordinal));

    private static double[] Draw(Value value, int count, Func<double> next) => [.. Enumerable.Range(0, value.Shape.Length * count).Select(_ => next())];
}
