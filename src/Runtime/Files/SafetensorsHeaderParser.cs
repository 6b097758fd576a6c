using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace NetGen;

/// <summary>Turns the JSON of a safetensors header into entries, believing nothing that it says before it was checked.</summary>
internal static class SafetensorsHeaderParser
{
    // PyTorch allows 64 axes; a header of ones would otherwise take four times its own size.
    private const int MaximumRank = 64;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The bytes between the length and the data.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The header.</returns>
    /// <exception cref="WeightFileException">The header is not one.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw Damaged(source, $"its header starts with {(json.IsEmpty ? "nothing" : $"byte 0x{json[0]:X2}")}; expected '{{'");
        // Checked first because the JSON reader throws of its own kind when it decodes a string that is not UTF-8.
        if (!Utf8.IsValid(json))
            throw Damaged(source, "its header is not UTF-8 text");
        try
        {
            return ParseObject(json, source);
        }
        catch (JsonException exception)
        {
            throw Damaged(source, $"its header is not valid JSON ({exception.Message})", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair in an escape.
            throw Damaged(source, $"its header is not valid text ({exception.Message})", exception);
        }
    }

    private static SafetensorsHeader ParseObject(ReadOnlySpan<byte> json, string source)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableDictionary<string, string> metadata = ImmutableDictionary<string, string>.Empty;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw Damaged(source, $"its header has tensor {Quote(name)} twice");
            if (Next(ref reader) != JsonTokenType.StartObject)
                throw Damaged(source, $"the header's entry {Quote(name)} is {Describe(reader.TokenType)}; expected an object");
            if (name == "__metadata__")
                metadata = ParseMetadata(ref reader, source);
            else
                entries.Add(ParseEntry(ref reader, name, source));
        }

        // Anything but white space behind the object is an error of the JSON reader.
        reader.Read();
        long length = CheckTiling(entries, source);
        return new SafetensorsHeader([.. entries], metadata, sizeof(ulong) + json.Length, length);
    }

    private static ImmutableDictionary<string, string> ParseMetadata(ref Utf8JsonReader reader, string source)
    {
        var metadata = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (Next(ref reader) != JsonTokenType.String)
                throw Damaged(source, $"its metadata {Quote(key)} is {Describe(reader.TokenType)}; expected a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Damaged(source, $"its header has metadata {Quote(key)} twice");
        }

        return metadata.ToImmutable();
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name, string source)
    {
        SafetensorsType? type = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                Once(type is null, "dtype", name, source);
                type = ParseType(ref reader, name, source);
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                Once(shape is null, "shape", name, source);
                shape = ParseNumbers(ref reader, name, "shape", MaximumRank, source);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                Once(offsets is null, "data_offsets", name, source);
                offsets = ParseNumbers(ref reader, name, "data_offsets", 2, source);
            }
            else
            {
                reader.Skip();
            }
        }

        if (type is null || shape is null || offsets is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw Damaged(source, $"tensor {Quote(name)} has no {missing}");
        }

        if (offsets.Value.Length != 2)
            throw Damaged(source, $"tensor {Quote(name)} has {offsets.Value.Length} data_offsets; expected 2, the first byte and the end");
        var entry = new SafetensorsEntry(name, type.Value, shape.Value, offsets.Value[0], offsets.Value[1]);
        CheckSize(entry, source);
        return entry;
    }

    private static SafetensorsType ParseType(ref Utf8JsonReader reader, string name, string source)
    {
        if (Next(ref reader) != JsonTokenType.String)
            throw Damaged(source, $"dtype of tensor {Quote(name)} is {Describe(reader.TokenType)}; expected a string");
        string text = reader.GetString()!;
        return SafetensorsTypes.TryParse(text, out SafetensorsType type)
            ? type
            : throw new WeightFileException($"{source}: tensor {Quote(name)} has the unknown dtype {Quote(text)}; expected {SafetensorsTypes.Readable}. Convert it before saving, in PyTorch with tensor.float().");
    }

    private static ImmutableArray<long> ParseNumbers(ref Utf8JsonReader reader, string name, string field, int most, string source)
    {
        if (Next(ref reader) != JsonTokenType.StartArray)
            throw Damaged(source, $"{field} of tensor {Quote(name)} is {Describe(reader.TokenType)}; expected an array");
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Damaged(source, $"{field} of tensor {Quote(name)} holds something other than whole numbers from 0 to {long.MaxValue}");
            if (numbers.Count == most)
                throw Damaged(source, $"{field} of tensor {Quote(name)} has more than {most} numbers");
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private static void CheckSize(SafetensorsEntry entry, string source)
    {
        if (entry.Begin > entry.End)
            throw Damaged(source, $"tensor {Quote(entry.Name)} ends at byte {entry.End}, before it begins at {entry.Begin}");
        UInt128 bytes = (UInt128)SafetensorsTypes.SizeOf(entry.Type);
        bool empty = entry.Shape.Contains(0);
        foreach (long size in entry.Shape)
        {
            bytes *= empty ? 0 : (UInt128)size;
            if (bytes > long.MaxValue)
                throw Damaged(source, $"shape {ShapeText.Of(entry.Shape)} of tensor {Quote(entry.Name)} overflows");
        }

        if (bytes != (UInt128)(entry.End - entry.Begin))
            throw Damaged(source, $"tensor {Quote(entry.Name)} of type {entry.Type} and shape {ShapeText.Of(entry.Shape)} takes {bytes} bytes; its data_offsets [{entry.Begin}, {entry.End}] span {entry.End - entry.Begin}");
    }

    private static long CheckTiling(List<SafetensorsEntry> entries, string source)
    {
        entries.Sort(static (first, second) =>
            first.Begin != second.Begin ? first.Begin.CompareTo(second.Begin) :
            first.End != second.End ? first.End.CompareTo(second.End) : string.CompareOrdinal(first.Name, second.Name));
        long end = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin != end)
                throw Damaged(source, $"tensor {Quote(entry.Name)} begins at byte {entry.Begin} of the data; expected {end}, where the tensor before it ends ({(entry.Begin < end ? "they overlap" : "there is a hole")})");
            end = entry.End;
        }

        return end;
    }

    private static void Once(bool first, string field, string name, string source)
    {
        if (!first)
            throw Damaged(source, $"tensor {Quote(name)} has {field} twice");
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };

    /// <summary>Quotes a name out of a file, at a bearable length.</summary>
    internal static string Quote(string name) => name.Length <= 100 ? $"'{name}'" : $"'{name.AsSpan(0, 100)}…'";

    /// <summary>Says that a file is damaged.</summary>
    internal static WeightFileException Damaged(string source, string what, Exception? inner = null) =>
        new($"{source} is not an intact safetensors file: {what}. Save or download it again.", inner);
}
