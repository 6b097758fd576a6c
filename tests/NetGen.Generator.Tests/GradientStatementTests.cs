using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Generator.Tests;

/// <summary>
/// Whoever reads the backward pass of any network of the tests and samples finds, directly above every statement that writes the
/// gradient of a parameter, the formula of that gradient and the layer it came from.
/// </summary>
public sealed class GradientStatementTests
{
    private const string CommonBackward = "CommonBackward";
    private const string Shared = ", and of layers of blocks that compute the same";

    [Fact]
    public void EveryOneHasItsFormulaAndItsLayer()
    {
        var networks = Networks();
        Assert.True(networks.Length > 80, $"only {networks.Length} networks were found");
        Assert.Empty(networks.SelectMany(network => Problems(network.Name, network.Surface, network.Backward)));

        // Among them are some whose layers share methods, and whose drivers share their calls.
        Assert.Contains(networks, network => network.Backward.Contains(Shared, StringComparison.Ordinal));
        Assert.Contains(networks, network => network.Backward.Contains($"void {CommonBackward}(", StringComparison.Ordinal));
    }

    /// <summary>The test above can fail: it misses a comment that is gone, that is of another parameter, or that is not directly above.</summary>
    [Theory]
    [InlineData("// ∂L/∂W1 = δ1 xᵀ    (Dense1)\n", "")]
    [InlineData("// ∂L/∂W1 = δ1 xᵀ    (Dense1)", "// ∂L/∂W2 = δ1 xᵀ    (Dense1)")]
    [InlineData("// ∂L/∂W1 = δ1 xᵀ    (Dense1)", "// ∂L/∂W1 = δ1 xᵀ    (Dense2)")]
    [InlineData("// ∂L/∂W1 = δ1 xᵀ    (Dense1)", "// ∂L/∂W1 = δ1 xᵀ    (Dense1)\n\n")]
    [InlineData("// Dense1: ∂L/∂W1 = δ1 xᵀ", "// Dense1: ∂L/∂W2 = δ1 xᵀ")]
    [InlineData("// Dense1: ∂L/∂W1 = δ1 xᵀ", "// Dense2: ∂L/∂W1 = δ1 xᵀ")]
    [InlineData("ref float dW1 = ref Unsafe.Add(ref dθ, 0);", "")]
    public void WhatIsMissingIsFound(string text, string other)
    {
        var files = Harness.Generate(Harness.Compile("[Network, Input(4), Dense(3), Tanh, Dense(2), MeanSquaredError] public sealed partial class Net;"));
        Assert.Empty(Problems("Net", files["Net.g.cs"], files["Net.Backward.g.cs"]));
        Assert.Contains(text, files["Net.Backward.g.cs"], StringComparison.Ordinal);
        Assert.NotEmpty(Problems("Net", files["Net.g.cs"], files["Net.Backward.g.cs"].Replace(text, other, StringComparison.Ordinal)));
    }

    /// <summary>The same where layers of blocks share a method: the call has the formula of its own layer, the method that of the first.</summary>
    [Theory]
    [InlineData("// Residual2.Dense1: ∂L/∂W2 = δ2 h1_2ᵀ", "// Residual2.Dense1: ∂L/∂W3 = δ2 h1_2ᵀ")]
    [InlineData("// Residual2.Dense1: ∂L/∂W2 = δ2 h1_2ᵀ", "// Residual3.Dense1: ∂L/∂W2 = δ2 h1_2ᵀ")]
    [InlineData("// ∂L/∂W3 = δ3 h2_2ᵀ    (Residual3.Dense1)", "// ∂L/∂W2 = δ3 h2_2ᵀ    (Residual3.Dense1)")]
    [InlineData("// ∂L/∂W3 = δ3 h2_2ᵀ    (Residual3.Dense1)", "// ∂L/∂W3 = δ3 h2_2ᵀ    (Residual2.Dense1)")]
    [InlineData("pass of Residual3.Dense1" + Shared, "pass of Residual3.Dense1")]
    public void WhatIsMissingOfASharedMethodIsFound(string text, string other)
    {
        var files = Harness.Generate(Harness.Compile(
            "[Network, Input(4), Residual<Body>, Residual<Body>, Residual<Body>, Dense(2), MeanSquaredError] public sealed partial class Net; [Block, Dense(4), Tanh] public sealed class Body;"));
        Assert.Empty(Problems("Net", files["Net.g.cs"], files["Net.Backward.g.cs"]));
        Assert.Contains(text, files["Net.Backward.g.cs"], StringComparison.Ordinal);
        Assert.NotEmpty(Problems("Net", files["Net.g.cs"], files["Net.Backward.g.cs"].Replace(text, other, StringComparison.Ordinal)));
    }

    // What is generated for every network that is declared below tests and samples.
    private static (string Name, string Surface, string Backward)[] Networks() =>
    [
        .. from project in Directory.EnumerateDirectories(Repository.At("tests")).Concat(Directory.EnumerateDirectories(Repository.At("samples")))
           let sources = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
               .Where(path => !Regex.IsMatch(Path.GetRelativePath(project, path), @"^(obj|bin|generated)[\\/]"))
               .Select(File.ReadAllText)
               .Where(text => Regex.IsMatch(text, @"^\s*\[(Network|Block)\b", RegexOptions.Multiline))
               .ToArray()
           where sources.Length > 0
           let files = Harness.Generate(Harness.Compile(sources))
           from name in files.Keys.Where(name => name.EndsWith(".Backward.g.cs", StringComparison.Ordinal)).Select(name => name[..^".Backward.g.cs".Length])
           select (name, files[name + ".g.cs"], files[name + ".Backward.g.cs"]),
    ];

