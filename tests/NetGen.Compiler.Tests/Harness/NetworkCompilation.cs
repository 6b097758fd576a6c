using System.Globalization;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>Compiles networks in memory, several at a time, and makes a driver for each.</summary>
internal static class NetworkCompilation
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "NetGen.Attributes.dll" or "NetGen.Runtime.dll"))
            .Append(typeof(INetworkDriver).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly int[] Widths = [512, 256, 128];

    private static int RunningWidth => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Compiles networks.</summary>
    /// <param name="networks">The declarations, which may be equal, and whether the optimizing passes run.</param>
    /// <returns>A driver each.</returns>
    public static INetworkDriver[] Compile(params (NetworkSpec Spec, bool Optimize)[] networks)
    {
        var assembly = CompileToAssembly(networks);
        return [.. networks.Select((_, i) => (INetworkDriver)Activator.CreateInstance(assembly.GetType($"N{Text(i)}.Driver", throwOnError: true)!)!)];
    }

    public static Assembly CompileToAssembly(params (NetworkSpec Spec, bool Optimize)[] networks) => Assembly.Load(Emit(networks));

    /// <summary>Compiles networks into the image of a library; the network at index i stands in the namespace Ni.</summary>
    public static byte[] Emit((NetworkSpec Spec, bool Optimize)[] networks, bool allWidths = false)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp13);
        var compiled = networks.AsParallel().AsOrdered().Select((network, i) =>
        {
            var spec = network.Spec with { Namespace = "N" + Text(i) };
            var (files, parts) = NetworkCompiler.Compile(spec, network.Optimize);
            var texts = files.Select(file => allWidths ? file.Text : OnlyRunningWidth(file.Text)).Append(DriverOf(spec));
            return (Trees: texts.Select(text => CSharpSyntaxTree.ParseText(text, options)).ToArray(), Parts: parts);
        }).ToArray();
        var tiles = TileFile.Write(TileFile.Join(compiled.SelectMany(network => network.Parts).Where(part => allWidths || part.Bits == 0 || part.Bits == RunningWidth)));
        SyntaxTree[] trees = [.. compiled.SelectMany(network => network.Trees), CSharpSyntaxTree.ParseText(tiles.Text, options)];
        var compilation = CSharpCompilation.Create(
            "Networks" + Guid.NewGuid().ToString("N"),
            trees,
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10).Select(diagnostic => diagnostic + "\n" + LineOf(diagnostic))));
        return image.ToArray();
    }

    /// <summary>
    /// Empties the methods of the widths that this process does not run: they are most of the text, and compiling them would be
    /// most of the time. The suite runs at each width, and other tests compile all of them at once.
    /// </summary>
    private static string OnlyRunningWidth(string text)
    {
        var others = Widths.Where(bits => bits != RunningWidth).Select(bits => $"_{Text(bits)}(").ToArray();
        var kept = new StringBuilder(text.Length);
        string? end = null;
        foreach (var line in text.Split('\n'))
        {
            if (end is not null)
            {
                end = line == end ? null : end;
                continue;
            }

            kept.Append(line);
            var code = line.TrimStart();
            if (code.StartsWith("private static void ", StringComparison.Ordinal) && others.Any(suffix => code.Contains(suffix, StringComparison.Ordinal)))
            {
                end = line[..^code.Length] + "}";
                kept.Append(" => throw new PlatformNotSupportedException();");
            }

            kept.Append('\n');
        }

        return kept.ToString();
    }

    private static string? LineOf(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString();

    private static string DriverOf(NetworkSpec spec)
    {
        var network = Architecture.Build(spec);
        var scalar = spec.IsDouble ? "double" : "float";
        var name = $"global::{spec.Namespace}.{spec.Name}";
        var inputs = network.Inputs.Select((input, i) => $"inputs[{Text(i)}].{(input.Value.Type.Element == ElementKind.Int32 ? "Indices" : "Values")}");
        var outputs = network.Outputs.Select((_, i) => $"outputs[{Text(i)}]");
        var gradients = string.Join(", ", network.Outputs.Select((_, i) => $"gradients[{Text(i)}]"));
        return $$"""
            namespace {{spec.Namespace}};
            public sealed partial class {{spec.Name}};
            public sealed class Driver : global::NetGen.Compiler.Tests.NetworkDriver<{{name}}, {{scalar}}>
            {
                protected override void Forward(global::NetGen.ITrainingSession<{{scalar}}> session, global::NetGen.Slot<{{scalar}}>[] inputs, {{scalar}}[][] outputs, int count) =>
                    (({{name}}.TrainingSession)session).Forward({{string.Join(", ", inputs.Concat(outputs))}}, count);
                protected override void Backward(global::NetGen.ITrainingSession<{{scalar}}> session, {{scalar}}[][] gradients, bool accumulate)
                {
                    if (accumulate)
                        (({{name}}.TrainingSession)session).Accumulate({{gradients}});
                    else
                        (({{name}}.TrainingSession)session).Backward({{gradients}});
                }
            }
            """;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
