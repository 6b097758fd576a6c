using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A method with fixed shapes that is emitted once for every width. Kernels are records: layers of equal shape share one.
/// </summary>
public abstract record Kernel
{
    /// <summary>The method's name without the width, unique among kernels that differ.</summary>
    public abstract string Name { get; }

    /// <summary>What the method computes, for its XML docs.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether the network computes in double.</summary>
    public abstract bool IsDouble { get; }

    /// <summary>The parameters in order.</summary>
    public abstract IReadOnlyList<KernelParameter> Parameters { get; }

    /// <summary>Whether the body differs by width; if not, it is emitted once.</summary>
    public virtual bool IsVectorized => true;

    /// <summary>Whether only the parts that the body calls differ by width, and choose it themselves; then the body is emitted once.</summary>
    public virtual bool IsUniform => false;

    /// <summary>How several threads do the work of a call.</summary>
    public virtual KernelSplit Split => KernelSplit.Samples;

    /// <summary>How many scalars of scratch memory the kernel asks for in its parameter <c>scratch</c>, whatever the number of rows.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>How many scalars of scratch memory it asks for on top of that for each row.</summary>
    public virtual int ScratchLengthPerRow => 0;

    /// <summary>What the tiles that the body calls are told of its shape.</summary>
    public virtual IReadOnlyList<DenseShape> Shapes => [];

    /// <summary>What the tiles are told to do with their sums; equal ones are written once a network.</summary>
    public virtual IReadOnlyList<DenseEnding> Endings => [];

    /// <summary>The methods of formulas that the body or its endings call; equal ones are written once a network.</summary>
    public virtual IEnumerable<VectorFunction> Functions => Endings.SelectMany(ending => ending.Epilogue?.Functions ?? []);

    /// <summary>The parts that the body calls.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>The parts; equal ones are written once an assembly.</returns>
    public virtual IEnumerable<KernelPart> Parts(VectorTarget target) => [];

    /// <summary>Writes the statements of the method body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    public abstract void EmitBody(SourceWriter writer, VectorTarget target);
}

/// <summary>A parameter of a kernel.</summary>
/// <param name="Kind">How it is passed.</param>
/// <param name="Name">Its name, that of the mathematics.</param>
/// <param name="Default">What it is for one thread that does all; such parameters come last. Null for one that is always given.</param>
/// <param name="Type">The type, where its kind does not say it.</param>
public sealed record KernelParameter(KernelParameterKind Kind, string Name, int? Default = null, string? Type = null)
{
    /// <summary>Which of the threads that share the work it is.</summary>
    public static KernelParameter Part { get; } = new(KernelParameterKind.Integer, "part", Default: 0);

    /// <summary>How many threads share the work.</summary>
    public static KernelParameter Parts { get; } = new(KernelParameterKind.Integer, "parts", Default: 1);

    /// <summary>The ordinal in the batch of the first sample.</summary>
    public static KernelParameter FirstSample { get; } = new(KernelParameterKind.Integer, "first", Default: 0);

    /// <summary>The network itself.</summary>
    /// <param name="type">Its class.</param>
    /// <returns>The parameter.</returns>
    public static KernelParameter NetworkOf(string type) => new(KernelParameterKind.Network, "network", Type: type);

    /// <summary>The declaration in C#.</summary>
    /// <param name="scalar">The scalar type.</param>
    /// <returns>Type and name.</returns>
    public string Declaration(string scalar) => Kind switch
    {
        KernelParameterKind.Read => $"ref readonly {scalar} {Name}",
        KernelParameterKind.Write => $"ref {scalar} {Name}",
        KernelParameterKind.ReadInteger => $"ref readonly int {Name}",
        KernelParameterKind.Scalar => $"{scalar} {Name}",
        KernelParameterKind.Size => $"nuint {Name}",
        KernelParameterKind.Integer => $"int {Name}{(Default is { } value ? " = " + CSharpLiteral.Of(value) : "")}",
        KernelParameterKind.UnsignedLong => $"ulong {Name}",
        KernelParameterKind.Boolean => $"bool {Name}",
        KernelParameterKind.Network => $"{Type} {Name}",
        _ => throw new InvalidOperationException("unknown kind of parameter"),
    };
}

/// <summary>How a kernel's parameter is passed.</summary>
public enum KernelParameterKind
{
    /// <summary>The first of the scalars that are read.</summary>
    Read,

    /// <summary>The first of the scalars that are written.</summary>
    Write,

    /// <summary>The first of the integers that are read.</summary>
    ReadInteger,

    /// <summary>One scalar.</summary>
    Scalar,

    /// <summary>One integer, such as the number of rows.</summary>
    Integer,

    /// <summary>A size that only shapes decide, such as the number of channels: what differs by no more than that is one kernel.</summary>
    Size,

    /// <summary>One unsigned 64-bit integer, such as a seed.</summary>
    UnsignedLong,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>The network itself.</summary>
    Network,
}

/// <summary>How several threads do the work of one call of a kernel, with the same bits as one thread.</summary>
public enum KernelSplit
{
    /// <summary>Each takes samples of its own: all that is written is written sample by sample, and depends on nothing of other samples.</summary>
    Samples,

    /// <summary>The kernel shares its work out itself, by its parameters <c>part</c> and <c>parts</c>; every part writes places of its own.</summary>
    Parts,

    /// <summary>One thread does it all.</summary>
    Whole,
}
