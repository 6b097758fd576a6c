using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>What of a training run has state; what is null it does without.</summary>
internal sealed record CheckpointParts<T>(
    FlatBuffer<T> Parameters,
    FlatBuffer<T> Buffers,
    Optimizer<T> Optimizer,
    GradientSum<T>? Gradients,
    BestWeights<T>? Best,
    ImmutableArray<WeightAverage<T>> Averages,
    ConfusionMatrix? Confusion)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>
/// The state of a training run in a file: safetensors, in which parameters and buffers have the names of weight files, everything else
/// the reserved prefix, and numbers that are no tensors are metadata.
/// </summary>
internal sealed class Checkpoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Prefix = WeightFile.ReservedPrefix, OptimizerPrefix = Prefix + "optimizer.", GradientPrefix = Prefix + "accumulated.", BestPrefix = Prefix + "best.", AveragePrefix = Prefix + "average.";
    private const string ConfusionName = Prefix + "confusion", NumbersKey = "optimizer_numbers", AveragedKey = "averaged", Version = "2";

    private readonly string path;
    private readonly NetworkSignature signature;
    private readonly CheckpointParts<T> parts;

    // What decides the course of a run, and must be as it was.
    private readonly (string Key, string What, string Value)[] conditions;

    public Checkpoint(string path, NetworkSignature signature, CheckpointParts<T> parts, int batchSize, int samples, ulong seed)
    {
        this.path = path;
        this.signature = signature;
        this.parts = parts;
        conditions =
        [
            (Prefix + "network", "network", signature.Name),
            (Prefix + "optimizer", "optimizer", TrainingSettings.KindOf(parts.Optimizer)),
            (Prefix + "seed", "seed", CheckpointText.Of(seed)),
            (Prefix + "batch_size", "batch size", CheckpointText.Of(batchSize)),
            (Prefix + "samples", "number of samples an epoch", CheckpointText.Of(samples)),
        ];
    }

    public bool Exists => File.Exists(path);

    public void Save(in TrainingPosition position, IReadOnlyList<EpochRecord> records)
    {
        var metadata = ImmutableDictionary.CreateBuilder<string, string>();
        metadata["format"] = "pt";
        metadata[Prefix + "training"] = Version;
        foreach ((string key, _, string value) in conditions)
            metadata[key] = value;
        metadata[Prefix + "optimizer_steps"] = CheckpointText.Of(parts.Optimizer.StepCount);
        // Files of optimizers without numbers of their own are as they were before there were any.
        if (parts.Optimizer.GetNumbers() is { IsEmpty: false } numbers)
            metadata[Prefix + NumbersKey] = CheckpointText.Of(numbers);
        metadata[Prefix + "accumulated"] = parts.Gradients is { } sum ? CheckpointText.Of(sum.Batches) + " " + CheckpointText.Of(sum.Samples) : "0 0";
        if (!parts.Averages.IsEmpty)
            metadata[Prefix + AveragedKey] = CheckpointText.Of(parts.Averages[0].Count);
        metadata[Prefix + "position"] = CheckpointText.Of(position);
        metadata[Prefix + "history"] = CheckpointText.Of(records);
        ImmutableDictionary<string, string> header = metadata.ToImmutable();
        AtomicFile.Write(path, stream => Write(stream, header));
    }

    /// <summary>Reads the file into the parts. Nothing is changed before all of it was read and found to fit.</summary>
    public TrainingPosition Load(List<EpochRecord> records)
    {
        using FileStream stream = File.OpenRead(path);
        string source = $"'{path}'";
        SafetensorsHeader header = Safetensors.ReadHeader(stream, source);
        ImmutableDictionary<string, string> metadata = header.Metadata;
        if (metadata.GetValueOrDefault(Prefix + "training") != Version)
            throw Unfit("it is not the state of a training run, or one of another version");
        foreach ((string key, string what, string expected) in conditions)
        {
            string found = metadata.GetValueOrDefault(key, "unknown");
            if (found != expected)
                throw Unfit($"its {what} is {found}; this run's is {expected}");
        }

        long optimizerSteps = Parse("optimizer_steps", CheckpointText.Long);
        ImmutableArray<double> numbers = Parse(NumbersKey, CheckpointText.Numbers);
        (int batches, long samples) = Parse("accumulated", CheckpointText.Pair);
        long averaged = parts.Averages.IsEmpty ? 0 : Parse(AveragedKey, CheckpointText.Long);
        TrainingPosition position = Parse("position", CheckpointText.Position);
        List<EpochRecord> history = Parse("history", CheckpointText.Records);
        if (optimizerSteps < 0 || history.Count != position.Epoch || (parts.Gradients is null && batches > 0))
            throw Unfit("its numbers contradict one another, or the number of batches a step is another");

        Dictionary<string, T[]> values = ReadTensors(stream, header, source, out double[]? confusion);
        try
        {
            parts.Optimizer.Restore(signature.Parameters, optimizerSteps);
            HashSet<string> names = [.. Tensors(position.Epoch > 0).Select(tensor => tensor.Name)];
            foreach (string name in names)
            {
                if (!values.ContainsKey(name))
                    throw Unfit($"it lacks tensor {SafetensorsHeaderParser.Quote(name)}");
            }

            // State that would be left out belongs to an optimizer with other options.
            if (values.Keys.FirstOrDefault(name => name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) && !names.Contains(name)) is { } extra)
                throw Unfit($"it has tensor {SafetensorsHeaderParser.Quote(extra)}, which this run's optimizer does not");
            if (numbers.Length != parts.Optimizer.GetNumbers().Length)
                throw Unfit($"its optimizer has {numbers.Length} numbers; this run's has {parts.Optimizer.GetNumbers().Length}");
            parts.Optimizer.SetNumbers(numbers);

            if (parts.Confusion is not null && confusion is null)
                throw Unfit($"it lacks tensor {SafetensorsHeaderParser.Quote(ConfusionName)}: this run measures accuracy and the other did not");
        }
        catch
        {
            parts.Optimizer.Reset();
            throw;
        }

        foreach ((string name, TensorView<T> tensor) in Tensors(position.Epoch > 0))
            tensor.CopyFrom(values[name]);
        if (parts.Gradients is { } sum)
            (sum.Batches, sum.Samples) = (batches, samples);
        foreach (WeightAverage<T> average in parts.Averages)
            average.Count = averaged;
        parts.Confusion?.Restore(confusion);
        parts.Best?.Replay(history);
        records.AddRange(history);
        return position;

        TValue Parse<TValue>(string key, Func<string, TValue> parse)
        {
            try
            {
                return parse(metadata.GetValueOrDefault(Prefix + key, ""));
            }
            catch (Exception exception) when (exception is FormatException or OverflowException or IndexOutOfRangeException)
            {
                throw new WeightFileException($"{source} is not an intact state of a training run: its metadata '{Prefix}{key}' cannot be read. Delete it to start anew.", exception);
            }
        }
    }

    // All tensors of the file with their places. Best weights there are from the first epoch on.
    private IEnumerable<(string Name, TensorView<T> Tensor)> Tensors(bool hasBest)
    {
        IEnumerable<(string, TensorView<T>)> Of(string prefix, FlatBuffer<T> buffer) =>
            buffer.Layout.Tensors.Select((tensor, i) => (prefix + tensor.Key, buffer[i]));

        var all = Of("", parts.Parameters).Concat(Of("", parts.Buffers));
        foreach ((string name, FlatBuffer<T> buffer) in parts.Optimizer.State())
            all = all.Concat(Of($"{OptimizerPrefix}{name}.", buffer));
        if (parts.Gradients is { } sum)
            all = all.Concat(Of(GradientPrefix, sum.Sum));
        foreach (WeightAverage<T> average in parts.Averages)
            all = all.Concat(Of(AveragePrefix, average.Values));
        if (hasBest && parts.Best is { } best)
            all = all.Concat(Of(BestPrefix, best.Parameters)).Concat(Of(BestPrefix, best.Buffers));
        return all;
    }

    private void Write(Stream stream, ImmutableDictionary<string, string> metadata)
    {
        SafetensorsType type = ElementConversion.TypeOf<T>();
        Dictionary<string, TensorView<T>> tensors = Tensors(hasBest: true).ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor, StringComparer.Ordinal);
        List<(string Name, SafetensorsType Type, ImmutableArray<long> Shape)> entries =
            [.. tensors.Select(tensor => (tensor.Key, type, WeightFile.LongShape(tensor.Value.Layout)))];
        if (parts.Confusion is { } matrix)
            entries.Add((ConfusionName, SafetensorsType.F64, [matrix.Classes, matrix.Classes]));
        SafetensorsHeader header = Safetensors.WriteHeader(stream, entries, metadata);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (tensors.TryGetValue(entry.Name, out TensorView<T> tensor))
                Safetensors.WriteValues<T>(stream, entry, tensor.ToArray());
            else
                Safetensors.WriteValues<double>(stream, entry, parts.Confusion!.ToDoubles());
        }
    }

    private Dictionary<string, T[]> ReadTensors(Stream stream, SafetensorsHeader header, string source, out double[]? confusion)
    {
        // The optimizer's state does not exist yet, so its tensors are known by the parameters' keys.
        Dictionary<string, TensorLayout> layouts = signature.Parameters.Tensors.Concat(signature.Buffers.Tensors).ToDictionary(tensor => tensor.Key, StringComparer.Ordinal);
        var values = new Dictionary<string, T[]>(StringComparer.Ordinal);
        confusion = null;
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (entry.Name == ConfusionName)
            {
                if (parts.Confusion is { } matrix && entry.Count != (long)matrix.Classes * matrix.Classes)
                    throw Unfit($"tensor '{ConfusionName}' has shape {ShapeText.Of(entry.Shape)}");
                if (parts.Confusion is null)
                {
                    Safetensors.Skip(stream, entry, source);
                    continue;
                }

                double[] counts = new double[entry.Count];
                Safetensors.ReadValues<double>(stream, entry, counts, source);
                if (!Array.TrueForAll(counts, count => count is >= 0 and < 1L << 53 && count == Math.Floor(count)))
                    throw Unfit($"tensor '{ConfusionName}' holds what is no count");
                confusion = counts;
                continue;
            }

            if (KeyOf(entry.Name) is not { } key || !layouts.TryGetValue(key, out TensorLayout? layout))
                throw Unfit($"it has tensor {SafetensorsHeaderParser.Quote(entry.Name)}, which this run does not");
            if (!entry.Shape.SequenceEqual(WeightFile.LongShape(layout)))
                throw Unfit($"tensor {SafetensorsHeaderParser.Quote(entry.Name)} has shape {ShapeText.Of(entry.Shape)}; expected {ShapeText.Of(layout.Shape)}");
            if (entry.Type != ElementConversion.TypeOf<T>())
                throw Unfit($"tensor {SafetensorsHeaderParser.Quote(entry.Name)} has type {entry.Type}; this run computes in {ElementConversion.TypeOf<T>()}");
            var tensor = new T[layout.Length];
            Safetensors.ReadValues<T>(stream, entry, tensor, source);
            values.Add(entry.Name, tensor);
        }

        return values;
    }

    // The key in weight files of the tensor that a tensor of the file belongs to.
    private static string? KeyOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return name;
        foreach (string prefix in (ReadOnlySpan<string>)[GradientPrefix, BestPrefix, AveragePrefix])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return name[prefix.Length..];
        }

        int dot = name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) ? name.IndexOf('.', OptimizerPrefix.Length) : -1;
        return dot < 0 ? null : name[(dot + 1)..];
    }

    private WeightFileException Unfit(string what) =>
        new($"Training cannot go on from '{path}': {what}. Delete the file or set Resume to false to start anew, or give this run a path of its own.");
}
