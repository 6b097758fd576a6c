namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A part that exists at every width, and once more without one: a method of the same parameters that chooses by what the processor has,
/// so that what calls it need not.
/// </summary>
/// <param name="Target">Width and scalar type.</param>
public abstract record WidthPart(VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <inheritdoc/>
    public sealed override string Name => BaseName + Target.Suffix;

    /// <inheritdoc/>
    public sealed override IEnumerable<KernelPart> Parts => Target.Bits == VectorTarget.AnyBits
        ? KernelLibraryEmitter.Widths.Select(bits => this with { Bits = bits, Target = Target with { Bits = bits } })
        : OwnParts;

    /// <summary>The name without the width.</summary>
    protected abstract string BaseName { get; }

    /// <summary>The parameters of type, such as <c>&lt;T&gt;</c>, or nothing.</summary>
    protected virtual string TypeParameters => "";

    /// <summary>What is asked of them, or nothing.</summary>
    protected virtual string Constraints => "";

    /// <summary>What the method does, for a comment.</summary>
    protected abstract string Comment { get; }

    /// <summary>The parameters: the declaration of each, and how it is passed on.</summary>
    protected abstract IReadOnlyList<(string Declaration, string Argument)> Parameters { get; }

    /// <summary>The parts that the method of a width uses itself.</summary>
    protected virtual IEnumerable<KernelPart> OwnParts => [];

    /// <summary>An attribute of the method of a width, or nothing.</summary>
    protected virtual string Attribute => "";

    /// <inheritdoc/>
    public sealed override void Emit(SourceWriter writer)
    {
        writer.Line($"// {Comment}");
        if (Target.Bits != VectorTarget.AnyBits && Attribute.Length > 0)
            writer.Line(Attribute);
        writer.Open($"internal static void {Name}{TypeParameters}({string.Join(", ", Parameters.Select(parameter => parameter.Declaration))}){Constraints}");
        if (Target.Bits == VectorTarget.AnyBits)
            EmitChoice(writer);
        else
            EmitMethod(writer);
        writer.Close();
    }

    /// <summary>Writes the statements of the method of a width.</summary>
    /// <param name="writer">Where to.</param>
    protected abstract void EmitBody(SourceWriter writer);

    private void EmitMethod(SourceWriter writer)
    {
        writer.Open("unchecked");
        EmitBody(writer);
        writer.Close();
    }

    private void EmitChoice(SourceWriter writer)
    {
        string arguments = string.Join(", ", Parameters.Select(parameter => parameter.Argument)), head = "if";
        foreach (int bits in KernelLibraryEmitter.Widths)
        {
            var target = Target with { Bits = bits };
            bool isLast = bits == KernelLibraryEmitter.Widths[KernelLibraryEmitter.Widths.Count - 1];
            writer.Line(isLast ? "else" : $"{head} ({target.Static}.IsHardwareAccelerated)");
            writer.Line($"    {BaseName}{target.Suffix}{TypeParameters}({arguments});");
            head = "else if";
        }
    }
}
