using System.Collections.Immutable;
using System.Text.Json;

namespace NetGen.Tests.PyTorch;

/// <summary>A tensor of a fixture: numbers, or class indices.</summary>
/// <param name="Shape">Its shape; of inputs, targets and outputs with the batch in front.</param>
/// <param name="Values">The numbers in row-major order; empty for class indices.</param>
/// <param name="Indices">The class indices; empty for numbers.</param>
internal sealed record FixtureTensor(ImmutableArray<int> Shape, float[] Values, int[] Indices)
{
    /// <summary>The tensor as a slot of a batch.</summary>
    public Slot<float> Slot => Indices.Length > 0 ? new Slot<float>(Indices.AsMemory()) : new Slot<float>(Values.AsMemory());

    /// <summary>The numbers or indices in double.</summary>
    public double[] Doubles => Indices.Length > 0 ? [.. Indices.Select(index => (double)index)] : [.. Values.Select(value => (double)value)];
}

/// <summary>What PyTorch makes of ten steps of an optimizer.</summary>
/// <param name="Options">Learning rate and so on, by name.</param>
/// <param name="Losses">The loss of each step, and behind them the loss of evaluation after the last.</param>
/// <param name="Buffers">The buffers after the last step, by name.</param>
internal sealed record FixtureRun(ImmutableDictionary<string, double> Options, float[] Losses, ImmutableDictionary<string, FixtureTensor> Buffers);

/// <summary>What PyTorch computes with a network, as tests/fixtures/make_fixtures.py wrote it.</summary>
internal sealed class Fixture
{
    private Fixture(JsonElement root)
    {
        Count = root.GetProperty("count").GetInt32();
        Inputs = Tensors(root.GetProperty("inputs"));
        Targets = Tensors(root.GetProperty("targets"));
        Outputs = Tensors(root.GetProperty("outputs"));
        Loss = root.GetProperty("loss").GetSingle();
        Parameters = Named(root.GetProperty("parameters"), Tensor);
        TrainingLoss = root.TryGetProperty("trainingLoss", out JsonElement training) ? training.GetSingle() : Loss;
        Buffers = BuffersOf(root);
        Gradients = Named(root.GetProperty("gradients"), Tensor);
        Optimizers = Named(root.GetProperty("optimizers"), Run);
    }

    /// <summary>The folder the fixtures are copied to.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures");

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>The inputs in declaration order.</summary>
    public ImmutableArray<FixtureTensor> Inputs { get; }

    /// <summary>The targets in declaration order.</summary>
    public ImmutableArray<FixtureTensor> Targets { get; }

    /// <summary>The initial parameters by name.</summary>
    public ImmutableDictionary<string, FixtureTensor> Parameters { get; }

    /// <summary>The outputs in declaration order.</summary>
    public ImmutableArray<FixtureTensor> Outputs { get; }

    /// <summary>The initial buffers by name.</summary>
    public ImmutableDictionary<string, FixtureTensor> Buffers { get; }

    /// <summary>The total loss of evaluation.</summary>
    public float Loss { get; }

    /// <summary>The total loss of training; another one where statistics of the batch take part.</summary>
    public float TrainingLoss { get; }

    /// <summary>The gradients by the names of the parameters.</summary>
    public ImmutableDictionary<string, FixtureTensor> Gradients { get; }

    /// <summary>Runs of optimizers from the initial parameters, by the optimizer's name.</summary>
    public ImmutableDictionary<string, FixtureRun> Optimizers { get; }

    /// <summary>Reads a fixture.</summary>
    /// <param name="name">The network's name.</param>
    /// <returns>The fixture.</returns>
    public static Fixture Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return new Fixture(document.RootElement);
    }

    private static ImmutableArray<FixtureTensor> Tensors(JsonElement list) => [.. list.EnumerateArray().Select(Tensor)];

    private static ImmutableDictionary<string, T> Named<T>(JsonElement members, Func<JsonElement, T> read) =>
        members.EnumerateObject().ToImmutableDictionary(member => member.Name, member => read(member.Value));

    private static FixtureTensor Tensor(JsonElement element) => new(
        [.. element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
        element.TryGetProperty("values", out JsonElement values) ? Floats(values) : [],
        element.TryGetProperty("indices", out JsonElement indices) ? [.. indices.EnumerateArray().Select(index => index.GetInt32())] : []);

    private static FixtureRun Run(JsonElement element) => new(
        Named(element.GetProperty("options"), value => value.GetDouble()),
        Floats(element.GetProperty("losses")),
        BuffersOf(element));

    private static ImmutableDictionary<string, FixtureTensor> BuffersOf(JsonElement element) =>
        element.TryGetProperty("buffers", out JsonElement buffers) ? Named(buffers, Tensor) : ImmutableDictionary<string, FixtureTensor>.Empty;

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}
