using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace NetGen.Benchmarks.Compare;

/// <summary>Writes the results as a table, and puts it between two markers of docs/performance.md: those of the processor's width.</summary>
internal static class PerformanceTable
{
    private static readonly string Width = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";

    /// <summary>The table in Markdown.</summary>
    /// <param name="results">The results.</param>
    /// <param name="protocol">How they were measured.</param>
    /// <param name="peers">Names and versions of the peers.</param>
    /// <param name="work">The heading of the scenarios' titles.</param>
    /// <param name="size">The heading of their sizes.</param>
    /// <returns>The text.</returns>
    public static string Format(IReadOnlyList<ScenarioResult> results, Protocol protocol, string peers, string work = "network", string size = "batch")
    {
        var text = new StringBuilder();
        text.Append(Measured($"one thread; {peers}", protocol, Peak(results)));
        text.Append(CultureInfo.InvariantCulture, $"| {work} | {size} | NetGen | peer | its time | NetGen is … × as fast (95 %) | must reach | reached |\n");
        text.Append("|---|---:|---:|---|---:|---|---|---|\n");
        foreach (ScenarioResult result in results)
        {
            string first = string.Create(CultureInfo.InvariantCulture, $"| {result.Scenario.Title} | {result.Scenario.Batch:N0} | {Time(result.Nanoseconds)} |");
            foreach (PeerResult peer in result.Peers)
            {
                Bar? bar = result.Scenario.Bars.FirstOrDefault(bar => bar.Peer == peer.Peer);
                string reached = bar is null ? "" : bar.IsReachedBy(peer.Ratio) ? "yes" : "**no**";
                string way = peer.Way.Length > 0 ? $" ({peer.Way})" : "";
                text.Append(CultureInfo.InvariantCulture, $"{first} {peer.Peer}{way} | {Time(peer.Nanoseconds)} | {Ratio(peer.Ratio.Median)} ({Ratio(peer.Ratio.Low)} – {Ratio(peer.Ratio.High)}) | {bar?.Text} | {reached} |\n");
                first = "| | | |";
            }
        }

        return text.ToString();
    }

    /// <summary>The line above a table.</summary>
    /// <param name="what">With what it was measured.</param>
    /// <param name="protocol">How it was measured.</param>
    /// <param name="more">A sentence more.</param>
    /// <returns>The line and an empty one.</returns>
    public static string Measured(string what, Protocol protocol, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"Measured on {DateTime.UtcNow:yyyy-MM-dd}: {Processor()}, vectors of {Width} bits, {RuntimeInformation.FrameworkDescription}; {what}. {protocol.Rounds} rounds of blocks of {protocol.BlockMilliseconds:F0} ms.{more}\n\n");

    /// <summary>Replaces what is between the markers.</summary>
    /// <param name="path">The page.</param>
    /// <param name="name">What the markers begin with; the width follows.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidDataException">The page lacks a marker.</exception>
    public static void Insert(string path, string name, string table)
    {
        string beginning = $"<!-- {name} {Width}:begin -->", ending = $"<!-- {name} {Width}:end -->";
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(beginning, StringComparison.Ordinal), end = page.IndexOf(ending, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"'{path}' lacks the line '{beginning}' and behind it the line '{ending}'; the table goes between them.");
        File.WriteAllText(path, $"{page[..(begin + beginning.Length)]}\n\n{table}\n{page[end..]}");
    }

    private static string Peak(IReadOnlyList<ScenarioResult> results)
    {
        double[] peaks = [.. from result in results
                             from peer in result.Peers
                             where peer.Peer == "FMA floor" && result.Scenario.Key == "policy-1000"
                             select 2.0 * 1000 * 2 * 64 * 64 / peer.Nanoseconds];
        return peaks.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Peak of the core in the same run: {peaks[0]:F0} GFLOP/s.");
    }

    /// <summary>A time with its unit.</summary>
    /// <param name="nanoseconds">The time.</param>
    /// <returns>The text.</returns>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:F1} ns"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:F2} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:F2} ms"),
    };

    private static string Ratio(double ratio) => ratio.ToString(ratio < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        string? name = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return $"{name ?? RuntimeInformation.ProcessArchitecture.ToString()}, {RuntimeInformation.OSDescription}";
    }
}
