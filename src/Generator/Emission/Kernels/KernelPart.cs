namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A member of the class of kernels that several of them use, such as a register tile. Parts are records: equal ones are written once a network.
/// </summary>
public abstract record KernelPart
{
    /// <summary>The member's name, unique among parts that differ.</summary>
    public abstract string Name { get; }

    /// <summary>The parts that this one uses itself.</summary>
    public virtual IEnumerable<KernelPart> Parts => [];

    /// <summary>Writes the member.</summary>
    /// <param name="writer">Where to, inside the class.</param>
    public abstract void Emit(SourceWriter writer);
}
