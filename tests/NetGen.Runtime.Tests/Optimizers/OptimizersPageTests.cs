using System.Text.RegularExpressions;

namespace NetGen.Tests.Optimizers;

/// <summary>The table of docs/optimizers.md is what the library's documentation and state say.</summary>
public class OptimizersPageTests
{
    // In the order of the page: how to make one, and what its state depends on.
    private static readonly (string Options, Func<Optimizer<float>> Make)[] Optimizers =
    [
        ("", () => new Sgd<float>(0.1)),
        ("momentum", () => new Sgd<float>(0.1, 0.9)),
        ("", () => new AdaGrad<float>()),
        ("", () => new RmsProp<float>()),
        ("centred", () => new RmsProp<float>(centred: true)),
        ("momentum", () => new RmsProp<float>(momentum: 0.9)),
        ("centred, momentum", () => new RmsProp<float>(momentum: 0.9, centred: true)),
        ("", () => new AdaDelta<float>()),
        ("", () => new Adam<float>()),
        ("AMSGrad", () => new Adam<float>(amsGrad: true)),
        ("", () => new AdamW<float>()),
        ("AMSGrad", () => new AdamW<float>(amsGrad: true)),
        ("", () => new NAdam<float>()),
        ("", () => new RAdam<float>()),
        ("", () => new AdaMax<float>()),
        ("", () => new MaxProp<float>()),
        ("", () => new Lion<float>()),
        ("", () => new Lamb<float>()),
        ("matrices", () => new Muon<float>()),
        ("other tensors", () => new Muon<float> { ByAdamW = ["w"] }),
    ];

    public static int LbfgsBytes(int history) => sizeof(float) * ((2 * history) + 8);

    [Fact]
    public void The_table_is_that_of_the_code() => PageTable.AssertEqual(Path.Combine(AppContext.BaseDirectory, "docs", "optimizers.md"), "optimizers", Table());

    [Fact]
    public void Every_optimizer_is_in_it()
    {
        IEnumerable<string> all = typeof(Optimizer<>).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && (IsOptimizer(type) || type == typeof(Lbfgs<>)))
            .Select(type => type.Name);
        Assert.Equal(all.Order(StringComparer.Ordinal), Optimizers.Select(row => row.Make().GetType().Name).Append(typeof(Lbfgs<>).Name).Distinct().Order(StringComparer.Ordinal));

        static bool IsOptimizer(Type type) => type.BaseType is { } parent && (parent.Name == typeof(Optimizer<>).Name || IsOptimizer(parent));
    }

    private static List<string> Table()
    {
        Dictionary<string, string> summaries = PageTable.Summaries(typeof(Optimizer<>).Assembly);
        var rows = new List<string> { "| optimizer | formula and source | in PyTorch | state, bytes a parameter (`float`) |", "|---|---|---|---|" };
        foreach (IGrouping<Type, (string Options, Optimizer<float> Optimizer)> group in Optimizers.Select(row => (row.Options, Optimizer: row.Make())).GroupBy(row => row.Optimizer.GetType()))
        {
            IEnumerable<string> bytes = group.Select(row => Bytes(row.Optimizer) + (row.Options.Length > 0 ? $" ({row.Options})" : ""));
            rows.Add(Row(group.Key.Name, summaries, string.Join(", ", bytes)));
        }

        rows.Add(Row(typeof(Lbfgs<>).Name, summaries, $"{LbfgsBytes(1) - LbfgsBytes(0)}h + {LbfgsBytes(0)} for a history of h"));
        return rows;
    }

    private static string Row(string type, Dictionary<string, string> summaries, string bytes)
    {
        string summary = PageTable.Cell(summaries[$"T:NetGen.{type}"]);
        Match torch = Regex.Match(summary, @"torch\.optim\.\w+");
        return $"| `{type.Split('`')[0]}` | {summary} | {(torch.Success ? $"`{torch.Value}`" : "–")} | {bytes} |";
    }

    // Of a matrix of a thousand elements: what rules keep once a network does not count.
    private static int Bytes(Optimizer<float> optimizer)
    {
        var layout = new BufferLayout([new TensorLayout("w", "w", [20, 50], 0, Packing.RowMajor, default)]);
        optimizer.Step(TestBuffers.Random<float>(layout, 1), TestBuffers.Random<float>(layout, 2));
        return sizeof(float) * optimizer.State().Sum(buffer => buffer.Value.Layout.Count) / layout.Count;
    }
}
