using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>Writes a property a layer, through which its tensors are read and written.</summary>
internal sealed class MemberEmitter(SourceWriter writer, ParameterPlan plan, string scalar)
{
    /// <summary>Writes the properties of the network.</summary>
    /// <param name="members">The layers.</param>
    public void Emit(IReadOnlyList<MemberGroup> members)
    {
        foreach (var member in members)
        {
            writer.Line();
            EmitGroup(member, member.Name, "Parameters", "0");
        }
    }

    private void EmitGroup(MemberGroup group, string path, string buffer, string shift)
    {
        var type = group.Name + "Tensors";
        writer.Line($"/// <summary>The tensors of '{XmlText.Escape(path)}'.</summary>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public {type} {group.Name} => new({buffer}, {shift});");
        writer.Line();
        EmitType(group, type, path);
    }

    private void EmitType(MemberGroup group, string type, string path)
    {
        var isFirst = true;
        void Separate()
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
        }

        writer.Line($"/// <summary>The tensors of '{XmlText.Escape(path)}', by name.</summary>");
        writer.Open($"public readonly struct {type}(global::NetGen.FlatBuffer<{scalar}> buffer, int shift)");
        foreach (var parameter in group.Parameters)
        {
            Separate();
            writer.Line($"/// <summary>'{XmlText.Escape(path)}.{parameter.Key}', {parameter.Value.Shape}.</summary>");
            writer.Line(NetworkFile.RealTime);
            writer.Line($"public global::NetGen.TensorView<{scalar}> {SignatureEmitter.Pascal(parameter.Key)} => new(buffer, {CSharpLiteral.Of(plan.OrdinalOf(parameter.Value))} + shift);");
        }

        if (group.Children.Count > 0 && group.Children.All(child => char.IsDigit(child.Name[0])))
        {
            EmitElements(group, path, Separate);
        }
        else
        {
            foreach (var child in group.Children)
            {
                Separate();
                EmitGroup(child with { Name = SignatureEmitter.Pascal(child.Name) }, $"{path}.{child.Name}", "buffer", "shift");
            }
        }

        writer.Close();
    }

    // Repetitions of one block differ by where their tensors begin; where sharing breaks that rule, each gets a type of its own.
    private void EmitElements(MemberGroup group, string path, Action separate)
    {
        var ordinals = group.Children.Select(child => Ordinals(child).ToArray()).ToArray();
        var shifts = ordinals.Select(own => own.Length == 0 ? 0 : own[0] - ordinals[0][0]).ToArray();
        var isUniform = ordinals.Zip(shifts, (own, shift) => own.SequenceEqual(ordinals[0].Select(first => first + shift))).All(same => same)
            && group.Children.Skip(1).All(child => SameShape(child, group.Children[0]));
        if (!isUniform)
        {
            foreach (var child in group.Children)
            {
                separate();
                EmitGroup(child with { Name = "Item" + child.Name }, $"{path}.{child.Name}", "buffer", "shift");
            }

            return;
        }

        separate();
        writer.Line($"/// <summary>How often '{XmlText.Escape(path)}' repeats its block.</summary>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public int Count => {CSharpLiteral.Of(shifts.Length)};");
        writer.Line();
        writer.Line("/// <summary>The tensors of one repetition.</summary>");
        writer.Line("/// <param name=\"index\">Which, from 0.</param>");
        writer.Line("/// <exception cref=\"IndexOutOfRangeException\">There is none of that index.</exception>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public ElementTensors this[int index] => new(buffer, shift + ((ReadOnlySpan<int>)[{string.Join(", ", shifts.Select(CSharpLiteral.Of))}])[index]);");
        writer.Line();
        EmitType(group.Children[0], "ElementTensors", path + ".*");
    }

    private static bool SameShape(MemberGroup a, MemberGroup b) =>
        a.Parameters.Select(parameter => parameter.Key).SequenceEqual(b.Parameters.Select(parameter => parameter.Key))
        && a.Children.Count == b.Children.Count
        && a.Children.Zip(b.Children, (x, y) => x.Name == y.Name && SameShape(x, y)).All(same => same);

    private IEnumerable<int> Ordinals(MemberGroup group) =>
        group.Parameters.Select(parameter => plan.OrdinalOf(parameter.Value)).Concat(group.Children.SelectMany(Ordinals));
}
