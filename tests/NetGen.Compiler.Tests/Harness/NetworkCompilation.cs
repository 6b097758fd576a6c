using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Tests;

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
    public static byte[] Emit(params (NetworkSpec Spec, bool Optimize)[] networks)
    {
        var compiled = networks.AsParallel().AsOrdered().Select((network, i) =>
        {
            var spec = network.Spec with { Namespace = "N" + Text(i) };
            var (files, parts) = NetworkCompiler.Compile(spec, network.Optimize);
            return (Texts: files.Select(file => file.Text).Append(DriverOf(spec)).ToArray(), Parts: parts);
        }).ToArray();
        string[] texts = [.. compiled.SelectMany(network => network.Texts), TileFile.Write(TileFile.Join(compiled.SelectMany(network => network.Parts))).Text];
        return ImageCache.GetOrAdd(texts, [typeof(INetworkDriver), typeof(VectorMath), typeof(NetworkAttribute)], () => Compile(texts));
    }

    private static byte[] Compile(string[] texts)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.None);
        var compilation = CSharpCompilation.Create(
            "Networks" + Guid.NewGuid().ToString("N"),
            texts.AsParallel().AsOrdered().Select(text => CSharpSyntaxTree.ParseText(text, options)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10).Select(diagnostic => diagnostic + "\n" + LineOf(diagnostic))));
        return image.ToArray();
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
