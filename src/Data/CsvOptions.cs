using System.Collections.Immutable;
using System.Globalization;

namespace NetGen.Data;

/// <summary>What the first line of a CSV file is.</summary>
public enum CsvHeader
{
    /// <summary>The names of the columns.</summary>
    Names,

    /// <summary>Already a row; columns are named by their ordinals.</summary>
    None,

    /// <summary>
    /// The number of rows, the number of inputs and the names of the classes, as in the files of scikit-learn: <c>150,4,setosa,versicolor,virginica</c>.
    /// The last column holds the index of the class. Both numbers are checked.
    /// </summary>
    CountsAndClasses,
}

/// <summary>What the targets of a CSV file are.</summary>
public enum CsvTargets
{
    /// <summary>The names of classes, one column; they become indices.</summary>
    Classes,

    /// <summary>Numbers, one column or several, as for a regression.</summary>
    Values,

    /// <summary>There are none; every column is an input.</summary>
    None,
}

/// <summary>How to read a CSV file.</summary>
public sealed record CsvOptions
{
    /// <summary>What the first line is; the names of the columns by default.</summary>
    public CsvHeader Header { get; init; } = CsvHeader.Names;

    /// <summary>What the targets are; classes by default.</summary>
    public CsvTargets TargetKind { get; init; } = CsvTargets.Classes;

    /// <summary>The columns of the targets; the last one by default. The others are inputs, in the order of the file.</summary>
    public ImmutableArray<CsvColumn> Targets { get; init; } = [-1];

    /// <summary>Columns to leave out, such as identifiers.</summary>
    public ImmutableArray<CsvColumn> Ignored { get; init; } = [];

    /// <summary>
    /// Columns of inputs that hold names: each becomes as many inputs as it has different names, of which one is 1 and the others are 0
    /// (one-hot), in the place of the column and in the order of <see cref="CsvSchema"/>.
    /// </summary>
    public ImmutableArray<CsvColumn> Categorical { get; init; } = [];

    /// <summary>How many different names a categorical column may have; 256 by default. More are mostly a column that is none.</summary>
    public int MaximumCategories { get; init; } = 256;

    /// <summary>What becomes of missing values; an exception by default.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Throw;

    /// <summary>Fields that hold nothing, spaces around them aside: by default the empty one, <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>nan</c>, <c>null</c> and <c>?</c>.</summary>
    public ImmutableArray<string> MissingMarks { get; init; } = ["", "NA", "N/A", "NaN", "nan", "null", "?"];

    /// <summary>The names of the classes in the order of their indices; by default they are learned from the file, in the order of <see cref="CsvSchema"/>.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>
    /// What was learned from another file, so that this one is encoded alike: <see cref="CsvDataset{T}.Schema"/> of the samples to train
    /// with, when those to test with are read.
    /// </summary>
    public CsvSchema? Schema { get; init; }

    /// <summary>What separates fields; the comma by default. Fields that contain it are quoted.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>How numbers are written; the invariant culture by default: a point before the decimals. Groups of digits are not separated.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;
}
