using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>What a gradient check found.</summary>
/// <param name="Network">The full name of the network.</param>
/// <param name="Loss">The loss at the point that was checked.</param>
/// <param name="Step">The step of the differences.</param>
/// <param name="Tolerance">The largest relative error that passes.</param>
/// <param name="Tensors">The parameters, in the order of the network.</param>
public sealed record GradientReport(string Network, double Loss, double Step, double Tolerance, ImmutableArray<TensorGradientReport> Tensors)
{
    /// <summary>Whether the gradients of all tensors are right.</summary>
    public bool Passed => Tensors.All(tensor => tensor.Passed);

    /// <summary>The tensor with the largest relative error.</summary>
    public TensorGradientReport Worst => Tensors.MaxBy(tensor => double.IsNaN(tensor.RelativeError) ? double.PositiveInfinity : tensor.RelativeError)!;

    /// <summary>Elements at which the loss has a kink, where it has no gradient; the one computed lies between the slopes of both sides.</summary>
    public int Kinks => Tensors.Sum(tensor => tensor.Kinks);

    /// <summary>A table with a row a tensor, and what is the worst.</summary>
    /// <returns>The text, several lines.</returns>
    public override string ToString()
    {
        string[] head = ["parameter", "checked", "worst element", "analytic", "numeric", "relative error", ""];
        string[][] rows = [head, .. Tensors.Select(tensor => tensor.Row())];
        int[] widths = [.. head.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Network}: gradients {(Passed ? "are right" : "are wrong")}, loss {Loss:G6}, step {Step:G3}, tolerance {Tolerance:G3}");
        foreach (string[] row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column is 0 or 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        if (Kinks > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"{Kinks} of the elements lie at a kink of the loss, such as that of ReLU at 0; their gradients lie between the slopes of both sides.");
        text.Append(CultureInfo.InvariantCulture, $"worst: {Worst.Element}, analytic {Worst.Analytic:G9}, numeric {Worst.Numeric:G9}, relative error {Worst.RelativeError:G3}");
        return text.ToString();
    }
}

/// <summary>What a gradient check found of one parameter tensor.</summary>
/// <param name="Name">The path of the tensor, such as <c>Dense1.weight</c>.</param>
/// <param name="Index">The indices of its worst element in the tensor's shape.</param>
/// <param name="Analytic">The gradient of that element as the backward pass computes it.</param>
/// <param name="Numeric">The same from differences of the loss.</param>
/// <param name="RelativeError">
/// Their difference over the largest gradient of the tensor among the elements checked, or over what rounding errors of the loss can pass for
/// where all are smaller; NaN where one of them is no number.
/// </param>
/// <param name="Checked">How many elements were checked.</param>
/// <param name="Length">How many the tensor has.</param>
/// <param name="Kinks">How many of those that were checked lie at a kink of the loss.</param>
/// <param name="Passed">Whether the error is within the tolerance.</param>
public sealed record TensorGradientReport(string Name, ImmutableArray<int> Index, double Analytic, double Numeric, double RelativeError, int Checked, int Length, int Kinks, bool Passed)
{
    /// <summary>The worst element, such as <c>Dense1.weight[2, 7]</c>.</summary>
    public string Element => $"{Name}[{string.Join(", ", Index.Select(index => index.ToString(CultureInfo.InvariantCulture)))}]";

    internal string[] Row() =>
    [
        Name,
        string.Create(CultureInfo.InvariantCulture, $"{Checked} of {Length}"),
        Element[Name.Length..],
        Analytic.ToString("E3", CultureInfo.InvariantCulture),
        Numeric.ToString("E3", CultureInfo.InvariantCulture),
        RelativeError.ToString("E1", CultureInfo.InvariantCulture),
        Passed ? Kinks > 0 ? string.Create(CultureInfo.InvariantCulture, $"passed, {Kinks} at kinks") : "passed" : "FAILED",
    ];
}
