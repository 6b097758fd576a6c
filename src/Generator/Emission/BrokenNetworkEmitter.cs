using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes the surface of a network whose declaration is wrong, with bodies that throw: the mistake is reported once, on its attribute,
/// and not again at every use of the network.
/// </summary>
internal static class BrokenNetworkEmitter
{
    public static GeneratedFile Emit(NetworkSpec spec) => NetworkFile.Write(
        spec,
        string.Empty,
        "The declaration of this network has errors; see them in the list of the compiler.",
        null,
        string.Empty,
        writer =>
        {
            var scalar = spec.IsDouble ? "double" : "float";
            writer.Line($"private const string Fault = {CSharpLiteral.Of($"The declaration of '{spec.FullName}' has errors.")};");
            foreach (var member in new[]
            {
                $"public {spec.Name}(ulong seed = 0) {{ }}",
                "public const int InputLength = 0;",
                "public const int OutputLength = 0;",
                "public const int ParameterCount = 0;",
                $"public static {spec.Name} Create(ulong seed) => throw new InvalidOperationException(Fault);",
                "public void Save(string path) => throw new InvalidOperationException(Fault);",
                "public void Save(Stream stream) => throw new InvalidOperationException(Fault);",
                $"public static {spec.Name} Load(string path, bool strict = true) => throw new InvalidOperationException(Fault);",
                $"public static {spec.Name} Load(Stream stream, bool strict = true) => throw new InvalidOperationException(Fault);",
                $"public static {spec.Name} Load(ReadOnlySpan<byte> bytes, bool strict = true) => throw new InvalidOperationException(Fault);",
                $"public void Predict(ReadOnlySpan<{scalar}> inputs, Span<{scalar}> outputs, int count, global::NetGen.Parallelism? parallelism) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Evaluate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<int> labels, int count, global::NetGen.Parallelism? parallelism) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Evaluate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<{scalar}> targets, int count, global::NetGen.Parallelism? parallelism) => throw new InvalidOperationException(Fault);",
                "public TrainingSession CreateTrainingSession(int capacity) => throw new InvalidOperationException(Fault);",
            })
            {
                writer.Line(member);
            }

            // As in a network that is right: otherwise the mistake would show again in methods that predict in real time.
            foreach (var member in new[]
            {
                "public static string Description => Fault;",
                "public static global::NetGen.NetworkSignature Signature => throw new InvalidOperationException(Fault);",
                $"public global::NetGen.FlatBuffer<{scalar}> Parameters => throw new InvalidOperationException(Fault);",
                $"public global::NetGen.FlatBuffer<{scalar}> Buffers => throw new InvalidOperationException(Fault);",
                $"public void Predict(ReadOnlySpan<{scalar}> input, Span<{scalar}> output) => throw new InvalidOperationException(Fault);",
                $"public void Predict(ReadOnlySpan<{scalar}> inputs, Span<{scalar}> outputs, int count) => throw new InvalidOperationException(Fault);",
                $"public int Classify(ReadOnlySpan<{scalar}> input) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Evaluate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<int> labels, int count) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Evaluate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<{scalar}> targets, int count) => throw new InvalidOperationException(Fault);",
            })
            {
                writer.Line($"{NetworkFile.RealTime} {member}");
            }

            writer.Open("public sealed class TrainingSession : IDisposable");
            foreach (var member in new[]
            {
                "public int Capacity => throw new InvalidOperationException(Fault);",
                $"public global::NetGen.FlatBuffer<{scalar}> Gradients => throw new InvalidOperationException(Fault);",
                "public ulong Seed { get; set; }",
                "public ulong Step { get; set; }",
                "public global::NetGen.Parallelism? Parallelism { get; set; }",
                $"public {scalar} Backward(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<int> labels, int count) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Backward(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<{scalar}> targets, int count) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Accumulate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<int> labels, int count) => throw new InvalidOperationException(Fault);",
                $"public {scalar} Accumulate(ReadOnlySpan<{scalar}> inputs, ReadOnlySpan<{scalar}> targets, int count) => throw new InvalidOperationException(Fault);",
                $"public void Forward(ReadOnlySpan<{scalar}> inputs, Span<{scalar}> outputs, int count) => throw new InvalidOperationException(Fault);",
                $"public void Backward(ReadOnlySpan<{scalar}> outputGradients) => throw new InvalidOperationException(Fault);",
                "public void Dispose() { }",
            })
            {
                writer.Line(member);
            }

            writer.Close();
        });
}
