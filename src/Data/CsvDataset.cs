using System.Collections.Immutable;
using System.Numerics;

namespace NetGen.Data;

/// <summary>
/// What was learned from a CSV file and is needed to encode another one alike. Classes, and the categories of a column, are in the order
/// of their numbers where all are numbers, and otherwise in the ordinal order of their characters (capitals first), as scikit-learn has
/// them; not in the order of appearance.
/// </summary>
public sealed class CsvSchema
{
    internal CsvSchema(CsvLayout layout, ImmutableArray<string> classes, ImmutableArray<ImmutableArray<string>> categories, ImmutableArray<double> fills)
    {
        NumericColumns = layout.NamesOf(CsvRole.Number);
        CategoricalColumns = layout.NamesOf(CsvRole.Category);
        Classes = classes;
        Categories = categories;
        Fills = fills;
    }

    /// <summary>The names of the classes in the order of their indices; empty where the targets are not classes.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The categories of each categorical column, in the order of <see cref="CategoricalColumns"/>.</summary>
    public ImmutableArray<ImmutableArray<string>> Categories { get; }

    /// <summary>What missing values of each numeric input are filled with, in the order of <see cref="NumericColumns"/>; NaN where nothing was.</summary>
    public ImmutableArray<double> Fills { get; }

    /// <summary>The names of the columns of numeric inputs, in the order of the file.</summary>
    public ImmutableArray<string> NumericColumns { get; }

    /// <summary>The names of the columns of categorical inputs, in the order of the file.</summary>
    public ImmutableArray<string> CategoricalColumns { get; }
}

/// <summary>The content of a CSV file as a data set.</summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class CsvDataset<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal CsvDataset(Dataset<T> data, ImmutableArray<string> inputNames, CsvSchema schema, int droppedRows)
    {
        Data = data;
        InputNames = inputNames;
        Schema = schema;
        DroppedRows = droppedRows;
    }

    /// <summary>The samples: one input of all features, and one target.</summary>
    public Dataset<T> Data { get; }

    /// <summary>What each element of the input is: the name of its column, or of its column and category, <c>colour=red</c>.</summary>
    public ImmutableArray<string> InputNames { get; }

    /// <summary>The names of the classes in the order of their indices; empty where the targets are not classes.</summary>
    public ImmutableArray<string> ClassNames => Schema.Classes;

    /// <summary>What was learned from the file, to read another one alike.</summary>
    public CsvSchema Schema { get; }

    /// <summary>How many rows were left out because something was missing.</summary>
    public int DroppedRows { get; }
}
