using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[BatchNorm]</c>: moments of each sample, statistics of the batch, one pass that normalizes.</summary>
public sealed class BatchNormDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "BatchNorm";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireChannels(layer.Input);
        return Normalization.OnChannels(layer, x => Normalize(layer, x));
    }

    private static Value Normalize(LayerBuilder layer, Value x)
    {
        var axis = ChannelAxis.Of(x.Shape);
        var epsilon = Normalization.Epsilon(layer, 1e-5);
        var scale = Normalization.Affine(layer, axis.Channels, isAffine: true);
        var running = Normalization.RunningStatistics(layer, axis.Channels);
        var momentum = Normalization.Momentum(layer);
        var moments = axis.Positions == 1 ? x : layer.Add(new ChannelMoments(), x);
        var statistics = layer.Add(new BatchStatistics(axis.Positions, epsilon, momentum, scale.Length > 0), [moments, .. scale, .. running]);
        return layer.Add(new ChannelAffine(), x, statistics);
    }
}

/// <summary>What normalizations declare alike, under PyTorch's names.</summary>
internal static class Normalization
{
    /// <summary>Builds what works on the channels, or else the features, of its input.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="build">Adds the nodes.</param>
    /// <returns>The result, its axes in the order of the input's.</returns>
    // Channels that stand first are moved behind the other axes by the compiler.
    public static Value OnChannels(LayerBuilder layer, Func<Value, Value> build) =>
        layer.Input.Shape.Roles[0] == 'C' && layer.Input.Shape.FeatureAxis == 0 ? build(layer.Input) : layer.OnLastAxis(build);

    /// <summary>What is added to the variance.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="fallback">What it is where nothing is said.</param>
    /// <returns>A number that is not negative.</returns>
    public static double Epsilon(LayerBuilder layer, double fallback)
    {
        var epsilon = layer.Real("Epsilon", fallback);
        return epsilon >= 0 && !double.IsInfinity(epsilon) ? epsilon : throw Invalid(layer, "Epsilon", "it must be finite and not negative");
    }

    /// <summary>The share of the new statistics in the running ones.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The share; null for the mean of all batches.</returns>
    public static double? Momentum(LayerBuilder layer)
    {
        if (layer.Flag("CumulativeAverage", false))
            return null;
        var momentum = layer.Real("Momentum", 0.1);
        return momentum is >= 0 and <= 1 ? momentum : throw Invalid(layer, "Momentum", "it must be from 0 to 1");
    }

    /// <summary>Declares γ and β.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="channels">How many channels there are.</param>
    /// <param name="isAffine">Whether there are any by default.</param>
    /// <returns>Both, or none.</returns>
    public static Value[] Affine(LayerBuilder layer, int channels, bool isAffine) => layer.Flag("Affine", isAffine)
        ? [Parameter(layer, "weight", "γ", Shape.Vector(channels), "Ones"), Parameter(layer, "bias", "β", Shape.Vector(channels), "Zeros")]
        : [];

    /// <summary>Declares the running mean, the running variance and the number of batches.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="channels">How many channels there are.</param>
    /// <returns>The buffers.</returns>
    public static Value[] RunningStatistics(LayerBuilder layer, int channels) =>
    [
        layer.Buffer("running_mean", "μ", Shape.Vector(channels), "Zeros"),
        layer.Buffer("running_var", "v", Shape.Vector(channels), "Ones"),
        layer.Buffer("num_batches_tracked", "n", Shape.Scalar, "Zeros"),
    ];

    /// <summary>Declares γ or β.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">Its name.</param>
    /// <param name="symbol">Its letter in formulas.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">How it starts.</param>
    /// <returns>The parameter.</returns>
    public static Value Parameter(LayerBuilder layer, string name, string symbol, Shape shape, string initializer) =>
        layer.Parameter(name, symbol, shape, TensorPacking.RowMajor, shape.Length, shape.Length, new InitializerSpec(initializer, default));

    /// <summary>The fault of an argument.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="rule">What it must be.</param>
    /// <param name="value">What it is, where that is not what was written.</param>
    /// <returns>The exception.</returns>
    public static SpecException Invalid(LayerBuilder layer, string argument, string rule, string? value = null) =>
        layer.Error(DiagnosticIds.InvalidArgument, argument, argument, layer.Name, value ?? Text(layer.Constants(argument)[0]), rule);

    private static string Text(ConstantSpec constant) => constant switch
    {
        { Text.Length: > 0 } => constant.Text,
        { Kind: ConstantKind.Text } => "empty",
        _ => CSharpLiteral.Of(constant.Number, true).TrimEnd('d'),
    };
}
