using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Graph;

/// <summary>Finds layers whose member would have the name of another member.</summary>
internal static class MemberNameCheck
{
    /// <summary>The members that every network has.</summary>
    public static IReadOnlyCollection<string> Generated { get; } = new HashSet<string>(
        [
            "Parameters", "Buffers", "Signature", "Create", "Predict", "Classify", "Evaluate", "CreateTrainingSession", "TrainingSession", "Save", "Load", "Description",
            "InputLength", "OutputLength", "ParameterCount", "InputShape", "OutputShape", "Kernels", "Layers", "InferenceBlock", "Scratch", "GetType", "Equals", "ToString",
            "GetHashCode", "MemberwiseClone", "ReferenceEquals", "Finalize",
        ],
        StringComparer.Ordinal);

    public static void Run(NetworkSpec spec, NetworkModel network, Action<SpecDiagnostic> report)
    {
        foreach (var member in network.Members)
        {
            var other = Generated.Contains(member.Name) ? "a member of every network"
                : member.Name == spec.Name ? "the class itself"
                : spec.MemberNames.Contains(member.Name) ? "a member of the class"
                : FrameworkNames.All.Contains(member.Name) ? "a type of the framework that generated code uses"
                : null;
            if (other is null)
                continue;
            var layer = spec.Layers.First(candidate => candidate.Name == member.Name || (candidate.Name is null && member.Name.StartsWith(candidate.Kind.TrimEnd('D', '1', '2', '3'), StringComparison.Ordinal)));
            report(new SpecDiagnostic(
                DiagnosticIds.MemberNameCollision,
                new SpecLocation(spec.FullName, SpecTarget.Layer, layer.Index, layer.Name is null ? null : "Name"),
                new EquatableArray<string>([member.Name, $"layer '{member.Name}'", other])));
        }
    }
}
