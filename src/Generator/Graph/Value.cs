namespace NetGen.Generator.Graph;

/// <summary>What a value is to the network.</summary>
public enum ValueKind
{
    /// <summary>Given by the caller of every call.</summary>
    Input,

    /// <summary>Given by the caller of training calls: what the output should be.</summary>
    Target,

    /// <summary>Given by the caller of a backward pass: the gradient of an output.</summary>
    OutputGradient,

    /// <summary>Stored by the network, changed by optimizers.</summary>
    Parameter,

    /// <summary>Stored by the network, changed by sessions; never by optimizers.</summary>
    Buffer,

    /// <summary>Kept from one step of a stream to the next.</summary>
    CarriedState,

    /// <summary>Known at compile time.</summary>
    Constant,

    /// <summary>Computed by a node.</summary>
    Temporary,
}

/// <summary>What the elements of a value are.</summary>
public enum ElementKind
{
    /// <summary>Numbers of the network's precision.</summary>
    Float,

    /// <summary>32-bit integers.</summary>
    Int32,
}

/// <summary>The type of a value.</summary>
/// <param name="Shape">Its shape, without the batch.</param>
/// <param name="Batched">Whether there is one for each sample, or one for all.</param>
/// <param name="Element">What its elements are.</param>
/// <param name="HasPanels">Whether it is computed from a matrix that is stored in panels of 16 rows, and lies like it.</param>
public sealed record ValueType(Shape Shape, bool Batched = true, ElementKind Element = ElementKind.Float, bool HasPanels = false)
{
    /// <summary>How many elements of memory it takes, for what is batched a sample's.</summary>
    public int StoredLength => HasPanels ? TensorPacking.Panels.LengthOf(Shape) : Shape.Length;
}

/// <summary>How a tensor is stored.</summary>
/// <param name="HasPanels">Whether it is a matrix, of its first axis and all others, stored in panels of 16 rows.</param>
/// <param name="Channels">Into how many channels the columns are divided, which are stored side by side.</param>
/// <param name="Groups">Into how many groups the rows are divided, each of which begins a panel.</param>
public sealed record TensorPacking(bool HasPanels, int Channels = 1, int Groups = 1)
{
    /// <summary>How many rows share a panel.</summary>
    private const int PanelWidth = 16;

    /// <summary>In the order of the axes.</summary>
    public static TensorPacking RowMajor { get; } = new(HasPanels: false);

    /// <summary>In panels of 16 rows.</summary>
    public static TensorPacking Panels { get; } = new(HasPanels: true);

    /// <summary>How many elements are stored.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <returns>The number, with padding inside but without that behind the end.</returns>
    public int LengthOf(Shape shape) => HasPanels
        ? checked((shape.Sizes[0] / Groups + PanelWidth - 1) / PanelWidth * PanelWidth * Groups * shape.Product(1, shape.Rank))
        : shape.Length;
}

/// <summary>A tensor that a layer owns: its name in the network, in files, and how it starts.</summary>
/// <param name="Path">The path, such as <c>Repeat1.0.Dense1.weight</c>.</param>
/// <param name="Key">The name in weight files.</param>
/// <param name="Packing">How it is stored, as the runtime's layout of tensors has it.</param>
/// <param name="Initializer">The name of the initializer, as the enum of the attributes has it.</param>
/// <param name="FanIn">How many inputs feed an output.</param>
/// <param name="FanOut">How many outputs an input feeds.</param>
/// <param name="InitializerArguments">The initializer's arguments.</param>
public sealed record TensorSpec(
    string Path,
    string Key,
    TensorPacking Packing,
    string Initializer,
    int FanIn,
    int FanOut,
    Model.EquatableArray<double> InitializerArguments);

/// <summary>A value in a graph: something given, stored or computed.</summary>
public sealed class Value
{
    internal Value(int id, ValueKind kind, ValueType type, string name)
    {
        Id = id;
        Kind = kind;
        Type = type;
        Name = name;
        Display = name;
    }

    /// <summary>The number of the value in its graph.</summary>
    public int Id { get; }

    /// <summary>What it is to the network.</summary>
    public ValueKind Kind { get; }

    /// <summary>Its type.</summary>
    public ValueType Type { get; }

    /// <summary>Its name in code: that of the mathematics, such as <c>h1</c> or <c>δ2</c>.</summary>
    public string Name { get; set; }

    /// <summary>Its name in formulas, such as <c>∂L/∂W1</c>; mostly the same.</summary>
    public string Display { get; set; }

    /// <summary>The node that computes it, or null.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>Which of the producer's results it is.</summary>
    public int ResultIndex { get; internal set; }

    /// <summary>For a parameter or buffer, the tensor.</summary>
    public TensorSpec? Tensor { get; internal set; }

    /// <summary>For a constant, its elements.</summary>
    public IReadOnlyList<double>? Elements { get; internal set; }

    /// <summary>For a gradient, the value it is the gradient of.</summary>
    public Value? GradientOf { get; set; }

    /// <summary>Its shape.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>How many rows of the last axis a sample has.</summary>
    public int RowsPerSample => Shape.Rank <= 1 ? 1 : Shape.Product(0, Shape.Rank - 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}#{Id}: {Shape}";
}
