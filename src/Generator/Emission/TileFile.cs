using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>Writes the parts that the kernels of an assembly's networks share: a file an assembly, a class a scalar type.</summary>
public static class TileFile
{
    private const string Namespace = "NetGen.Generated";

    /// <summary>The parts of several networks, each once, in an order that does not depend on that of the networks.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The parts in order.</returns>
    public static EquatableArray<KernelPart> Join(IEnumerable<KernelPart> parts) =>
        new(parts.Distinct().OrderBy(part => part.IsDouble).ThenBy(part => part.Name, StringComparer.Ordinal));

    /// <summary>The directive that makes the parts' names known to a file.</summary>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The directive.</returns>
    public static string Using(bool isDouble) => $"using static global::{Namespace}.{ClassName(isDouble)};";

    /// <summary>Writes the file.</summary>
    /// <param name="parts">The parts of all networks, from <see cref="Join"/>.</param>
    /// <returns>The file.</returns>
    public static GeneratedFile Write(IReadOnlyList<KernelPart> parts)
    {
        var writer = new SourceWriter();
        NetworkFile.WriteHead(writer, "The register tiles of the dense layers, shared by all networks of this assembly.", isNullable: false);
        writer.Line();
        writer.Open("namespace " + Namespace);

        // Inside the namespace they are looked at before anything that a user may have declared outside.
        NetworkFile.WriteUsings(writer);
        writer.Line();
        var isFirst = true;
        foreach (var group in parts.GroupBy(part => part.IsDouble))
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
            EmitClass(writer, group.Key, [.. group]);
        }

        writer.Close();
        return new GeneratedFile(Namespace + ".Tiles.g.cs", writer.ToString());
    }

    /// <summary>Writes the class of a scalar type.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <param name="parts">Its parts.</param>
    public static void EmitClass(SourceWriter writer, bool isDouble, IReadOnlyList<KernelPart> parts)
    {
        writer.Line("/// <summary>Loops over registers. A shape is an argument of type: the JIT compiles a tile for each, with its constants folded in.</summary>");
        writer.Open("internal static class " + ClassName(isDouble));
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                writer.Line();
            parts[i].Emit(writer);
        }

        writer.Close();
    }

    private static string ClassName(bool isDouble) => isDouble ? "DoubleTiles" : "SingleTiles";
}
