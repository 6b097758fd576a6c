using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>A transposed convolution over one to three axes.</summary>
/// <param name="rank">How many axes.</param>
public abstract class TransposedConvolutionDefinition(int rank) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => $"ConvTranspose{CSharpLiteral.Of(rank)}D";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank);
        var filters = layer.PositiveInteger("Filters");
        int[] kernel = options.PerAxis("Kernel", null), stride = options.PerAxis("Stride", options.All(1)), dilation = options.PerAxis("Dilation", options.All(1));
        var (before, after) = options.Padding(kernel, dilation, stride, "Valid");
        var extra = options.PerAxis("OutputPadding", options.All(0), least: 0);
        for (var axis = 0; axis < rank; axis++)
        {
            if (extra[axis] >= Math.Max(stride[axis], dilation[axis]))
                throw options.Invalid("OutputPadding", "it must be less than the stride or the dilation");
        }

        var groups = ConvolutionParameters.Groups(layer, options, filters);
        var axes = new List<WindowAxis>();
        for (var axis = 0; axis < rank; axis++)
        {
            var windows = options.Sizes[axis];
            var whole = checked(((windows - 1) * stride[axis]) + WindowAxis.ExtentOf(kernel[axis], dilation[axis]) + extra[axis]);
            var size = checked(whole - before[axis] - after[axis]);
            if (size < 1)
            {
                throw layer.Error(
                    DiagnosticIds.NothingLeft, "Padding", layer.Name, SpatialOptions.Text(options.Sizes), layer.InputNames[0],
                    $"padding takes {CSharpLiteral.Of(before[axis])} and {CSharpLiteral.Of(after[axis])} off the {CSharpLiteral.Of(whole)} that axis {options.Input.Roles[axis + 1]} would have");
            }

            axes.Add(new WindowAxis(size, windows, kernel[axis], stride[axis], dilation[axis], before[axis]));
        }

        var grid = new WindowGrid(new EquatableArray<WindowAxis>(axes));
        var inputs = ConvolutionParameters.Declare(layer, ConvolutionShape.OfWeight(options.Channels, filters / groups, grid, options.Input.Roles), filters, groups);
        return layer.Add(new TransposedConvolution(grid, groups, HasBias: inputs.Length > 1), [layer.Input, .. inputs]);
    }
}

/// <summary>The attribute <c>[ConvTranspose1D]</c>.</summary>
public sealed class ConvTranspose1DDefinition() : TransposedConvolutionDefinition(1);

/// <summary>The attribute <c>[ConvTranspose2D]</c>.</summary>
public sealed class ConvTranspose2DDefinition() : TransposedConvolutionDefinition(2);

/// <summary>The attribute <c>[ConvTranspose3D]</c>.</summary>
public sealed class ConvTranspose3DDefinition() : TransposedConvolutionDefinition(3);
