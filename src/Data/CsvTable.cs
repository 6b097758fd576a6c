using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace NetGen.Data;

/// <summary>Makes a data set of the rows of a CSV file.</summary>
internal sealed class CsvTable<T>(CsvRows rows, CsvOptions options, string source)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChunkedList<T> numbers = new();
    private readonly ChunkedList<T> targetValues = new();
    private readonly ChunkedList<int> targetClasses = new();
    private readonly ChunkedList<int> categoryOrdinals = new();
    private CsvLayout layout = null!;
    private Categories classes = null!;
    private Categories[] categories = [];
    private int count;
    private int dropped;

    // Of the first line, where it holds them; −1 where not.
    private int claimedRows = -1;
    private int claimedInputs = -1;
    private ImmutableArray<string> claimedClasses = [];

    public CsvDataset<T> Read()
    {
        ImmutableArray<string> header = ReadHeader();
        if (!rows.Read())
            throw new DataFileException($"{source} holds no rows{(options.Header == CsvHeader.None ? string.Empty : " behind its first line")}.");
        if (claimedInputs >= 0 && rows.Count != claimedInputs + 1L)
            throw rows.Wrong($"the row has {rows.Count} fields; expected {claimedInputs + 1L}, for the {claimedInputs} inputs that the first line claims and a class. Is the delimiter right?");
        header = options.Header == CsvHeader.Names ? header : [.. Enumerable.Range(0, rows.Count).Select(column => column.ToString(CultureInfo.InvariantCulture))];
        layout = CsvLayout.Resolve(header, options, source);
        Prepare();
        do
            ReadRow();
        while (rows.Read());
        if (claimedRows >= 0 && claimedRows != count + dropped)
            throw new DataFileException($"{source} claims {claimedRows} rows in its first line; {count + dropped} follow. Copy or download it again.");
        return count > 0 ? Finish() : throw new DataFileException($"{source} has {dropped} rows, and something is missing in every one, so that none is left.");
    }

    private ImmutableArray<string> ReadHeader()
    {
        if (options.Header == CsvHeader.None)
            return [];
        if (!rows.Read())
            throw new DataFileException($"{source} holds nothing; expected a first line with {(options.Header == CsvHeader.Names ? "the names of the columns" : "the numbers of rows and inputs and the names of the classes")}.");
        ImmutableArray<string> fields = [.. Enumerable.Range(0, rows.Count).Select(column => rows[column])];
        if (options.Header == CsvHeader.Names)
            return fields;
        if (fields.Length < 3 || !TryCount(fields[0], out claimedRows) || !TryCount(fields[1], out claimedInputs))
            throw rows.Wrong($"found {Excerpt.Of(string.Join(options.Delimiter, fields))}; expected the number of rows, the number of inputs and the names of the classes, such as 150,4,setosa,versicolor,virginica.");
        claimedClasses = fields[2..];
        return fields;

        static bool TryCount(string field, out int number) => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private void Prepare()
    {
        ImmutableArray<string> known = options.Schema?.Classes ?? options.Classes;
        if (!claimedClasses.IsEmpty && !known.IsEmpty && !known.SequenceEqual(claimedClasses))
            throw new DataFileException($"{source} has the classes {new Categories(claimedClasses).Listed()} in its first line; expected {new Categories(known).Listed()}.");
        classes = new Categories(known);
        if (options.Schema is { } schema)
        {
            CheckColumns(schema.NumericColumns, layout.NamesOf(CsvRole.Number), "numeric");
            CheckColumns(schema.CategoricalColumns, layout.NamesOf(CsvRole.Category), "categorical");
        }

        categories = [.. Enumerable.Range(0, layout.Categoricals).Select(i => new Categories(options.Schema is { } learned ? learned.Categories[i] : []))];
    }

    private void CheckColumns(ImmutableArray<string> expected, ImmutableArray<string> found, string kind)
    {
        if (!expected.SequenceEqual(found))
            throw new DataFileException($"{source} has the {kind} inputs {Listed(found)}; expected those of the schema, {Listed(expected)}.");

        static string Listed(ImmutableArray<string> names) => names.IsEmpty ? "none" : string.Join(", ", names.Take(20).Select(name => Excerpt.Of(name)));
    }

    private void ReadRow()
    {
        if (rows.Count != layout.Names.Length)
            throw rows.Wrong($"the row has {rows.Count} fields; expected {layout.Names.Length}, {(options.Header == CsvHeader.Names ? "as many as the header" : "as many as the first row")}.");
        if (HasGap())
        {
            dropped++;
            return;
        }

        int categorical = 0;
        for (int column = 0; column < layout.Roles.Length; column++)
        {
            if (layout.Roles[column] == CsvRole.Number)
                numbers.Add(ReadNumber(column));
            else if (layout.Roles[column] == CsvRole.Category)
                categoryOrdinals.Add(ReadCategory(column, categories[categorical++]));
        }

        foreach (int column in layout.Targets)
        {
            if (options.TargetKind == CsvTargets.Classes)
                targetClasses.Add(claimedClasses.IsEmpty ? ReadClass(column) : ReadClassIndex(column));
            else
                targetValues.Add(Parse(column));
        }

        count++;
    }

    // Whether the row is to be dropped.
    private bool HasGap()
    {
        for (int column = 0; options.Missing.Drops && column < layout.Roles.Length; column++)
        {
            if (layout.Roles[column] != CsvRole.Ignored && rows.IsMissing(rows[column]))
                return true;
        }

        return false;
    }

    // NaN stands for what is to be filled.
    private T ReadNumber(int column) => !options.Missing.Throws && rows.IsMissing(rows[column]) ? T.NaN : Parse(column);

    private T Parse(int column)
    {
        string field = rows[column];
        return rows.TryParse(field, out T value)
            ? value
            : throw rows.Wrong(column, layout.Names, rows.IsMissing(field)
                ? options.Missing.Throws ? "a number; say with Missing what becomes of missing values" : "a number; where a target is missing the row can only be dropped"
                : "a finite number; if the column holds names, give it as categorical, as ignored or as the target");
    }

    private int ReadCategory(int column, Categories known)
    {
        string field = rows[column];
        int ordinal = rows.IsMissing(field)
            ? throw rows.Wrong(column, layout.Names, "a category; where one is missing the row can only be dropped")
            : known.OrdinalOf(field);
        if (ordinal < 0)
            throw rows.Wrong(column, layout.Names, $"a category of the schema: {known.Listed()}");
        return known.Count <= options.MaximumCategories
            ? ordinal
            : throw rows.Wrong(column, layout.Names, $"no more than {options.MaximumCategories} categories; this is one more. Ignore the column, or raise MaximumCategories");
    }

    private int ReadClass(int column)
    {
        string field = rows[column];
        int ordinal = rows.IsMissing(field)
            ? throw rows.Wrong(column, layout.Names, "a class; where it is missing the row can only be dropped")
            : classes.OrdinalOf(field);
        return ordinal >= 0 ? ordinal : throw rows.Wrong(column, layout.Names, $"one of the classes {classes.Listed()}");
    }

    private int ReadClassIndex(int column) =>
        int.TryParse(rows[column], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < claimedClasses.Length
            ? index
            : throw rows.Wrong(column, layout.Names, $"the index of a class, from 0 to {claimedClasses.Length - 1}");

    private CsvDataset<T> Finish()
    {
        ImmutableArray<double> fills = Fill();
        (ImmutableArray<string> Names, int[] Ordinals)[] encodings = [.. categories.Select(category => category.Sort(options.Culture))];
        ImmutableArray<string> inputNames = [.. NamesOf(encodings)];
        long length = (long)count * inputNames.Length;
        if (length > Array.MaxLength || targetValues.Count > Array.MaxLength)
            throw new DataFileException($"{source} has {count} rows, which become {inputNames.Length} inputs each; at most {Array.MaxLength} numbers are read into memory.");
        var inputs = new T[length];
        for (int row = 0; row < count; row++)
            Encode(row, encodings, inputs.AsSpan(row * inputNames.Length, inputNames.Length));
        (ImmutableArray<string> classNames, DataColumn<T>? target) = MakeTarget();
        var data = new Dataset<T>([new DataColumn<T>(inputs, inputNames.Length)], target is null ? [] : [target]);
        var schema = new CsvSchema(layout, classNames, [.. encodings.Select(encoding => encoding.Names)], fills);
        return new CsvDataset<T>(data, inputNames, schema, dropped);
    }

    private ImmutableArray<double> Fill()
    {
        double[] fills = new double[layout.Numbers];
        double[] found = options.Missing.Throws || options.Missing.Drops ? [] : new double[count];
        int[] columns = [.. Enumerable.Range(0, layout.Roles.Length).Where(column => layout.Roles[column] == CsvRole.Number)];
        for (int i = 0; i < fills.Length; i++)
        {
            bool hasGaps = false;
            for (int row = 0; row < count && !hasGaps; row++)
                hasGaps = T.IsNaN(numbers[((long)row * fills.Length) + i]);
            double? fill = FillOf(i, found);
            fills[i] = fill ?? double.NaN;
            if (!hasGaps)
                continue;
            if (fill is null)
                throw new DataFileException($"{source}, column {columns[i]} {Excerpt.Of(layout.Names[columns[i]])}: every value is missing, so that there is none to fill with. Ignore the column, or fill with a constant.");
            for (int row = 0; row < count; row++)
            {
                ref T value = ref numbers[((long)row * fills.Length) + i];
                value = T.IsNaN(value) ? T.CreateTruncating(fill.Value) : value;
            }
        }

        return [.. fills];
    }

    private double? FillOf(int number, double[] found)
    {
        if (options.Missing.Throws || options.Missing.Drops)
            return null;
        if (options.Schema is { } schema && !double.IsNaN(schema.Fills[number]))
            return schema.Fills[number];
        int there = 0;
        for (int row = 0; row < count; row++)
        {
            T value = numbers[((long)row * layout.Numbers) + number];
            if (!T.IsNaN(value))
                found[there++] = double.CreateTruncating(value);
        }

        return options.Missing.Fill(found.AsSpan(0, there));
    }

    private IEnumerable<string> NamesOf((ImmutableArray<string> Names, int[] Ordinals)[] encodings)
    {
        int categorical = 0;
        for (int column = 0; column < layout.Roles.Length; column++)
        {
            if (layout.Roles[column] == CsvRole.Number)
                yield return layout.Names[column];
            if (layout.Roles[column] != CsvRole.Category)
                continue;
            foreach (string name in encodings[categorical++].Names)
                yield return $"{layout.Names[column]}={name}";
        }
    }

    private void Encode(int row, (ImmutableArray<string> Names, int[] Ordinals)[] encodings, Span<T> destination)
    {
        long number = (long)row * layout.Numbers, category = (long)row * encodings.Length;
        int place = 0, categorical = 0;
        foreach (CsvRole role in layout.Roles)
        {
            if (role == CsvRole.Number)
            {
                destination[place++] = numbers[number++];
            }
            else if (role == CsvRole.Category)
            {
                (ImmutableArray<string> names, int[] ordinals) = encodings[categorical++];
                destination[place + ordinals[categoryOrdinals[category++]]] = T.One;
                place += names.Length;
            }
        }
    }

    private (ImmutableArray<string> ClassNames, DataColumn<T>? Target) MakeTarget()
    {
        if (options.TargetKind == CsvTargets.None)
            return ([], null);
        if (options.TargetKind == CsvTargets.Values)
        {
            var values = new T[targetValues.Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = targetValues[i];
            return ([], new DataColumn<T>(values, layout.Targets.Length));
        }

        (ImmutableArray<string> names, int[] ordinals) = classes.Sort(options.Culture);
        int[] labels = new int[count];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = claimedClasses.IsEmpty ? ordinals[targetClasses[i]] : targetClasses[i];
        return (claimedClasses.IsEmpty ? names : claimedClasses, new DataColumn<T>(labels.AsMemory()));
    }
}
