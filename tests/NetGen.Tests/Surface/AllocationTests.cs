using System.Globalization;
using System.Reflection;
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
    public void PredictionsAllocateNothing() => AssertNothing("predict", things: 10 * 4);

    /// <summary>10,000 predictions of every kind by eight threads with one network.</summary>
    [Fact]
    public void PredictionsOnThreadsAllocateNothing() => AssertNothing("threads", things: 5);

    /// <summary>1,000 training steps with each optimizer.</summary>
    [Fact]
    public void TrainingStepsAllocateNothing() => AssertNothing("train", things: 10 * 3);

    /// <summary>200 predictions and training steps that threads share, awake and asleep in between.</summary>
    [Fact]
    public void SharedWorkAllocatesNothing() => AssertNothing("parallel", things: 5 * 3);

    /// <summary>Epochs of pictures that are augmented, also on the thread that gathers them ahead.</summary>
    [Fact]
    public void AugmentedBatchesAllocateNothing() => AssertNothing("augment", things: 2);

    /// <summary>The tests above can fail: one array of one byte in 10,000 calls is seen, in every round.</summary>
    [Fact]
    public void OneSmallAllocationIsSeen()
    {
        var (_, bytes) = Assert.Single(Measure("leak"));
        Assert.All(bytes, found => Assert.InRange(found, 1, 100));
    }

    /// <summary>What is marked <c>[RealTime]</c> in any network of the tests, found by reflection.</summary>
    [Fact]
    public void WhatIsMarkedInNetworksAllocatesNothing()
    {
        string[] names = ["NetGen.Tests.Allocation", "NetGen.Tests.Networks", "NetGen.TestNetworks", "NetGen.Tests"];
        var measured = Measure(["marked", .. names.Select(name => Path.Combine(AppContext.BaseDirectory, name + ".dll"))]);
        AssertNothing(measured.Where(thing => !thing.Name.StartsWith("NetGen.Tests.Allocation.Leaking Leak", StringComparison.Ordinal)));
        // What there is to find, by two networks that have all of it.
        string[] kinds = ["Classify(1 ", "Evaluate(3 ", "INetwork.Evaluate", "INetwork.Predict", "Predict(2 ", "Predict(3 ", "get_Buffers(", "get_Dense1(", "get_Dense1.get_Weight(", "get_Parameters(", "get_Signature("];
        foreach (string network in new[] { "NetGen.Tests.Allocation.Wide", "NetGen.TestNetworks.First.Tagger" })
            Assert.All(kinds, kind => Assert.Single(measured, thing => thing.Name.StartsWith($"{network} {kind}", StringComparison.Ordinal)));
        int networks = names.Sum(name => Assembly.Load(name).GetTypes().Count(type => type.IsDefined(typeof(NetworkAttribute), inherit: false)));
        Assert.Equal(networks, measured.Count(thing => thing.Name.EndsWith(" INetwork.Predict", StringComparison.Ordinal)));
    }

    /// <summary>What is marked <c>[RealTime]</c> in the runtime, found by reflection.</summary>
    [Fact]
    public void WhatIsMarkedInTheRuntimeAllocatesNothing()
    {
        var measured = Measure("marked-runtime");
        AssertNothing(measured);
        Assert.Contains(measured, thing => thing.Name == "Metrics Int32 ArgMax[Single](System.ReadOnlySpan`1[System.Single])");
        Assert.Contains(measured, thing => thing.Name == "VectorMath Single Sigmoid(Single)");
    }

    /// <summary>The tests above can fail: a marked method that makes an object in every second call is seen, and no other is.</summary>
    [Fact]
    public void AMarkedMethodThatAllocatesIsSeen()
    {
        var measured = Measure("marked-leak");
        var (_, bytes) = Assert.Single(measured, thing => thing.Name == "NetGen.Tests.Allocation.Leaking Leak(0 arguments)");
        Assert.All(bytes, found => Assert.InRange(found, 100, 10_000));
        AssertNothing(measured.Where(thing => thing.Bytes != bytes));
    }

    private static void AssertNothing(string mode, int things)
    {
        var measured = Measure(mode);
        Assert.Equal(things, measured.Length);
        AssertNothing(measured);
    }

    private static void AssertNothing(IEnumerable<(string Name, long[] Bytes)> measured) =>
        Assert.All(measured, thing => Assert.True(Array.TrueForAll(thing.Bytes, bytes => bytes == 0), $"{thing.Name}: {string.Join(' ', thing.Bytes)} bytes"));

    // What the process measured, with the bytes of each round. It inherits the variables that choose the width of vectors.
    private static (string Name, long[] Bytes)[] Measure(params string[] arguments)
    {
        var (code, output, errors) = ChildProcess.Run(ChildProcess.Program("NetGen.Tests.Allocation", arguments));
        Assert.True(code == 0, $"exit code {code.ToString(CultureInfo.InvariantCulture)}: {errors}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];
    }

    private static (string Name, long[] Bytes) Parse(string line)
    {
        int colon = line.LastIndexOf(':');
        long[] bytes = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(3, bytes.Length);
        return (line[..colon], bytes);
    }
}
