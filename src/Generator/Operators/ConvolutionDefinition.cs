using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>A convolution over one to three axes. Padding by anything but zeros is an operator of its own before it.</summary>
/// <param name="rank">How many axes.</param>
public abstract class ConvolutionDefinition(int rank) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => $"Conv{CSharpLiteral.Of(rank)}D";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank);
        var filters = layer.PositiveInteger("Filters");
        int[] kernel = options.PerAxis("Kernel", null), stride = options.PerAxis("Stride", options.All(1)), dilation = options.PerAxis("Dilation", options.All(1));
        var (before, after) = options.Padding(kernel, dilation, stride, rank == 1 ? ["Same", "Valid", "Causal"] : ["Same", "Valid"]);
        var groups = ConvolutionParameters.Groups(layer, options, filters);
        var mode = layer.Choice("PaddingMode", "Zeros");

        var padded = options.Sizes.Select((size, axis) => checked(size + before[axis] + after[axis])).ToArray();
        if (padded.Where((size, axis) => size < WindowAxis.ExtentOf(kernel[axis], dilation[axis])).Any())
            throw options.DoesNotFit(kernel, dilation, padded);
        var x = layer.Input;
        var isPadded = mode != "Zeros" && !padded.SequenceEqual(options.Sizes);
        if (isPadded)
            x = options.PadInput(before, after, mode, 0, "Padding");

        var grid = new WindowGrid(new EquatableArray<WindowAxis>(padded.Select((size, axis) => new WindowAxis(
            isPadded ? size : options.Sizes[axis],
            ((size - WindowAxis.ExtentOf(kernel[axis], dilation[axis])) / stride[axis]) + 1,
            kernel[axis],
            stride[axis],
            dilation[axis],
            isPadded ? 0 : before[axis]))));
        var inputs = ConvolutionParameters.Declare(layer, ConvolutionShape.OfWeight(filters, options.Channels / groups, grid, options.Input.Roles), filters, groups);
        return layer.Add(new Convolution(grid, groups, HasBias: inputs.Length > 1), [x, .. inputs]);
    }
}

/// <summary>The attribute <c>[Conv1D]</c>.</summary>
public sealed class Conv1DDefinition() : ConvolutionDefinition(1);

/// <summary>The attribute <c>[Conv2D]</c>.</summary>
public sealed class Conv2DDefinition() : ConvolutionDefinition(2);

/// <summary>The attribute <c>[Conv3D]</c>.</summary>
public sealed class Conv3DDefinition() : ConvolutionDefinition(3);

/// <summary>What convolutions in both directions declare alike.</summary>
internal static class ConvolutionParameters
{
    /// <summary>Reads the number of groups.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="options">Its options.</param>
    /// <param name="filters">How many filters it has.</param>
    /// <returns>A number that divides channels and filters.</returns>
    public static int Groups(LayerBuilder layer, SpatialOptions options, int filters)
    {
        var groups = options.Number("Groups", 1);
        if (options.Channels % groups != 0)
            throw options.Invalid("Groups", $"it must divide the {CSharpLiteral.Of(options.Channels)} channels of '{layer.InputNames[0]}'");
        return filters % groups == 0 ? groups : throw options.Invalid("Groups", $"it must divide the {CSharpLiteral.Of(filters)} filters");
    }

    /// <summary>Declares weight and bias. As in PyTorch, what is behind the first axis of a weight is its fan in, and the fan out is that of the other two.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weight">The shape of the weight.</param>
    /// <param name="filters">The length of the bias.</param>
    /// <param name="groups">Into how many groups channels and filters are divided.</param>
    /// <returns>The weight and, if there is one, the bias.</returns>
    public static Value[] Declare(LayerBuilder layer, Shape weight, int filters, int groups)
    {
        int fanIn = weight.Product(1, weight.Rank), fanOut = checked(weight.Sizes[0] * weight.Product(2, weight.Rank));
        var w = layer.Parameter("weight", "W", weight, ConvolutionShape.PackingOf(weight, groups), fanIn, fanOut, layer.Initializer("Weight"));
        return layer.Flag("Bias", true)
            ? [w, layer.Parameter("bias", "b", Shape.Vector(filters), TensorPacking.RowMajor, fanIn, fanOut, layer.Initializer("Bias"))]
            : [w];
    }
}
