using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Tests;

namespace NetGen.Kernels.Tests;

/// <summary>Kernels compiled in memory as a user's strictest project would: no unsafe code, checked arithmetic, nullable on, warnings as errors.</summary>
internal sealed class CompiledKernels
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What kernels of dropout are told: the seed, the step, and the ordinal of the first sample.</summary>
    public const int Seed = 2026, Step = 7, FirstSample = 3;

    private readonly Assembly assembly;

    public CompiledKernels(IEnumerable<Kernel> kernels, params int[] widths)
    {
        Source = Write(kernels.Distinct(), widths);
        assembly = Assembly.Load(ImageCache.GetOrAdd([Source], [typeof(CompiledKernels)], () => Compile(Source)));
    }

    /// <summary>The text, for messages.</summary>
    public string Source { get; }

    /// <summary>Every method that was emitted, those of the shapes included.</summary>
    public IEnumerable<MethodInfo> Methods =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic));

    /// <summary>Calls a kernel at one width.</summary>
    /// <typeparam name="T">The scalar type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <param name="width">The width in bits.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="accumulate">Whether to add, for kernels that can.</param>
    /// <param name="buffers">The buffers in the order of the parameters.</param>
    public void Run<T>(Kernel kernel, int width, int rows, bool accumulate, params Guarded<T>[] buffers)
        where T : unmanaged => Run(kernel, width, [], rows, accumulate, buffers);

    /// <summary>Calls a kernel at one width.</summary>
    /// <typeparam name="T">The scalar type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <param name="width">The width in bits.</param>
    /// <param name="sizes">The sizes it is told of, in the order of the parameters.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="accumulate">Whether to add, for kernels that can.</param>
    /// <param name="buffers">The buffers in the order of the parameters.</param>
    public void Run<T>(Kernel kernel, int width, int[] sizes, int rows, bool accumulate, params Guarded<T>[] buffers)
        where T : unmanaged
    {
        var method = assembly.GetType(Scope(typeof(T) == typeof(double)) + ".Kernels", throwOnError: true)!
            .GetMethod($"Call_{kernel.Name}_{width.ToString(CultureInfo.InvariantCulture)}")!;
        method.CreateDelegate<Action<T[][], int[], int, bool>>()([.. buffers.Select(b => b.Storage)], sizes, rows, accumulate);
        for (int i = 0; i < buffers.Length; i++)
            buffers[i].Check($"{kernel.Name} at {width} bits, {rows} rows, {kernel.Parameters[i].Name}");
    }

    private static byte[] Compile(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Kernels" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp13))],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                checkOverflow: true,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Take(10)));
        return image.ToArray();
    }

    private static string Scope(bool isDouble) => isDouble ? "InDouble" : "InSingle";

    private static string Write(IEnumerable<Kernel> kernels, int[] widths)
    {
        var writer = new SourceWriter();
        foreach (string name in new[] { "System", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Runtime.Intrinsics.X86" })
            writer.Line($"using {name};");
        foreach (var group in kernels.GroupBy(kernel => kernel.IsDouble))
        {
            writer.Open($"namespace {Scope(group.Key)}");
            writer.Line($"using static {(group.Key ? "DoubleTiles" : "SingleTiles")};");
            writer.Open("public static class Kernels");
            WriteBodies(writer, group, [.. widths.Select(width => new VectorTarget(width, group.Key))]);
            writer.Close();
            TileFile.EmitClass(writer, group.Key, TileFile.Join(KernelLibraryEmitter.PartsOf(group, widths)));
            writer.Close();
        }

        return writer.ToString() + Emulation.Source;
    }

    private static void WriteBodies(SourceWriter writer, IEnumerable<Kernel> kernels, VectorTarget[] targets)
    {
        foreach (var ending in kernels.SelectMany(kernel => kernel.Endings).Distinct())
            ending.Emit(writer);
        foreach (var function in KernelLibraryEmitter.FunctionsOf(kernels))
        {
            foreach (var target in targets)
                function.Emit(writer, target);
        }

        foreach (var kernel in kernels)
        {
            foreach (var shape in kernel.Shapes)
                shape.Emit(writer);
            foreach (var target in targets)
            {
                string name = kernel.Name + target.Suffix;
                writer.Open($"public static void {name}({string.Join(", ", kernel.Parameters.Select(p => p.Declaration(target.Scalar)))})");
                writer.Open("unchecked");
                kernel.EmitBody(writer, target);
                writer.Close();
                writer.Close();
                int next = 0, nextSize = 0;
                var arguments = kernel.Parameters.Select(p => p.Kind switch
                {
                    KernelParameterKind.Read => $"in a[{next++}][{Guarded<float>.Margin}]",
                    KernelParameterKind.Write => $"ref a[{next++}][{Guarded<float>.Margin}]",
                    KernelParameterKind.Size => $"(nuint)sizes[{nextSize++}]",
                    KernelParameterKind.Integer when p == KernelParameter.FirstSample => CSharpLiteral.Of(FirstSample),
                    KernelParameterKind.Integer when p.Default is not null => p.Name,
                    KernelParameterKind.UnsignedLong => CSharpLiteral.Of(p.Name == "seed" ? Seed : Step),
                    KernelParameterKind.Integer => "rows",
                    _ => "accumulate",
                });
                // What threads would share is done a part after the other, in another number of parts from case to case.
                writer.Open($"public static void Call_{name}({target.Scalar}[][] a, int[] sizes, int rows, bool accumulate)");
                writer.Line($"int parts = {(kernel.Split == KernelSplit.Parts ? "(rows % 3) + 1" : "1")};");
                writer.Line("for (int part = 0; part < parts; part++)");
                writer.Line($"    {name}({string.Join(", ", arguments)});");
                writer.Close();
            }
        }
    }
}
