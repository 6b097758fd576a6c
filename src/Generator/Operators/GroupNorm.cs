using NetGen.Generator.Emission;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[GroupNorm]</c>.</summary>
public sealed class GroupNormDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GroupNorm";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireChannels(layer.Input);
        var groups = layer.PositiveInteger("Groups");
        var channels = ChannelAxis.Of(layer.Input.Shape).Channels;
        if (channels % groups != 0)
            throw Normalization.Invalid(layer, "Groups", $"it must divide the {CSharpLiteral.Of(channels)} channels of '{layer.InputNames[0]}'", CSharpLiteral.Of(groups));
        return Normalization.OnChannels(layer, x =>
        {
            var axis = ChannelAxis.Of(x.Shape);
            var epsilon = Normalization.Epsilon(layer, 1e-5);
            var scale = Normalization.Affine(layer, axis.Channels, isAffine: true);
            var moments = layer.Add(new ChannelMoments(), x);
            return layer.Add(new ChannelAffine(), x, layer.Add(new GroupStatistics(groups, axis.Positions, epsilon, null, scale.Length > 0), [moments, .. scale]));
        });
    }
}

/// <summary>The attribute <c>[InstanceNorm]</c>: as many groups as channels, and running statistics where they are asked for.</summary>
public sealed class InstanceNormDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "InstanceNorm";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireChannels(layer.Input);
        if (ChannelAxis.Of(layer.Input.Shape).Positions == 1)
            throw layer.WrongInput("channels of two or more positions", "[Reshape]");
        return Normalization.OnChannels(layer, x =>
        {
            var axis = ChannelAxis.Of(x.Shape);
            var epsilon = Normalization.Epsilon(layer, 1e-5);
            double? momentum = layer.Flag("TrackRunningStatistics", false) ? Normalization.Momentum(layer) : null;
            var scale = Normalization.Affine(layer, axis.Channels, isAffine: false);
            Value[] running = momentum is null ? [] : Normalization.RunningStatistics(layer, axis.Channels);
            var moments = layer.Add(new ChannelMoments(), x);
            return layer.Add(new ChannelAffine(), x, layer.Add(new GroupStatistics(axis.Channels, axis.Positions, epsilon, momentum, scale.Length > 0), [moments, .. scale, .. running]));
        });
    }
}
