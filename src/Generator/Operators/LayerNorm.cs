using NetGen.Generator.Diagnostics;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>A normalization of rows of the last axes, or of the channels alone; where those do not stand last, the axes are permuted around it.</summary>
public abstract class RowNormDefinition : LayerDefinition
{
    /// <summary>Whether the mean is taken off.</summary>
    protected abstract bool IsCentered { get; }

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var axes = Axes(layer);
        var shape = layer.Input.Shape;
        if (axes.Length == 1 && shape.Roles.IndexOf(axes[0]) == shape.FeatureAxis)
            return Normalization.OnChannels(layer, x => Normalize(layer, x, Shape.Vector(shape.Sizes[shape.FeatureAxis]), isOfChannels: true));
        var first = shape.Rank - axes.Length;
        return Normalize(layer, layer.Input, new Shape(shape.Sizes.Skip(first), axes), isOfChannels: false);
    }

    private Value Normalize(LayerBuilder layer, Value x, Shape rows, bool isOfChannels)
    {
        var epsilon = Normalization.Epsilon(layer, IsCentered ? 1e-5 : layer.IsDouble ? Math.Pow(2, -52) : Math.Pow(2, -23));
        var parameters = new List<Value>();
        if (layer.Flag("Affine", true))
        {
            parameters.Add(Normalization.Parameter(layer, "weight", "γ", rows, "Ones"));
            if (IsCentered && layer.Flag("Bias", true))
                parameters.Add(Normalization.Parameter(layer, "bias", "β", rows, "Zeros"));
        }

        return layer.Add(new RowNorm(rows.Length, isOfChannels, IsCentered, parameters.Count > 0, parameters.Count > 1, epsilon), [x, .. parameters]);
    }

    // The features of vectors and sequences, everything of what has channels, or as it is said.
    private static string Axes(LayerBuilder layer)
    {
        var shape = layer.Input.Shape;
        var features = shape.Roles.IndexOf('F') >= 0 ? "F" : shape.Roles;
        if (layer.Text("Axes") is not { } axes)
            return features;
        var isChannel = axes.Length == 1 && shape.FeatureAxis >= 0 && axes[0] == shape.Roles[shape.FeatureAxis];
        return isChannel || (axes.Length > 0 && shape.Roles.EndsWith(axes, StringComparison.Ordinal))
            ? axes
            : throw Normalization.Invalid(layer, "Axes", $"it must be the last axes of '{layer.InputNames[0]}' ({string.Join(", ", shape.Roles.Select(role => role))}) in their order, or its channels or features alone");
    }
}

/// <summary>The attribute <c>[LayerNorm]</c>.</summary>
public sealed class LayerNormDefinition : RowNormDefinition
{
    /// <inheritdoc/>
    public override string Kind => "LayerNorm";

    /// <inheritdoc/>
    protected override bool IsCentered => true;
}

/// <summary>The attribute <c>[RMSNorm]</c>.</summary>
public sealed class RMSNormDefinition : RowNormDefinition
{
    /// <inheritdoc/>
    public override string Kind => "RMSNorm";

    /// <inheritdoc/>
    protected override bool IsCentered => false;
}
