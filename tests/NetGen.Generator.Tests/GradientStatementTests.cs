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
    [Fact]
    public void EveryOneHasItsFormulaAndItsLayer()
    {
        var networks = Networks();
        Assert.True(networks.Length > 80, $"only {networks.Length} networks were found");
        Assert.Empty(networks.SelectMany(network => Problems(network.Name, network.Surface, network.Backward)));
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
            var gradients = Gradients(driver);
            var written = new List<(string Gradient, string Layer)>();
            foreach (var call in driver.Body!.Statements.OfType<ExpressionStatementSyntax>())
            {
                var (target, arguments) = Call(call);
                foreach (var gradient in arguments.Where(gradients.ContainsKey))
                {
                    // The driver's comment: a layer, and what its method computes.
                    var comment = CommentDirectlyAbove(call);
                    var symbol = "∂L/∂" + gradient[1..];
                    var layer = Regex.Match(comment, "^// ([^:]+): ").Groups[1].Value;
                    if (layer.Length == 0 || !comment.Contains(symbol + " = ", StringComparison.Ordinal))
                        yield return $"{network}, {driver.Identifier}: '{call}' is under '{comment}'";
                    written.Add((gradient, layer));

                    // The comments inside, each above a kernel.
                    var kernels = methods[target].Body!.Statements.OfType<ExpressionStatementSyntax>().Where(kernel => Call(kernel).Written.Contains(gradient)).ToArray();
                    if (kernels.Length == 0)
                        yield return $"{network}, {target}: writes no {gradient}";
                    foreach (var kernel in kernels)
                    {
                        comment = CommentDirectlyAbove(kernel);
                        if (!comment.StartsWith($"// {symbol} = ", StringComparison.Ordinal) || !comment.EndsWith($"    ({layer})", StringComparison.Ordinal))
                            yield return $"{network}, {target}: '{kernel}' is under '{comment}'";
                    }
                }
            }

            foreach (var (gradient, offset) in gradients)
            {
                // A parameter that several layers share has a statement for each of them.
                var layers = written.Where(statement => statement.Gradient == gradient).Select(statement => statement.Layer).ToArray();
                var owner = tensors.TryGetValue(offset, out var path) ? path[..path.LastIndexOf('.')] : "(none)";
                if (!layers.Contains(owner))
                    yield return $"{network}, {driver.Identifier}: {gradient} is the gradient of {owner} and written by {string.Join(", ", layers)}";
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
        var parameters = Regex.Match(surface, @"new global::NetGen\.BufferLayout\((.*?)^ +\]\),", RegexOptions.Singleline | RegexOptions.Multiline).Value;
        return Regex.Matches(parameters, """TensorLayout\("([^"]+)", "[^"]+", \[[^\]]*\], (\d+),""").ToDictionary(match => Number(match.Groups[2].Value), match => match.Groups[1].Value);
    }

    // The locals of a driver that lie among the gradients of parameters, and where.
    private static Dictionary<string, int> Gradients(MethodDeclarationSyntax driver) =>
        Regex.Matches(driver.ToString(), @"ref \w+ (\w+) = ref [\w.]+\(ref dθ, (\d+)\);").ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static (string Target, string[] Written) Call(ExpressionStatementSyntax statement)
    {
        var invocation = (InvocationExpressionSyntax)statement.Expression;
        var written = invocation.ArgumentList.Arguments.Where(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword)).Select(argument => argument.Expression.ToString());
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
