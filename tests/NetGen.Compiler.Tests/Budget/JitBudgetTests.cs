using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Model;
using NetGen.Tests;

namespace NetGen.Compiler.Tests;

/// <summary>
/// The JIT silently stops optimizing a method above 60,000 bytes of IL, 20,000 instructions, 2,000 basic blocks or 2,000 locals.
/// Whole networks stay under half of each, and the JIT itself says that it optimized every method.
/// </summary>
public sealed partial class JitBudgetTests
{
    private const int MostBytes = 60_000 / 2, MostInstructions = 20_000 / 2, MostBlocks = 2_000 / 2, MostLocals = 2_000 / 2;

    private static readonly Lazy<byte[]> Image = new(() => NetworkCompilation.Emit(
        [(Perceptron(false, 784, 128, 64, 10), true), (Perceptron(false, 1024, 1024, 1024, 1024), true), (Perceptron(true, 1024, 1024, 1024, 1024), false), (Perceptron(false, 4, 16, 16, 3), true), (Convolutional(false), true), (Convolutional(true), true)]));

    [Fact]
    [Trait("Width", "Any")]
    public void EveryMethodIsUnderHalfOfTheLimits()
    {
        var methods = Assembly.Load(Image.Value).GetTypes().SelectMany(MethodsOf).Where(method => method.GetMethodBody() is not null).ToArray();
        Assert.True(methods.Length > 200);
        foreach (var method in methods)
        {
            var body = method.GetMethodBody()!;
            var name = $"{method.DeclaringType}.{method.Name}";
            var code = new IntermediateCode(body.GetILAsByteArray()!);
            AssertAtMost(MostBytes, body.GetILAsByteArray()!.Length, name, "bytes of IL");
            AssertAtMost(MostInstructions, code.Instructions, name, "instructions");
            AssertAtMost(MostBlocks, code.Blocks, name, "basic blocks");
            AssertAtMost(MostLocals, body.LocalVariables.Count, name, "locals");
        }
    }

    [Fact]
    public void TheJitOptimizesEveryMethod()
    {
        var compiled = Prepare(Image.Value).Where(line => Regex.IsMatch(line, @"\bN\d\.|\bNetGen\.Generated\.")).ToArray();
        Assert.True(compiled.Length > 200, $"The summary names {compiled.Length.ToString(CultureInfo.InvariantCulture)} methods:\n{string.Join('\n', compiled.Take(5))}");
        Assert.DoesNotContain(compiled, line => line.Contains("MinOpts", StringComparison.OrdinalIgnoreCase));
        Assert.All(compiled, line => Assert.Contains("FullOpts", line, StringComparison.Ordinal));
    }

    /// <summary>The test above can fail: a method beyond the limits is found in the summary.</summary>
    [Fact]
    [Trait("Width", "Any")]
    public void AMethodBeyondTheLimitsIsNoticed()
    {
        var text = "public static class Huge { public static int Sum(int[] a) { int s = 0; " + string.Concat(Enumerable.Repeat("s += a[5] * 1001; ", 8_000)) + " return s; } }";
        var compilation = CSharpCompilation.Create(
            "Huge", [CSharpSyntaxTree.ParseText(text)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        Assert.Contains("MinOpts", Assert.Single(Prepare(image.ToArray()), line => line.Contains("Huge:Sum", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Trait("Width", "Any")]
    public void BlocksAndInstructionsAreCounted()
    {
        var code = new IntermediateCode(typeof(JitBudgetTests).GetMethod(nameof(Example), BindingFlags.Static | BindingFlags.NonPublic)!.GetMethodBody()!.GetILAsByteArray()!);
        Assert.InRange(code.Blocks, 3, 8);
        Assert.InRange(code.Instructions, 6, 30);
    }

    private static int Example(int x) => x > 3 ? x * 2 : -x;

    private static void AssertAtMost(int most, int found, string method, string what) =>
        Assert.True(found <= most, string.Create(CultureInfo.InvariantCulture, $"{method} has {found} {what}; at most {most} are allowed"));

    private static IEnumerable<MethodBase> MethodsOf(Type type)
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All));
    }

    // What the JIT says of the methods it compiles, in a process that compiles every method of a library at once and fully.
    private static string[] Prepare(byte[] image)
    {
        var folder = Directory.CreateTempSubdirectory("netgen");
        try
        {
            string library = Path.Combine(folder.FullName, "Library.dll"), summary = Path.Combine(folder.FullName, "jit.txt");
            File.WriteAllBytes(library, image);
            var start = ChildProcess.Program("NetGen.Compiler.Tests", "prepare", library);
            start.Environment["DOTNET_TieredCompilation"] = "0";
            start.Environment["DOTNET_JitStdOutFile"] = summary;
            start.Environment["DOTNET_JitDisasmSummary"] = "1";
            var (code, output, errors) = ChildProcess.Run(start);
            Assert.True(code == 0, $"exit code {code.ToString(CultureInfo.InvariantCulture)}: {errors}{output}");
            return File.ReadAllLines(summary);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NetworkSpec Perceptron(bool isDouble, params int[] sizes)
    {
        var network = new Architecture().Input("input", [sizes[0]]);
        for (var i = 1; i < sizes.Length; i++)
        {
            network.Layer("Dense", arguments: ["Units", sizes[i]]);
            if (i < sizes.Length - 1)
                network.Layer("ReLU");
        }

        return network.Layer("SoftmaxCrossEntropy").Spec(isDouble);
    }

    // Every kernel on spatial axes, in as many loops as there can be.
    private static NetworkSpec Convolutional(bool isDouble)
    {
        int[] three = [3, 3, 3], mixed = [1, 2, 3];
        return new Architecture().Input("input", [3, 20, 21, 22])
            .Layer("Conv3D", arguments: ["Filters", 8, "Kernel", three, "Padding", Pad.Same, "Dilation", 2])
            .Layer("Conv3D", arguments: ["Filters", 8, "Kernel", three, "Stride", mixed, "Padding", 1, "PaddingMode", PaddingMode.Reflect, "Groups", 4])
            .Layer("ReLU")
            .Layer("MaxPool3D", arguments: ["Kernel", 2, "Stride", 1, "Padding", 1, "Dilation", 2])
            .Layer("AveragePool3D", arguments: ["Kernel", 2, "Padding", 1, "CeilMode", true])
            .Layer("ConvTranspose3D", arguments: ["Filters", 4, "Kernel", mixed, "Stride", mixed, "Padding", 0])
            .Layer("Upsample", arguments: ["Scale", 2, "Mode", UpsampleMode.Bilinear])
            .Layer("Crop", arguments: ["Amounts", 1])
            .Layer("Pad", arguments: ["Amounts", 2, "Value", 0.5])
            .Layer("AdaptiveAveragePool3D", arguments: ["Size", 3])
            .Layer("GlobalMaxPool")
            .Layer("Dense", arguments: ["Units", 10])
            .Layer("SoftmaxCrossEntropy")
            .Spec(isDouble);
    }
}
