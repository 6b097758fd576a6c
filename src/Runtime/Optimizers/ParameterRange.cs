using System.Collections.Immutable;

namespace NetGen;

/// <summary>A stretch of the parameters whose elements are stepped alike.</summary>
/// <param name="Start">The first element.</param>
/// <param name="Length">How many elements, padding included.</param>
/// <param name="LearningRate">η, with the factor of the parameters' group.</param>
/// <param name="WeightDecay">λ.</param>
/// <param name="Tensor">The ordinal in the layout of the tensor with the first element; the only one unless the optimizer is element-wise.</param>
public readonly record struct ParameterRange(int Start, int Length, double LearningRate, double WeightDecay, int Tensor);

/// <summary>A range with what its group says besides, about which rules need not know.</summary>
/// <param name="Range">The range; in a plan, with a factor in place of the learning rate.</param>
/// <param name="L1Penalty">λ₁ of the penalty.</param>
/// <param name="L2Penalty">λ₂ of the penalty.</param>
/// <param name="L1Decay">λ₁ of the decoupled form.</param>
/// <param name="MaxNorm">The largest norm of a row; null for any.</param>
internal readonly record struct PlannedRange(ParameterRange Range, double L1Penalty = 0, double L2Penalty = 0, double L1Decay = 0, double? MaxNorm = null)
{
    /// <summary>Whether another range follows directly and is stepped alike, so that the two can be one.</summary>
    public bool Continues(in PlannedRange next) =>
        MaxNorm is null && this with { Range = next.Range } == next &&
        Range.Start + Range.Length == next.Range.Start && Range.LearningRate == next.Range.LearningRate && Range.WeightDecay == next.Range.WeightDecay;
}

/// <summary>Which tensors an optimizer steps, and how: what its frozen names and groups come to for a layout.</summary>
internal static class ParameterPlan
{
    /// <summary>The stretches between frozen tensors, with factors in place of learning rates.</summary>
    /// <param name="parameters">The tensors.</param>
    /// <param name="frozen">The names that are left alone.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="weightDecay">The decay where no group has one.</param>
    /// <param name="tensorByTensor">Whether each tensor is a stretch of its own.</param>
    /// <exception cref="ArgumentException">A name that no tensor has, or groups that contradict one another.</exception>
    public static PlannedRange[] Make(BufferLayout parameters, ImmutableArray<string> frozen, ImmutableArray<ParameterGroup> groups, double weightDecay, bool tensorByTensor)
    {
        RequireKnown(parameters, frozen, "freeze");
        foreach (ParameterGroup group in groups)
            RequireKnown(parameters, group.Names, "group");
        var found = new List<PlannedRange>();
        for (int i = 0; i < parameters.Tensors.Length; i++)
        {
            TensorLayout tensor = parameters.Tensors[i];
            if (Precision(tensor, frozen) > 0)
                continue;
            double Of(Func<ParameterGroup, double?> setting, string what, double otherwise) => Setting(tensor, groups, setting, what) ?? otherwise;
            var range = new ParameterRange(
                tensor.Offset,
                tensor.StorageLength,
                Of(group => group.LearningRateFactor, nameof(ParameterGroup.LearningRateFactor), 1),
                Of(group => group.WeightDecay, nameof(ParameterGroup.WeightDecay), weightDecay),
                i);
            var planned = new PlannedRange(
                range,
                Of(group => group.L1Penalty, nameof(ParameterGroup.L1Penalty), 0),
                Of(group => group.L2Penalty, nameof(ParameterGroup.L2Penalty), 0),
                Of(group => group.L1Decay, nameof(ParameterGroup.L1Decay), 0),
                Setting(tensor, groups, group => group.MaxNorm, nameof(ParameterGroup.MaxNorm)));
            if (!tensorByTensor && found.Count > 0 && found[^1] is var last && last.Continues(in planned))
                found[^1] = last with { Range = last.Range with { Length = last.Range.Length + range.Length } };
            else
                found.Add(planned);
        }

        return [.. found];
    }

    /// <summary>How precisely names mean a tensor: the length of the longest that is its name or a path to it, 0 for none.</summary>
    public static int Precision(TensorLayout tensor, ImmutableArray<string> names)
    {
        int longest = 0;
        foreach (string name in names)
        {
            if (Means(name, tensor))
                longest = Math.Max(longest, name.Length);
        }

        return longest;
    }

    /// <exception cref="ArgumentException">A name that no tensor has.</exception>
    public static void RequireKnown(BufferLayout parameters, ImmutableArray<string> names, string verb)
    {
        foreach (string name in names)
        {
            if (!parameters.Tensors.Any(tensor => Means(name, tensor)))
                throw new ArgumentException($"There is no layer or tensor '{name}' to {verb}; the tensors are {string.Join(", ", parameters.Tensors.Select(tensor => $"'{tensor.Name}'"))}.");
        }
    }

    private static bool Means(string name, TensorLayout tensor) =>
        tensor.Name == name || (tensor.Name.StartsWith(name, StringComparison.Ordinal) && name.Length > 0 && tensor.Name[name.Length] == '.');

    // The setting of the group that means the tensor most precisely.
    private static double? Setting(TensorLayout tensor, ImmutableArray<ParameterGroup> groups, Func<ParameterGroup, double?> setting, string what)
    {
        double? best = null;
        (int Name, int Kind) precision = (-1, -1);
        foreach (ParameterGroup group in groups)
        {
            int name = Precision(tensor, group.Names);
            if (setting(group) is not { } value || !group.Has(tensor) || (group.Names.Length > 0 && name == 0))
                continue;
            int kind = group.Kind switch { ParameterKind.Any => 0, ParameterKind.Vector => 1, _ => 2 };
            int order = (name, kind).CompareTo(precision);
            if (order == 0 && value != best)
                throw new ArgumentException($"Two groups set the {what} of tensor '{tensor.Name}' and neither is more precise; name the tensor in one of them.");
            if (order > 0)
                (best, precision) = (value, (name, kind));
        }

        return best;
    }
}
