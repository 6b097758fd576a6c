using NetGen.Generator.Graph;

namespace NetGen.Generator.Emission;

/// <summary>The spans of a network's public methods: their declarations, checks and docs.</summary>
internal sealed class CallSite(NetworkModel network, bool isDouble)
{
    private string Scalar => isDouble ? "double" : "float";

    /// <summary>A span of a public method.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Value">What is in it.</param>
    /// <param name="What">What that is, for docs.</param>
    /// <param name="IsWritten">Whether it is a result.</param>
    public sealed record Span(string Name, string Type, Value Value, string What, bool IsWritten)
    {
        /// <summary>How a reference to its first element is passed.</summary>
        public string Passing => IsWritten ? "ref " : "in ";
    }

    public static string Declare(IEnumerable<Span> spans) => string.Join(", ", spans.Select(span => $"{span.Type} {span.Name}"));

    public IEnumerable<Span> Inputs(bool many) => network.Inputs.Select(input => Read(Plural(input.Name, "input", many), input.Value, "the input"));

    public IEnumerable<Span> Outputs(bool many) =>
        network.Outputs.Select(output => new Span(Plural(output.Name, "output", many), $"Span<{Scalar}>", output.Value, $"where {(network.Outputs.Count == 1 ? "the output" : $"'{output.Name}'")} goes", IsWritten: true));

    public IEnumerable<Span> Targets() => network.Targets.Select(target => Read(target.Name, target.Value, target.Classes > 0 ? "the index of the right class" + (target.Ignored is { } ignored ? $", or {CSharpLiteral.Of(ignored)} for what does not count" : string.Empty) : "what the output should be"));

    public IEnumerable<Span> OutputGradients() =>
        network.Outputs.Select(output => new Span(output.Name + "Gradients", $"ReadOnlySpan<{Scalar}>", output.Value, $"the gradient of the loss with respect to '{output.Name}'", IsWritten: false));

    public IEnumerable<string> InputSlots() => network.Inputs.Select((input, i) => $"batch.Inputs[{CSharpLiteral.Of(i)}].{Access(input.Value)}");

    public IEnumerable<string> TargetSlots() => network.Targets.Select((target, i) => $"batch.Targets[{CSharpLiteral.Of(i)}].{Access(target.Value)}");

    public void Document(SourceWriter writer, IEnumerable<Span> spans, bool count)
    {
        foreach (var span in spans)
        {
            var shape = span.Value.Shape.Rank == 0 ? "one number a sample" : span.Value.Shape.ToString();
            writer.Line($"/// <param name=\"{span.Name}\">For {(count ? "every" : "the")} sample {span.What}, {shape}.</param>");
        }

        if (count)
            writer.Line("/// <param name=\"count\">How many samples.</param>");
        writer.Line("/// <exception cref=\"ArgumentException\">A span has the wrong length, or results share memory with an input.</exception>");
    }

    public void CheckLengths(SourceWriter writer, IEnumerable<Span> spans, string count)
    {
        foreach (var span in spans)
            writer.Line($"global::NetGen.NetworkGuard.CheckLength({span.Name}.Length, {CSharpLiteral.Of(span.Value.Shape.Length)}, {count}, nameof({span.Name}));");
    }

    public void CheckSeparate(SourceWriter writer, bool many)
    {
        var outputs = Outputs(many).ToArray();
        for (var i = 0; i < outputs.Length; i++)
        {
            foreach (var other in Inputs(many).Concat(outputs.Take(i)))
                writer.Line($"global::NetGen.NetworkGuard.CheckSeparate<{ElementType(other)}, {Scalar}>({other.Name}, {outputs[i].Name}, nameof({other.Name}), nameof({outputs[i].Name}));");
        }
    }

    public void CheckLabels(SourceWriter writer)
    {
        foreach (var target in network.Targets.Where(target => target.Classes > 0))
            writer.Line($"global::NetGen.NetworkGuard.CheckLabels({target.Name}, {CSharpLiteral.Of(target.Classes)}, {(target.Ignored is { } ignored ? CSharpLiteral.Of(ignored) + ", " : string.Empty)}nameof({target.Name}));");
    }

    public void CheckSlots(SourceWriter writer)
    {
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(batch.Inputs.Length, {CSharpLiteral.Of(network.Inputs.Count)}, \"inputs\");");
        writer.Line($"global::NetGen.NetworkGuard.CheckSlots(batch.Targets.Length, {CSharpLiteral.Of(network.Targets.Count)}, \"targets\");");
    }

    private static string Access(Value value) => value.Type.Element == ElementKind.Int32 ? "Indices" : "Values";

    // The unnamed input of one sample is called input and that of a batch inputs; a name the user gave is left as it is.
    private static string Plural(string name, string unnamed, bool many) => name == unnamed && many ? name + "s" : name;

    private string ElementType(Span span) => span.Value.Type.Element == ElementKind.Int32 && !span.IsWritten ? "int" : Scalar;

    private Span Read(string name, Value value, string what) =>
        new(name, $"ReadOnlySpan<{(value.Type.Element == ElementKind.Int32 ? "int" : Scalar)}>", value, what, IsWritten: false);
}