    private static IEnumerable<string> Problems(string network, string surface, string backward)
    {
        var tensors = Tensors(surface);
        var methods = CSharpSyntaxTree.ParseText(backward, Harness.ParseOptions).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().ToDictionary(method => method.Identifier.Text);
        foreach (var driver in methods.Values.Where(method => method.Identifier.Text is "TrainBackward" or "DifferentiateBackward"))
        {
            // The calls of the method that two drivers share are those of both.
            MethodDeclarationSyntax[] parts = driver.ToString().Contains(CommonBackward + "(", StringComparison.Ordinal) ? [driver, methods[CommonBackward]] : [driver];
            var gradients = parts.SelectMany(Gradients).Distinct().ToDictionary();
            var written = new List<(string Gradient, string Layer)>();
            foreach (var call in parts.SelectMany(part => part.Body!.Statements.OfType<ExpressionStatementSyntax>()))
            {
                var (target, arguments) = Call(call);
                foreach (var (gradient, position) in arguments.Where(argument => gradients.ContainsKey(argument.Name)))
                {
                    // The driver's comment: a layer, and what its method computes.
                    var comment = CommentDirectlyAbove(call);
                    var symbol = "∂L/∂" + gradient[1..];
                    var layer = Regex.Match(comment, "^// ([^:]+): ").Groups[1].Value;
                    if (layer.Length == 0 || !comment.Contains(symbol + " = ", StringComparison.Ordinal))
                        yield return $"{network}, {driver.Identifier}: '{call}' is under '{comment}'";
                    written.Add((gradient, layer));

                    // The comments inside, each above a kernel, in the names of the method; those of a shared one are of its first layer.
                    var method = methods[target];
                    var own = method.ParameterList.Parameters[position].Identifier.Text;
                    var owner = Regex.Match(method.GetLeadingTrivia().ToFullString(), $@"The backward pass of (\S+){Shared}\.</summary>") is { Success: true } shared ? shared.Groups[1].Value : layer;
                    var kernels = method.Body!.Statements.OfType<ExpressionStatementSyntax>().Where(kernel => Call(kernel).Written.Any(argument => argument.Name == own)).ToArray();
                    if (kernels.Length == 0)
                        yield return $"{network}, {target}: writes no {own}";
                    foreach (var kernel in kernels)
                    {
                        comment = CommentDirectlyAbove(kernel);
                        var isThere = comment.StartsWith($"// ∂L/∂{own[1..]} = ", StringComparison.Ordinal) || comment.Contains($",  ∂L/∂{own[1..]} = ", StringComparison.Ordinal);
                        if (!isThere || !comment.EndsWith($"    ({owner})", StringComparison.Ordinal))
                            yield return $"{network}, {target}: '{kernel}' is under '{comment}'";
                    }
                }
            }

            foreach (var (gradient, offset) in gradients)
            {
                // A parameter that several layers share has a statement for each of them.
                var layers = written.Where(statement => statement.Gradient == gradient).Select(statement => statement.Layer).ToArray();
                var declared = tensors.TryGetValue(offset, out var path) ? path[..path.LastIndexOf('.')] : "(none)";
                if (!layers.Contains(declared))
                    yield return $"{network}, {driver.Identifier}: {gradient} is the gradient of {declared} and written by {string.Join(", ", layers)}";
            }

            // A parameter on which the loss does not depend has its gradient cleared by the session.
            foreach (var (offset, path) in tensors.Where(tensor => !gradients.ContainsValue(tensor.Key)))
            {
                if (!surface.Contains($".Clear(); // {path}\n", StringComparison.Ordinal))
                    yield return $"{network}, {driver.Identifier}: nothing computes the gradient of {path}, at {offset}";
            }
        }
    }

    // The paths of the parameters by where they lie.
    private static Dictionary<int, string> Tensors(string surface)
    {
        var parameters = Regex.Match(surface, @"new global::NetGen\.BufferLayout\((.*?)^\s+\]\),", RegexOptions.Singleline | RegexOptions.Multiline).Value;
        return Regex.Matches(parameters, """new\("([^"]+)", "[^"]+", \[[^\]]*\], (\d+),""").ToDictionary(match => Number(match.Groups[2].Value), match => match.Groups[1].Value);
    }

    // The locals of a driver that lie among the gradients of parameters, and where.
    private static Dictionary<string, int> Gradients(MethodDeclarationSyntax driver) =>
        Regex.Matches(driver.ToString(), @"ref \w+ (\w+) = ref [\w.]+\(ref dθ, (\d+)\);").ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // What is called, and what it writes: what is passed, and at which position.
    private static (string Target, (string Name, int Position)[] Written) Call(ExpressionStatementSyntax statement)
    {
        var invocation = (InvocationExpressionSyntax)statement.Expression;
        var written = invocation.ArgumentList.Arguments
            .Select((argument, position) => (Argument: argument, Position: position))
            .Where(passed => passed.Argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword))
            .Select(passed => (passed.Argument.Expression.ToString(), passed.Position));
        return (invocation.Expression.ToString(), [.. written]);
    }

    // The comment on the line before the statement, or nothing.
    private static string CommentDirectlyAbove(ExpressionStatementSyntax statement)
    {
        var line = statement.GetLocation().GetLineSpan().StartLinePosition.Line;
        var comments = statement.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        return comments.Where(comment => comment.GetLocation().GetLineSpan().StartLinePosition.Line == line - 1).Select(comment => comment.ToString()).SingleOrDefault(string.Empty);
    }
}
