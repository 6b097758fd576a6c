using System.Text.RegularExpressions;

namespace NetGen.Tests.Schedules;

/// <summary>The table of docs/schedules.md is what the library's documentation says.</summary>
public class SchedulesPageTests
{
    [Fact]
    public void The_table_is_that_of_the_code()
    {
        Dictionary<string, string> summaries = PageTable.Summaries(typeof(LearningRateSchedule).Assembly);
        var methods = typeof(LearningRateSchedule).GetMethods().Where(method => method.IsStatic && !method.IsSpecialName && method.ReturnType == typeof(LearningRateSchedule))
            .Concat([typeof(LearningRateSchedule).GetMethod("WithWarmup")!, typeof(LearningRateSchedule).GetMethod("Then")!])
            .ToArray();
        Assert.True(methods.Length >= 17);
        PageTable.AssertEqual(
            Path.Combine(AppContext.BaseDirectory, "docs", "schedules.md"),
            "schedules",
            ["| schedule | factor and source | in PyTorch |", "|---|---|---|", .. methods.Select(method => Row(method.Name, summaries))]);
    }

    private static string Row(string method, Dictionary<string, string> summaries)
    {
        string summary = summaries.Single(pair => Regex.IsMatch(pair.Key, $@"^M:NetGen\.LearningRateSchedule\.{method}(\(|$)")).Value;
        Match torch = Regex.Match(summary, @"as PyTorch's `(\w+)");
        return $"| `{method}` | {PageTable.Cell(summary)} | {(torch.Success ? $"`torch.optim.lr_scheduler.{torch.Groups[1].Value}`" : "–")} |";
    }
}
