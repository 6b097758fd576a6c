using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>A pool over one to three axes.</summary>
/// <param name="kind">The attribute without the number of axes.</param>
/// <param name="rank">How many axes.</param>
public abstract class PoolDefinition(string kind, int rank) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => $"{kind}{CSharpLiteral.Of(rank)}D";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank);
        var kernel = options.PerAxis("Kernel", null);
        int[] stride = options.PerAxis("Stride", kernel), dilation = options.PerAxis("Dilation", options.All(1));
        var (before, after) = options.Padding(kernel, dilation, stride, "Same", "Valid");
        var isCeil = layer.Flag("CeilMode", false);
        var axes = new List<WindowAxis>();
        for (var axis = 0; axis < rank; axis++)
        {
            // A window at the edge has to have elements: PyTorch's limit.
            if (Math.Max(before[axis], after[axis]) > kernel[axis] / 2)
                throw options.Invalid("Padding", $"it can be at most half of the kernel, which is {SpatialOptions.Text(kernel)}");
            var size = options.Sizes[axis];
            var room = checked(size + before[axis] + after[axis] - WindowAxis.ExtentOf(kernel[axis], dilation[axis]) + (isCeil ? stride[axis] - 1 : 0));
            var windows = room < 0 ? 0 : (room / stride[axis]) + 1;
            if (isCeil && (long)(windows - 1) * stride[axis] >= (long)size + before[axis])
                windows--;
            if (windows < 1)
                throw options.DoesNotFit(kernel, dilation, options.Sizes.Select((n, i) => n + before[i] + after[i]).ToArray());
            var window = new WindowAxis(size, windows, kernel[axis], stride[axis], dilation[axis], before[axis]);
            if (!window.IsInside && Enumerable.Range(0, windows).Any(q => Enumerable.Range(0, kernel[axis]).All(k => window.At(q, k) < 0)))
                throw options.Invalid("Padding", $"a window along axis {options.Input.Roles[axis + 1]} would see nothing but padding");
            axes.Add(window);
        }

        return layer.Add(Pool(layer, options, new WindowGrid(new EquatableArray<WindowAxis>(axes)), after), layer.Input);
    }

    /// <summary>The operator.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="options">Its options.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="after">How much is padded behind each axis.</param>
    /// <returns>The operator.</returns>
    private protected abstract Operator Pool(LayerBuilder layer, SpatialOptions options, WindowGrid grid, int[] after);
}

/// <summary>A maximum pool.</summary>
/// <param name="rank">How many axes.</param>
public abstract class MaxPoolDefinition(int rank) : PoolDefinition("MaxPool", rank)
{
    /// <inheritdoc/>
    private protected override Operator Pool(LayerBuilder layer, SpatialOptions options, WindowGrid grid, int[] after) =>
        new MaxPool(grid, ChannelOrder.Make(options.Input, options.Channels, grid.Axes.Select(axis => axis.Windows)));
}

/// <summary>An average pool.</summary>
/// <param name="rank">How many axes.</param>
public abstract class AveragePoolDefinition(int rank) : PoolDefinition("AveragePool", rank)
{
    /// <inheritdoc/>
    private protected override Operator Pool(LayerBuilder layer, SpatialOptions options, WindowGrid grid, int[] after)
    {
        var axes = grid.Axes.Select((axis, i) => new MeanWindows(axis, after[i], layer.Flag("CountPadding", true))).ToArray<AxisMap>();
        return new AveragePool(new EquatableArray<AxisMap>(axes), options.ResultOf(axes));
    }
}

/// <summary>An average pool to a given size.</summary>
/// <param name="rank">How many axes.</param>
public abstract class AdaptiveAveragePoolDefinition(int rank) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => $"AdaptiveAveragePool{CSharpLiteral.Of(rank)}D";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank);
        var axes = options.PerAxis("Size", null).Select((results, axis) => new MeanParts(options.Sizes[axis], results)).ToArray<AxisMap>();
        return layer.Add(new AveragePool(new EquatableArray<AxisMap>(axes), options.ResultOf(axes)), layer.Input);
    }
}

/// <summary>The attribute <c>[GlobalAveragePool]</c>.</summary>
public sealed class GlobalAveragePoolDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GlobalAveragePool";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank: 0);
        return layer.Add(new AveragePool(new EquatableArray<AxisMap>(options.Sizes.Select(size => new MeanParts(size, 1))), Shape.Vector(options.Channels)), layer.Input);
    }
}

/// <summary>The attribute <c>[GlobalMaxPool]</c>.</summary>
public sealed class GlobalMaxPoolDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GlobalMaxPool";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var options = new SpatialOptions(layer, rank: 0);
        var grid = new WindowGrid(new EquatableArray<WindowAxis>(options.Sizes.Select(size => new WindowAxis(size, 1, size, 1, 1, 0))));
        return layer.Add(new MaxPool(grid, Shape.Vector(options.Channels)), layer.Input);
    }
}

/// <summary>The attribute <c>[MaxPool1D]</c>.</summary>
public sealed class MaxPool1DDefinition() : MaxPoolDefinition(1);

/// <summary>The attribute <c>[MaxPool2D]</c>.</summary>
public sealed class MaxPool2DDefinition() : MaxPoolDefinition(2);

/// <summary>The attribute <c>[MaxPool3D]</c>.</summary>
public sealed class MaxPool3DDefinition() : MaxPoolDefinition(3);

/// <summary>The attribute <c>[AveragePool1D]</c>.</summary>
public sealed class AveragePool1DDefinition() : AveragePoolDefinition(1);

/// <summary>The attribute <c>[AveragePool2D]</c>.</summary>
public sealed class AveragePool2DDefinition() : AveragePoolDefinition(2);

/// <summary>The attribute <c>[AveragePool3D]</c>.</summary>
public sealed class AveragePool3DDefinition() : AveragePoolDefinition(3);

/// <summary>The attribute <c>[AdaptiveAveragePool1D]</c>.</summary>
public sealed class AdaptiveAveragePool1DDefinition() : AdaptiveAveragePoolDefinition(1);

/// <summary>The attribute <c>[AdaptiveAveragePool2D]</c>.</summary>
public sealed class AdaptiveAveragePool2DDefinition() : AdaptiveAveragePoolDefinition(2);

/// <summary>The attribute <c>[AdaptiveAveragePool3D]</c>.</summary>
public sealed class AdaptiveAveragePool3DDefinition() : AdaptiveAveragePoolDefinition(3);
