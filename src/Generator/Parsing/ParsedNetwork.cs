using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>What Parsing makes of a class: data only, so that it caches.</summary>
/// <param name="Spec">The network.</param>
/// <param name="Diagnostics">What is wrong with the class and with the blocks it reaches, apart from the graph.</param>
/// <param name="CanGenerate">Whether a partial declaration could be added to the class at all.</param>
/// <param name="HasCompilerErrors">Whether an attribute does not bind; C# says so itself and the graph would only repeat it.</param>
internal sealed record ParsedNetwork(
    NetworkSpec Spec,
    EquatableArray<SpecDiagnostic> Diagnostics,
    bool CanGenerate,
    bool HasCompilerErrors);
