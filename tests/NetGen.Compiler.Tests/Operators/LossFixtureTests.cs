using System.Globalization;
using System.Text.Json;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>
/// Losses and their gradients against PyTorch's, in float and double, sample by sample on the points of tests/fixtures/losses/losses.json: kinks,
/// tails, ignored targets and vanishing probabilities among them.
/// </summary>
public sealed class LossFixtureTests
{
    private const double Tolerance = 1e-5;

    // Both precisions of so many cases are compiled together.
    private const int Together = 12;

    private static readonly Lazy<Case[]> Cases = new(Load);

    public static TheoryData<int> Groups => [.. Enumerable.Range(0, (Cases.Value.Length + Together - 1) / Together)];

    [Fact]
    public void EveryCaseHasAHundredPoints() => Assert.All(Cases.Value, item => Assert.True(item.Samples.Sum(sample => sample.Operands[0].Length) >= 100, item.ToString()));

    [Theory]
    [MemberData(nameof(Groups))]
    public void LossesAndGradientsArePyTorchs(int group)
    {
        var cases = Cases.Value.Skip(group * Together).Take(Together).ToArray();
        var drivers = NetworkCompilation.Compile([.. cases.SelectMany(item => new[] { (Spec(item, isDouble: false), true), (Spec(item, isDouble: true), false) })]);
        for (var i = 0; i < cases.Length; i++)
        {
            Compare(cases[i], drivers[2 * i], "float");
            Compare(cases[i], drivers[(2 * i) + 1], "double, not optimized");
        }
    }

    // A dense layer on the number 1 has an operand as weights, so that their gradients are those of the operand.
    private static NetworkSpec Spec(Case item, bool isDouble)
    {
        var network = new Architecture().Input("x", [1]);
        for (var i = 0; i < item.Shapes.Length; i++)
        {
            network.Layer("Dense", "d" + Text(i), "x", arguments: ["Units", item.Shapes[i].Aggregate(1, (product, size) => product * size), "Bias", false]);
            network.Layer("Reshape", "o" + Text(i), "d" + Text(i), arguments: ["Shape", item.Shapes[i], .. item.Axes is null ? Array.Empty<object>() : ["Axes", item.Axes]]);
        }

        var from = string.Join(",", item.Shapes.Select((_, i) => "o" + Text(i)));
        return network.Layer(item.Kind, null, from, arguments: item.Arguments).Layer("Output", "y", "o0").Spec(isDouble);
    }

    private static void Compare(Case item, INetworkDriver driver, string precision)
    {
        driver.Start(2, seed: 0, step: 0);
        for (var s = 0; s < item.Samples.Length; s++)
        {
            var sample = item.Samples[s];
            driver.Parameters = new(sample.Operands.Select((operand, i) => ($"d{Text(i)}.weight", operand)).ToDictionary(pair => pair.Item1, pair => pair.operand), StringComparer.Ordinal);
            double[][] targets = driver.Signature.Targets.Length == 0 ? [] : [sample.Targets];
            var about = $"{item} in {precision}, sample {Text(s)}";
            AssertNear(about + ", loss", [driver.Backward([[1]], targets, 1, step: 0)], [sample.Loss]);
            AssertNear(about + ", loss of evaluation", [driver.Evaluate([[1]], targets, 1)], [sample.Loss]);
            var gradients = driver.Gradients;
            for (var i = 0; i < sample.Gradients.Length; i++)
                AssertNear($"{about}, gradient of operand {Text(i)}", gradients[$"d{Text(i)}.weight"], sample.Gradients[i]);
        }
    }

    // Point by point: a tensor with a tail at 10⁴ would hide everything else.
    private static void AssertNear(string about, double[] actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            // Where nothing counts PyTorch's mean is 0/0; here it is 0, as that of an empty batch. Its gradients are 0, too.
            var wanted = double.IsNaN(expected[i]) ? 0 : expected[i];
            Assert.True(Math.Abs(actual[i] - wanted) <= Tolerance * Math.Max(1, Math.Abs(wanted)), $"{about}[{Text(i)}]: {actual[i]:R} instead of {wanted:R}");
        }
    }

    private static Case[] Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "losses.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(item => new Case(
            item.GetProperty("kind").GetString()!,
            [.. item.GetProperty("arguments").EnumerateObject().SelectMany(argument => new[] { argument.Name, Argument(argument) })],
            [.. item.GetProperty("shapes").EnumerateArray().Select(shape => shape.EnumerateArray().Select(size => size.GetInt32()).ToArray())],
            item.GetProperty("axes").GetString(),
            [.. item.GetProperty("samples").EnumerateArray().Select(sample => new Sample(
                [.. sample.GetProperty("operands").EnumerateArray().Select(Numbers)],
                Numbers(sample.GetProperty("targets")),
                Number(sample.GetProperty("loss")),
                [.. sample.GetProperty("gradients").EnumerateArray().Select(Numbers)]))]))];
    }

    private static object Argument(JsonProperty argument) => argument.Value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => argument.Value.GetBoolean(),
        JsonValueKind.Array => Numbers(argument.Value),
        JsonValueKind.String => Enum.Parse<TargetKind>(argument.Value.GetString()!),
        _ when argument.Name is "IgnoreIndex" || (argument.Name == "P" && argument.Value.GetRawText().All(char.IsDigit)) => argument.Value.GetInt32(),
        _ => argument.Value.GetDouble(),
    };

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(Number)];

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Null ? double.NaN : element.GetDouble();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Sample(double[][] Operands, double[] Targets, double Loss, double[][] Gradients);

    private sealed record Case(string Kind, object[] Arguments, int[][] Shapes, string? Axes, Sample[] Samples)
    {
        public override string ToString() => $"{Kind}({string.Join(", ", Arguments.Select(argument => argument is double[] list ? "{" + string.Join(" ", list) + "}" : argument))})";
    }
}
