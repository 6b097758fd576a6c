using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes the methods that compute a mean loss without a backward pass, block by block of samples. Where every loss is a mean over samples,
/// what is added up is one number; where one has a divisor of its own, such as the weights of the targets, it is pairs of sums.
/// </summary>
internal sealed class EvaluateEmitter(NetworkSpec spec, NetworkProgram program, SourceWriter writer, CallSite site)
{
    private readonly CallSite.Span[] spans = [.. site.Inputs(many: true).Concat(site.Targets())];
    private readonly int pairs = program.Graph.Outputs[0].Producer?.Operator is LossSums sums ? sums.Pairs : 0;

    private string Scalar => spec.IsDouble ? "double" : "float";

    private string Names => string.Join(", ", spans.Select(span => span.Name));

    private string Sums => CSharpLiteral.Of(2 * pairs);

    /// <summary>Writes them.</summary>
    public void Emit()
    {
        writer.Line();
        writer.Line("/// <summary>The mean loss of a batch, without a backward pass and with dropout off. Allocates nothing after warm-up.</summary>");
        site.Document(writer, spans, count: true);
        writer.Line("/// <returns>The mean loss; 0 for an empty batch.</returns>");
        writer.Line(NetworkFile.RealTime);
        writer.Open($"public {Scalar} Evaluate({CallSite.Declare(spans)}, int count)");
        EmitGuards();
        EmitTotal();
        writer.Line("for (int first = 0; first < count; first += InferenceBlock)");
        var block = $"EvaluateBlock({Names}, first, Math.Min(InferenceBlock, count - first)";
        writer.Line(pairs == 0 ? $"    total += {block});" : $"    {block}, total);");
        writer.Line(pairs == 0 ? $"return count == 0 ? 0 : ({Scalar})(total / count);" : $"return ({Scalar}){Mean()};");
        writer.Close();
        EmitParallel();
        EmitBlock();
    }

    private void EmitGuards()
    {
        writer.Line("global::NetGen.NetworkGuard.CheckCount(count, int.MaxValue);");
        site.CheckLengths(writer, spans, "count");
        site.CheckLabels(writer);
    }

    private void EmitTotal()
    {
        if (pairs == 0)
        {
            writer.Line("double total = 0;");
            return;
        }

        writer.Line($"Span<double> total = stackalloc double[{Sums}];");
        writer.Line("total.Clear();");
    }

    // Without anything that counts there is no loss.
    private string Mean() => "(" + string.Join(" + ", Enumerable.Range(0, pairs).Select(pair => (CSharpLiteral.Of(2 * pair), CSharpLiteral.Of((2 * pair) + 1)))
        .Select(at => $"(total[{at.Item2}] == 0 ? 0 : total[{at.Item1}] / total[{at.Item2}])")) + ")";

    // As many times the mean as there are samples, or pairs of sums, so that blocks can be added.
    private void EmitBlock()
    {
        writer.Line();
        writer.Open($"private {(pairs == 0 ? "double" : "void")} EvaluateBlock({CallSite.Declare(spans)}, int first, int block{(pairs == 0 ? string.Empty : ", Span<double> sums")})");
        writer.Line($"global::NetGen.AlignedBuffer<{Scalar}> lease = scratch.Rent();");
        writer.Line($"Layers.Evaluate({SurfaceEmitter.Block(spans)}, {SurfaceEmitter.Stored(program)}, ref lease.Reference, block, InferenceBlock);");
        var loss = $"(InferenceBlock * {CSharpLiteral.Of(program.Memory.BatchedLength)}) + {CSharpLiteral.Of(program.Storage[program.Graph.Outputs[0]].Offset)}";
        if (pairs == 0)
        {
            writer.Line($"double sum = (double)Unsafe.Add(ref lease.Reference, {loss}) * block;");
        }
        else
        {
            writer.Line($"for (int i = 0; i < {Sums}; i++)");
            writer.Line($"    sums[i] += Unsafe.Add(ref lease.Reference, {loss} + i);");
        }

        writer.Line("scratch.Return(lease);");
        if (pairs == 0)
            writer.Line("return sum;");
        writer.Close();
    }

    // The blocks are those of one thread, and their sums are added in the same order: a round has one for each thread.
    private void EmitParallel()
    {
        writer.Line();
        writer.Line("/// <summary>The mean loss of a batch by several threads: the same bits as by one. Allocates nothing after warm-up.</summary>");
        site.Document(writer, spans, count: true);
        writer.Line("/// <param name=\"parallelism\">The threads, or null for the calling one alone.</param>");
        writer.Line("/// <returns>The mean loss; 0 for an empty batch.</returns>");
        writer.Open($"public {Scalar} Evaluate({CallSite.Declare(spans)}, int count, global::NetGen.Parallelism? parallelism)");
        writer.Line("if (parallelism is null || count <= InferenceBlock)");
        writer.Line($"    return Evaluate({Names}, count);");
        EmitGuards();
        EmitTotal();
        writer.Line($"Span<double> sums = stackalloc double[parallelism.Threads{(pairs == 0 ? string.Empty : " * " + Sums)}];");
        writer.Line("parallelism.Run(new EvaluateWork { " + string.Join(", ", spans.Select(span => $"{span.Name} = {span.Name}")) + $", network = this, count = count, sums = sums, total = {(pairs == 0 ? "ref " : string.Empty)}total }});");
        writer.Line($"return ({Scalar}){(pairs == 0 ? "(total / count)" : Mean())};");
        writer.Close();
        (string, string)[] fields = [(spec.Name, "network"), .. spans.Select(span => (span.Type, span.Name)), ("int", "count"), ("Span<double>", "sums"), (pairs == 0 ? "ref double" : "Span<double>", "total")];
        WorkEmitter.Emit(writer, "EvaluateWork", fields, () =>
        {
            writer.Open("for (long round = 0; round < count; round += (long)team.Threads * InferenceBlock)");
            writer.Line("long first = round + ((long)part * InferenceBlock);");
            var block = $"network.EvaluateBlock({Names}, (int)first, (int)Math.Min(InferenceBlock, count - first)";
            if (pairs == 0)
            {
                writer.Line($"sums[part] = first < count ? {block}) : 0;");
            }
            else
            {
                writer.Line($"Span<double> own = sums.Slice(part * {Sums}, {Sums});");
                writer.Line("own.Clear();");
                writer.Line("if (first < count)");
                writer.Line($"    {block}, own);");
            }

            writer.Line("team.Meet();");
            writer.Line("for (int i = 0; part == 0 && i < sums.Length; i++)");
            writer.Line($"    total{(pairs == 0 ? string.Empty : $"[i % {Sums}]")} += sums[i];");
            writer.Line("team.Meet();");
            writer.Close();
        });
    }
}
