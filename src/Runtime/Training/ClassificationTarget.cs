namespace NetGen;

/// <summary>The output and the target of a network from which accuracy can be told.</summary>
/// <param name="Output">The ordinal of the output with a score a class.</param>
/// <param name="Target">The ordinal of the target with class indices.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="IgnoreIndex">The index of what does not count, or null.</param>
internal readonly record struct ClassificationTarget(int Output, int Target, int Classes, int? IgnoreIndex)
{
    /// <summary>Finds the first target of class indices and its output: the one of its name, or else the one in its place among outputs of classes.</summary>
    /// <param name="signature">What the network gives.</param>
    /// <returns>The pair, or null where there are no classes.</returns>
    public static ClassificationTarget? Find(NetworkSignature signature)
    {
        for (int target = 0; target < signature.Targets.Length; target++)
        {
            SlotSignature wanted = signature.Targets[target];
            if (wanted.Type != ElementType.Int32 || wanted.Classes < 1)
                continue;
            int found = -1;
            for (int output = 0; output < signature.Outputs.Length; output++)
            {
                SlotSignature given = signature.Outputs[output];
                if (given.Classes != wanted.Classes || given.Length != wanted.Length * wanted.Classes || (given.Shape.Length > 0 && given.Shape[^1] != given.Classes))
                    continue;
                if (given.Name == wanted.Name)
                    return new ClassificationTarget(output, target, wanted.Classes, wanted.IgnoreIndex);
                if (found < 0)
                    found = output;
            }

            if (found >= 0)
                return new ClassificationTarget(found, target, wanted.Classes, wanted.IgnoreIndex);
        }

        return null;
    }
}
