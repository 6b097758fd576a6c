using System.Collections.Immutable;
using System.Globalization;

namespace NetGen;

public sealed partial class Lbfgs<T>
{
    private const string Prefix = WeightFile.ReservedPrefix + "lbfgs", NumbersKey = Prefix + "_numbers", TensorsKey = Prefix + "_tensors", Version = "1";
    private const string DirectionName = Prefix + ".direction", GradientName = Prefix + ".gradient", ChangeName = Prefix + ".change.", GradientChangeName = Prefix + ".gradient_change.";

    /// <summary>Saves the state, such that <see cref="Load"/> goes on bit for bit as if nothing had happened. The parameters are saved by themselves.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="InvalidOperationException">There was no step yet.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier one is still there.</exception>
    public void Save(string path)
    {
        LbfgsState<T> s = state ?? throw new InvalidOperationException("There is no state of L-BFGS before the first step.");
        var metadata = ImmutableDictionary<string, string>.Empty
            .Add("format", "pt")
            .Add(Prefix, Version)
            .Add(TensorsKey, Describe(layout!, s.Length))
            .Add(NumbersKey, CheckpointText.Of([s.Iterations, s.Evaluations, s.Step, s.Scale, .. s.History.Select(pair => pair.Inverse)]));
        Dictionary<string, AlignedBuffer<T>> vectors = Vectors(s);
        AtomicFile.Write(path, stream =>
        {
            SafetensorsHeader header = Safetensors.WriteHeader(stream, vectors.Keys.Select(name => (name, ElementConversion.TypeOf<T>(), ImmutableArray.Create((long)s.Length))), metadata);
            foreach (SafetensorsEntry entry in header.Entries)
                Safetensors.WriteValues<T>(stream, entry, vectors[entry.Name].Span);
        });
    }

    /// <summary>Goes on from what <see cref="Save"/> saved, with the options and the frozen names of this optimizer.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="parameters">The parameters that later steps will be given; they are not read.</param>
    /// <exception cref="WeightFileException">The file is not the state of an L-BFGS for these parameters; this optimizer is as it was.</exception>
    public void Load(string path, FlatBuffer<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using FileStream stream = File.OpenRead(path);
        string source = $"'{path}'";
        SafetensorsHeader header = Safetensors.ReadHeader(stream, source);
        if (header.Metadata.GetValueOrDefault(Prefix) != Version)
            throw Unfit("it is not the state of an L-BFGS, or one of another version");
        var read = new LbfgsState<T>(parameters.Layout, frozen, HistorySize, ChangeTolerance);
        string expected = Describe(parameters.Layout, read.Length), found = header.Metadata.GetValueOrDefault(TensorsKey, "unknown");
        if (found != expected)
            throw Unfit($"it is for {found}; the parameters are {expected}");
        ImmutableArray<double> numbers;
        try
        {
            numbers = CheckpointText.Numbers(header.Metadata.GetValueOrDefault(NumbersKey, ""));
        }
        catch (FormatException exception)
        {
            throw new WeightFileException($"{source} is not an intact state of an L-BFGS: its numbers cannot be read.", exception);
        }

        if (numbers.Length < 4 || numbers.Length - 4 > HistorySize)
            throw Unfit($"its history has {numbers.Length - 4} iterations; this optimizer keeps {HistorySize}");
        (read.Iterations, read.Evaluations, read.Step, read.Scale) = ((long)numbers[0], (long)numbers[1], numbers[2], numbers[3]);
        foreach (double inverse in numbers.AsSpan()[4..])
            read.History.Add((new(read.Length), new(read.Length), inverse));
        Dictionary<string, AlignedBuffer<T>> vectors = Vectors(read);
        if (header.Entries.Length != vectors.Count)
            throw Unfit($"it has {header.Entries.Length} vectors; {vectors.Count} are expected");
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (!vectors.TryGetValue(entry.Name, out AlignedBuffer<T>? vector) || entry.Count != read.Length || entry.Type != ElementConversion.TypeOf<T>())
                throw Unfit($"tensor {SafetensorsHeaderParser.Quote(entry.Name)} of {entry.Count.ToString(CultureInfo.InvariantCulture)} {entry.Type} does not belong there");
            Safetensors.ReadValues<T>(stream, entry, vector.Span, source);
        }

        state = read;
        layout = parameters.Layout;

        WeightFileException Unfit(string what) => new($"L-BFGS cannot go on from {source}: {what}.");
    }

    private static Dictionary<string, AlignedBuffer<T>> Vectors(LbfgsState<T> s)
    {
        var vectors = new Dictionary<string, AlignedBuffer<T>>(StringComparer.Ordinal) { [DirectionName] = s.Direction, [GradientName] = s.Gradient };
        for (int i = 0; i < s.History.Count; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            vectors[ChangeName + number] = s.History[i].Change;
            vectors[GradientChangeName + number] = s.History[i].GradientChange;
        }

        return vectors;
    }

    private static string Describe(BufferLayout layout, int length) => string.Create(
        CultureInfo.InvariantCulture, $"{length} elements of {string.Join(", ", layout.Tensors.Select(tensor => $"'{tensor.Name}' {ShapeText.Of(tensor.Shape)}"))}");
}
