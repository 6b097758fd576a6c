namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A method that kernels of any network call, such as a register tile. Parts are records: equal ones are written once an assembly.
/// </summary>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="Bits">The width of its vectors, or 0 if it has none.</param>
public abstract record KernelPart(bool IsDouble, int Bits)
{
    /// <summary>The member's name, unique among parts of a scalar type that differ.</summary>
    public abstract string Name { get; }

    /// <summary>The parts that this one uses itself.</summary>
    public virtual IEnumerable<KernelPart> Parts => [];

    /// <summary>Writes the member.</summary>
    /// <param name="writer">Where to, inside the class of its scalar type.</param>
    public abstract void Emit(SourceWriter writer);
}
