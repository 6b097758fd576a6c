using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Google.Protobuf;

namespace NetGen.Reporting.Tests;

public sealed class TensorBoardLogTests : TestRun
{
    private const string Pdu = "01c000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000";

    // RFC 3720, appendix B.4, whose bytes are those of the number from the lowest on; and the check value that catalogues of CRCs give.
    public static TheoryData<string, uint> Vectors => new()
    {
        { Convert.ToHexString(new byte[32]), 0x8A9136AA },
        { Convert.ToHexString(Enumerable.Repeat((byte)0xFF, 32).ToArray()), 0x62A8AB43 },
        { Convert.ToHexString(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()), 0x46DD794E },
        { Convert.ToHexString(Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray()), 0x113FDB5C },
        { Pdu, 0xD9963A56 },
        { Convert.ToHexString(Encoding.ASCII.GetBytes("123456789")), 0xE3069283 },
        { "", 0 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void TheChecksumIsThatOfTheStandard(string bytes, uint expected) => Assert.Equal(expected, EventFile.Crc32C(Convert.FromHexString(bytes)));

    [Fact]
    public void AnEpochHasItsMeasuresAtItsLastStep()
    {
        double before = Now();
        var log = new TensorBoardLog(At("runs/first"));
        TrainingHistory history = Fit(Plain with { Callbacks = [log] });
        Assert.Matches(@"^events\.out\.tfevents\.[0-9]{10}\.[A-Za-z0-9.-]+$", Path.GetFileName(log.FilePath));
        Assert.Equal([log.FilePath!], Directory.GetFiles(At("runs/first")));
        List<Event> events = Read(log.FilePath!);
        Assert.Equal(("brain.Event:2", 0), (events[0].Version, events[0].Step));
        Assert.Equal([4L, 8, 12], events.Skip(1).Select(one => one.Step));
        for (int i = 0; i < 3; i++)
        {
            EpochRecord epoch = history.Epochs[i];
            Assert.Equal(
                new Dictionary<string, float>
                {
                    ["train/loss"] = (float)epoch.Loss,
                    ["train/accuracy"] = (float)epoch.Accuracy!.Value,
                    ["validation/loss"] = (float)epoch.ValidationLoss!.Value,
                    ["validation/accuracy"] = (float)epoch.ValidationAccuracy!.Value,
                    ["train/learning_rate"] = (float)epoch.LearningRate,
                    ["train/gradient_norm"] = (float)epoch.GradientNorm!.Value,
                },
                events[i + 1].Scalars);
        }

        Assert.Equal(events.Select(one => one.WallTime).Order(), events.Select(one => one.WallTime));
        Assert.InRange(events[0].WallTime, before, Now());
        Assert.InRange(events[^1].WallTime, before, Now());
    }

    [Fact]
    public void StepsAreWrittenWhereAskedFor()
    {
        var log = new TensorBoardLog(At("runs"), everySteps: 3) { MeasuresGradientNorm = false };
        Fit(Plain with { Callbacks = [log], Validation = null, MeasureAccuracy = false });
        List<Event> events = Read(log.FilePath!);
        Assert.Equal([0L, 3, 4, 6, 8, 9, 12, 12], events.Select(one => one.Step));
        Assert.Equal(["step/learning_rate", "step/loss"], events[1].Scalars.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["train/learning_rate", "train/loss"], events[2].Scalars.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((float)(0.05 * 10 / 12), events[1].Scalars["step/learning_rate"]);
    }

    [Fact]
    public void ARunThatGoesOnHasAFileOfItsOwnWithTheStepsThatFollow()
    {
        var log = new TensorBoardLog(At("runs"), everySteps: 1);
        var options = Plain with { Callbacks = [log] };
        FitUpTo(7, options);
        string first = log.FilePath!;
        GoOn(options);
        Assert.Equal(2, Directory.GetFiles(At("runs")).Length);
        Assert.Equal([0L, 1, 2, 3, 4, 4, 5, 6, 7], Read(first).Select(one => one.Step));
        Assert.Equal([0L, 6, 7, 8, 8, 9, 10, 11, 12, 12], Read(log.FilePath!).Select(one => one.Step));
    }

    [Fact]
    public void ADivergingMeasureIsWrittenAsItIs()
    {
        using (var file = new EventFile(At("runs")))
            file.Write(1, ("a", double.NaN), ("b", double.PositiveInfinity), ("c", 1e300), ("none", null));
        Event one = Read(Directory.GetFiles(At("runs")).Single())[1];
        Assert.Equal(new Dictionary<string, float> { ["a"] = float.NaN, ["b"] = float.PositiveInfinity, ["c"] = float.PositiveInfinity }, one.Scalars);
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TensorBoardLog(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardLog("runs", -1));
    }

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private static List<Event> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var events = new List<Event>();
        while (!rest.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            AssertChecksum(rest[..8], rest[8..]);
            AssertChecksum(rest.Slice(12, length), rest[(12 + length)..]);
            events.Add(Parse(rest.Slice(12, length).ToArray()));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    private static void AssertChecksum(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> masked)
    {
        // The mask undone as readers do it.
        uint crc = BitOperations.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(masked) - 0xA282EAD8, 15);
        Assert.Equal(EventFile.Crc32C(bytes), crc);
    }

    private static Event Parse(byte[] message)
    {
        var found = new Event();
        var input = new CodedInputStream(message);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case (1 << 3) | 1:
                    found.WallTime = input.ReadDouble();
                    break;
                case (2 << 3) | 0:
                    found.Step = input.ReadInt64();
                    break;
                case (3 << 3) | 2:
                    found.Version = input.ReadString();
                    break;
                case (5 << 3) | 2:
                    ParseSummary(input.ReadBytes(), found.Scalars);
                    break;
                default:
                    Assert.Fail($"unknown tag {tag}");
                    break;
            }
        }

        return found;
    }

    private static void ParseSummary(ByteString message, Dictionary<string, float> scalars)
    {
        CodedInputStream summary = message.CreateCodedInput();
        for (uint tag = summary.ReadTag(); tag != 0; tag = summary.ReadTag())
        {
            Assert.Equal((1u << 3) | 2, tag);
            CodedInputStream value = summary.ReadBytes().CreateCodedInput();
            Assert.Equal((1u << 3) | 2, value.ReadTag());
            string name = value.ReadString();
            Assert.Equal((2u << 3) | 5, value.ReadTag());
            scalars.Add(name, value.ReadFloat());
            Assert.True(value.IsAtEnd);
        }
    }

    private sealed class Event
    {
        public double WallTime { get; set; }

        public long Step { get; set; }

        public string? Version { get; set; }

        public Dictionary<string, float> Scalars { get; } = [];
    }
}
