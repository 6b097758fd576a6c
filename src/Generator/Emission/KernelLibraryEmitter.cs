using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission;

/// <summary>Writes each kernel once for every width, behind a method that chooses by what the processor has; those whose parts choose, once.</summary>
public static class KernelLibraryEmitter
{
    /// <summary>The widths in bits, in the order of preference.</summary>
    public static IReadOnlyList<int> Widths { get; } = [512, 256, 128];

    /// <summary>Writes the class <c>Kernels</c>.</summary>
    /// <param name="writer">Where to, inside the network's class.</param>
    /// <param name="kernels">The kernels; equal ones are written once.</param>
    /// <param name="isDouble">Double, or single.</param>
    public static void Emit(SourceWriter writer, IEnumerable<Kernel> kernels, bool isDouble)
    {
        writer.Line("/// <summary>Methods of fixed shapes. Each exists for vectors of 512, 256 and 128 bits; the JIT compiles the one that fits the processor.</summary>");
        writer.Open("private static class Kernels");
        var isFirst = true;
        Kernel[] distinct = [.. kernels.Distinct().OrderBy(kernel => kernel.Name, StringComparer.Ordinal)];
        foreach (var kernel in distinct)
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
            EmitKernel(writer, kernel, isDouble);
        }

        foreach (var ending in distinct.SelectMany(kernel => kernel.Endings).Distinct().OrderBy(ending => ending.Name, StringComparer.Ordinal))
        {
            writer.Line();
            ending.Emit(writer);
        }

        foreach (var function in FunctionsOf(distinct))
        {
            foreach (var bits in Widths)
            {
                writer.Line();
                function.Emit(writer, new VectorTarget(bits, isDouble));
            }
        }

        writer.Close();
    }

    /// <summary>The methods of formulas that some kernels call.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <returns>Each once, by name.</returns>
    public static IEnumerable<VectorFunction> FunctionsOf(IEnumerable<Kernel> kernels) =>
        kernels.SelectMany(kernel => kernel.Functions).Distinct().OrderBy(function => function.Name, StringComparer.Ordinal);

    /// <summary>The parts that some kernels call, at every width.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="widths">The widths in bits; all without any.</param>
    /// <returns>Each part once, those that parts call themselves included.</returns>
    public static IReadOnlyCollection<KernelPart> PartsOf(IEnumerable<Kernel> kernels, IEnumerable<int>? widths = null)
    {
        var parts = new HashSet<KernelPart>();
        var waiting = new Stack<KernelPart>(
            kernels.SelectMany(kernel => (widths ?? (kernel.IsUniform ? [VectorTarget.AnyBits] : Widths)).SelectMany(bits => kernel.Parts(new VectorTarget(bits, kernel.IsDouble)))));
        while (waiting.Count > 0)
        {
            var part = waiting.Pop();
            if (!parts.Add(part))
                continue;
            foreach (var used in part.Parts)
                waiting.Push(used);
        }

        return parts;
    }

    private static void EmitKernel(SourceWriter writer, Kernel kernel, bool isDouble)
    {
        var scalar = isDouble ? "double" : "float";
        var parameters = string.Join(", ", kernel.Parameters.Select(parameter => parameter.Declaration(scalar)));
        writer.Line($"/// <summary>{XmlText.Escape(kernel.Summary)}</summary>");
        writer.Open($"internal static void {kernel.Name}({parameters})");
        if (!kernel.IsVectorized)
        {
            EmitBody(writer, kernel, new VectorTarget(128, isDouble));
            writer.Close();
            return;
        }

        if (kernel.IsUniform)
        {
            EmitBody(writer, kernel, new VectorTarget(VectorTarget.AnyBits, isDouble));
            writer.Close();
            EmitShapes(writer, kernel);
            return;
        }

        var arguments = string.Join(", ", kernel.Parameters.Select(Pass));
        writer.Line("if (Vector512.IsHardwareAccelerated)");
        writer.Line($"    {kernel.Name}_512({arguments});");
        writer.Line("else if (Vector256.IsHardwareAccelerated)");
        writer.Line($"    {kernel.Name}_256({arguments});");
        writer.Line("else");
        writer.Line($"    {kernel.Name}_128({arguments});");
        writer.Close();
        EmitShapes(writer, kernel);
        foreach (var bits in Widths)
        {
            writer.Line();
            writer.Open($"private static void {kernel.Name}_{CSharpLiteral.Of(bits)}({parameters})");
            EmitBody(writer, kernel, new VectorTarget(bits, isDouble));
            writer.Close();
        }
    }

    private static void EmitShapes(SourceWriter writer, Kernel kernel)
    {
        foreach (var shape in kernel.Shapes)
        {
            writer.Line();
            shape.Emit(writer);
        }
    }

    // Indices are in range by construction; a project that checks arithmetic need not pay for it here.
    private static void EmitBody(SourceWriter writer, Kernel kernel, VectorTarget target)
    {
        writer.Open("unchecked");
        kernel.EmitBody(writer, target);
        writer.Close();
    }

    private static string Pass(KernelParameter parameter) => parameter.Kind switch
    {
        KernelParameterKind.Read or KernelParameterKind.ReadInteger => "in " + parameter.Name,
        KernelParameterKind.Write => "ref " + parameter.Name,
        _ => parameter.Name,
    };
}
