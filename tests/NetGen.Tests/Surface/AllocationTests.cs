using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>
/// Nothing is allocated by a prediction, or by a training step after the first. The bytes are those of all threads of a process,
/// so they are counted in one that does nothing else: tests/NetGen.Tests.Allocation.
/// </summary>
public sealed class AllocationTests
{
    /// <summary>10,000 predictions of every kind, of networks with and without scratch, in single and in double precision.</summary>
    [Fact]
    public void PredictionsAllocateNothing() => AssertNothing("predict", things: 4 * 4);

    /// <summary>10,000 predictions of every kind by eight threads with one network.</summary>
    [Fact]
    public void PredictionsOnThreadsAllocateNothing() => AssertNothing("threads", things: 3);

    /// <summary>1,000 training steps with each optimizer.</summary>
    [Fact]
    public void TrainingStepsAllocateNothing() => AssertNothing("train", things: 4 * 3);

    /// <summary>The tests above can fail: one array of one byte in 10,000 calls is seen, in every round.</summary>
    [Fact]
    public void OneSmallAllocationIsSeen()
    {
        var (_, bytes) = Assert.Single(Measure("leak"));
        Assert.All(bytes, found => Assert.InRange(found, 1, 100));
    }

    private static void AssertNothing(string mode, int things)
    {
        var measured = Measure(mode);
        Assert.Equal(things, measured.Length);
        Assert.All(measured, thing => Assert.True(Array.TrueForAll(thing.Bytes, bytes => bytes == 0), $"{thing.Name}: {string.Join(' ', thing.Bytes)} bytes"));
    }

    // What the process measured, with the bytes of each round. It inherits the variables that choose the width of vectors.
    private static (string Name, long[] Bytes)[] Measure(string mode)
    {
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "NetGen.Tests.Allocation.dll"), mode])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {errors.Result}");
        return [.. lines.Select(Parse)];
    }

    private static (string Name, long[] Bytes) Parse(string line)
    {
        int colon = line.LastIndexOf(':');
        long[] bytes = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(3, bytes.Length);
        return (line[..colon], bytes);
    }
}
