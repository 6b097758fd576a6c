using NetGen.Generator.Model;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Calls a method of the user's own for each sample.</summary>
/// <param name="Type">The full name of its class.</param>
/// <param name="Method">Its name.</param>
/// <param name="Signature">What it takes.</param>
/// <param name="Operands">The values that are there, in order.</param>
/// <param name="Sizes">The sizes that it may ask for.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record CustomKernel(string Type, string Method, CustomMethodSpec Signature, EquatableArray<CustomOperand> Operands, EquatableArray<CustomSize> Sizes, bool IsDouble) : Kernel
{
    // The user's names are those of values: none of them ends in _, nor is this one.
    private const string Count = "count_";
    private const string Accumulate = "accumulate";
    private const string Sample = "sample_";

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <summary>Whether it adds to gradients of parameters.</summary>
    public bool Accumulates => Operands.Any(operand => operand is { IsWritten: true, IsBatched: false });

    /// <inheritdoc/>
    // The sums over samples are the method's, and their order is that of the samples.
    public override KernelSplit Split => Accumulates ? KernelSplit.Whole : KernelSplit.Samples;

    /// <inheritdoc/>
    public override string Name =>
        $"{Type.Replace("_", "__").Replace(".", "_")}_{Method}{string.Concat(Operands.Select(operand => "_" + operand.Name + CSharpLiteral.Of(operand.Length)))}{string.Concat(Sizes.Select(size => $"_{size.Name}{CSharpLiteral.Of(size.Value)}"))}";

    /// <inheritdoc/>
    public override string Summary => $"{Type}.{Method} of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Operands.Select(operand => new KernelParameter(operand.IsWritten ? KernelParameterKind.Write : KernelParameterKind.Read, operand.Name)),
        new(KernelParameterKind.Integer, Count),
        .. Accumulates ? new[] { new KernelParameter(KernelParameterKind.Boolean, Accumulate) } : [],
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        // What a method does not write is 0, as the gradient of what it does not depend on.
        foreach (var operand in Operands.Where(operand => operand.IsWritten && Method == "Backward"))
        {
            var length = operand.IsBatched ? DenseText.Times(Count, operand.Length) : CSharpLiteral.Of(operand.Length);
            if (!operand.IsBatched)
                writer.Line($"if (!{Accumulate})");
            writer.Line($"{(operand.IsBatched ? "" : "    ")}MemoryMarshal.CreateSpan(ref {operand.Name}, {length}).Clear();");
        }

        writer.Open($"for (int {Sample} = 0; {Sample} < {Count}; {Sample}++)");
        writer.Line($"global::{Type}.{Method}{(Signature.IsGeneric ? $"<{target.Scalar}>" : "")}(");
        var arguments = Operands.Where(operand => Signature.Values.Contains(operand.Name)).Select(Argument)
            .Concat(Sizes.Where(size => Signature.Sizes.Contains(size.Name)).Select(size => $"{size.Name}: {CSharpLiteral.Of(size.Value)}"))
            .ToArray();
        for (var i = 0; i < arguments.Length; i++)
            writer.Line($"    {arguments[i]}{(i < arguments.Length - 1 ? "," : ");")}");
        writer.Close();
    }

    private static string Argument(CustomOperand operand)
    {
        var (place, length) = (operand.IsBatched ? DenseText.Times(Sample, operand.Length) : "0", CSharpLiteral.Of(operand.Length));
        return operand.IsWritten
            ? $"{operand.Name}: MemoryMarshal.CreateSpan(ref {DenseText.At(operand.Name, place)}, {length})"
            : $"{operand.Name}: MemoryMarshal.CreateReadOnlySpan(in {DenseText.Of(operand.Name, place)}, {length})";
    }
}

/// <summary>A value that a method of the user's own may take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">How many elements it has, of a sample if there is one for each.</param>
/// <param name="IsBatched">Whether there is one for each sample.</param>
/// <param name="IsWritten">Whether it is written.</param>
public sealed record CustomOperand(string Name, int Length, bool IsBatched, bool IsWritten);

/// <summary>A size that a method of the user's own may ask for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The size.</param>
public sealed record CustomSize(string Name, int Value);
