using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[Upsample]</c>.</summary>
public sealed class UpsampleDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Upsample";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank: 0);
        var scale = options.PerAxis("Scale", null);
        var isNearest = layer.Choice("Mode", "Nearest") == "Nearest";
        var alignCorners = layer.Flag("AlignCorners", false);
        if (isNearest && alignCorners)
            throw options.Invalid("AlignCorners", "the nearest element is the same with and without it; it is for UpsampleMode.Bilinear");
        var axes = options.Sizes.Select((size, axis) => isNearest ? (AxisMap)new RepeatedElements(size, scale[axis]) : new InterpolatedElements(size, scale[axis], alignCorners)).ToArray();
        return layer.Add(new Upsample(new EquatableArray<AxisMap>(axes), options.ResultOf(axes)), layer.Input);
    }
}

/// <summary>The attribute <c>[Pad]</c>.</summary>
public sealed class PadDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Pad";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank: 0);
        var (before, after) = options.Sides("Amounts");
        var mode = layer.Choice("Mode", "Zeros");
        var value = layer.Real("Value", 0);
        if (value != 0 && mode != "Zeros")
            throw options.Invalid("Value", $"the mode {mode} has no use for it");
        return options.PadInput(before, after, mode, value, "Amounts");
    }
}

/// <summary>The attribute <c>[Crop]</c>.</summary>
public sealed class CropDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Crop";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank: 0);
        var (before, after) = options.Sides("Amounts");
        for (var axis = 0; axis < options.Rank; axis++)
        {
            if ((long)before[axis] + after[axis] >= options.Sizes[axis])
            {
                throw layer.Error(
                    DiagnosticIds.NothingLeft, "Amounts", layer.Name, SpatialOptions.Text(options.Sizes), layer.InputNames[0],
                    $"{CSharpLiteral.Of(before[axis])} and {CSharpLiteral.Of(after[axis])} are taken off axis {options.Input.Roles[axis + 1]}");
            }
        }

        var axes = options.Sizes.Select((size, axis) => new ContinuedAxis(size, -before[axis], -after[axis], "Zeros")).ToArray<AxisMap>();
        return layer.Add(new Crop(new EquatableArray<AxisMap>(axes), options.ResultOf(axes)), layer.Input);
    }
}
