namespace NetGen.Compiler.Tests;

/// <summary>A layer on spatial axes with random options that fit its input, and what comes of its shape.</summary>
/// <param name="Kind">The attribute.</param>
/// <param name="Arguments">Names and values by turns.</param>
/// <param name="Sizes">The shape of the result: channels, then spatial axes.</param>
/// <param name="Form">What is special about it, for coverage.</param>
internal sealed record SpatialLayer(string Kind, object[] Arguments, int[] Sizes, string Form = "")
{
    /// <summary>Every kind that works on so many spatial axes.</summary>
    public static string[] KindsOf(int rank) =>
    [
        $"Conv{rank}D", $"ConvTranspose{rank}D", $"MaxPool{rank}D", $"AveragePool{rank}D", $"AdaptiveAveragePool{rank}D",
        "GlobalAveragePool", "GlobalMaxPool", "Upsample", "Pad", "Crop", .. rank == 2 ? ["PixelShuffle"] : Array.Empty<string>(),
    ];

    /// <summary>The roles of channels and so many spatial axes.</summary>
    public static string RolesOf(int rank) => rank switch { 1 => "CL", 2 => "CHW", _ => "CDHW" };

    /// <summary>Draws the options of a layer.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="x">The shape of the input.</param>
    /// <param name="random">The chance.</param>
    /// <returns>The layer; null where the kind has none for this input.</returns>
    public static SpatialLayer? Draw(string kind, int[] x, Random random)
    {
        int channels = x[0], rank = x.Length - 1;
        var sizes = x[1..];
        int[] Each(Func<int, int> of) => [.. sizes.Select((_, axis) => of(axis))];
        switch (kind)
        {
            case "GlobalAveragePool" or "GlobalMaxPool":
                return new(kind, [], [channels]);
            case "Upsample":
                var scale = Each(_ => random.Next(1, 4));
                var isNearest = random.Next(4) == 0;
                var align = !isNearest && random.Next(2) == 0;
                return new(kind, ["Scale", scale, "Mode", isNearest ? UpsampleMode.Nearest : UpsampleMode.Bilinear, "AlignCorners", align], [channels, .. Each(axis => sizes[axis] * scale[axis])], $"Upsample {isNearest} {align}");
            case "Pad":
                var mode = (PaddingMode)random.Next(4);
                var sides = Each(axis => random.Next(0, 1 + Most(mode, sizes[axis]))).Zip(Each(axis => random.Next(0, 1 + Most(mode, sizes[axis]))), (before, after) => (before, after)).ToArray();
                object[] value = mode == PaddingMode.Zeros ? ["Value", 0.5] : [];
                return new(kind, ["Amounts", Sides(sides), "Mode", mode, .. value], [channels, .. Each(axis => sizes[axis] + sides[axis].before + sides[axis].after)], "Pad " + mode);
            case "Crop":
                var cut = Each(axis => random.Next(sizes[axis])).Select(total => (before: total / 2, after: total - (total / 2))).ToArray();
                return new(kind, ["Amounts", Sides(cut)], [channels, .. Each(axis => sizes[axis] - cut[axis].before - cut[axis].after)]);
            case "PixelShuffle":
                var factor = channels % 4 == 0 ? 2 : channels % 9 == 0 ? 3 : 1;
                return new(kind, ["Factor", factor], [channels / factor / factor, sizes[0] * factor, sizes[1] * factor]);
        }

        return kind[..^2] switch
        {
            "Conv" => Convolution(kind, channels, sizes, random),
            "ConvTranspose" => Transposed(kind, channels, sizes, random),
            "AdaptiveAveragePool" => Each(axis => random.Next(1, sizes[axis] + 3)) is var parts ? new(kind, ["Size", parts], [channels, .. parts]) : null,
            _ => Pool(kind, channels, sizes, random),
        };
    }

    private static int Most(PaddingMode mode, int size) => Math.Min(3, mode switch { PaddingMode.Reflect => size - 1, PaddingMode.Circular => size, _ => 3 });

    private static int[] Sides((int Before, int After)[] sides) => [.. sides.SelectMany(side => new[] { side.Before, side.After })];

    private static SpatialLayer Convolution(string kind, int channels, int[] sizes, Random random)
    {
        var mode = random.Next(2) == 0 ? PaddingMode.Zeros : (PaddingMode)random.Next(1, 4);
        var sides = sizes.Select(size => (Before: random.Next(0, 1 + Most(mode, size)), After: random.Next(0, 1 + Most(mode, size)))).ToArray();
        var padded = sizes.Select((size, axis) => size + sides[axis].Before + sides[axis].After).ToArray();
        var (kernel, dilation) = Window(padded, random);
        var stride = sizes.Select(_ => random.Next(2) == 0 ? 1 : random.Next(1, 4)).ToArray();
        var (groups, filters) = Filters(channels, random);
        object padding = Sides(sides);
        var form = "Conv " + mode;
        if (random.Next(3) == 0)
        {
            form = kind == "Conv1D" && random.Next(3) > 0 ? "Conv Causal" : "Conv Same";
            (mode, padding) = (PaddingMode.Zeros, form == "Conv Causal" ? NetGen.Pad.Causal : NetGen.Pad.Same);
            if (form == "Conv Same")
                stride = [.. stride.Select(_ => 1)];
            padded = [.. sizes.Select((size, axis) => size + (dilation[axis] * (kernel[axis] - 1)))];
        }

        var result = padded.Select((size, axis) => ((size - (dilation[axis] * (kernel[axis] - 1)) - 1) / stride[axis]) + 1);
        object[] arguments = ["Filters", filters, "Kernel", kernel, "Stride", stride, "Dilation", dilation, "Padding", padding, "PaddingMode", mode, "Groups", groups, "Bias", random.Next(3) > 0];
        return new(kind, arguments, [filters, .. result], groups > 1 && groups == channels ? form + " depthwise" : form);
    }

    private static SpatialLayer Transposed(string kind, int channels, int[] sizes, Random random)
    {
        int[] kernel = [.. sizes.Select(_ => random.Next(1, 4))], dilation = [.. sizes.Select(_ => random.Next(1, 3))], stride = [.. sizes.Select(_ => random.Next(1, 4))];
        int[] extra = [.. sizes.Select((_, axis) => random.Next(Math.Max(stride[axis], dilation[axis])))];
        int[] whole = [.. sizes.Select((size, axis) => ((size - 1) * stride[axis]) + (dilation[axis] * (kernel[axis] - 1)) + 1 + extra[axis])];
        int[] padding = [.. whole.Select(size => random.Next(1 + Math.Min(2, (size - 1) / 2)))];
        var (groups, filters) = Filters(channels, random);
        object[] arguments = ["Filters", filters, "Kernel", kernel, "Stride", stride, "Dilation", dilation, "Padding", padding, "OutputPadding", extra, "Groups", groups, "Bias", random.Next(3) > 0];
        return new(kind, arguments, [filters, .. whole.Select((size, axis) => size - (2 * padding[axis]))]);
    }

    private static SpatialLayer Pool(string kind, int channels, int[] sizes, Random random)
    {
        var isMax = kind.StartsWith("Max", StringComparison.Ordinal);
        var (kernel, dilation) = Window(sizes, random);
        if (!isMax)
            dilation = [.. dilation.Select(_ => 1)];
        int[] stride = [.. kernel.Select(size => random.Next(2) == 0 ? size : random.Next(1, 4))];
        // Padding around a dilated window may leave one with nothing.
        int[] padding = [.. kernel.Select((size, axis) => dilation[axis] > 1 ? 0 : random.Next(1 + (size / 2)))];
        var isCeil = random.Next(2) == 0;
        object[] own = isMax ? ["Dilation", dilation] : ["CountPadding", random.Next(2) == 0];
        var result = sizes.Select((size, axis) =>
        {
            var room = size + (2 * padding[axis]) - (dilation[axis] * (kernel[axis] - 1)) - 1 + (isCeil ? stride[axis] - 1 : 0);
            var windows = (room / stride[axis]) + 1;
            return isCeil && (windows - 1) * stride[axis] >= size + padding[axis] ? windows - 1 : windows;
        });
        return new(kind, ["Kernel", kernel, "Stride", stride, "Padding", padding, "CeilMode", isCeil, .. own], [channels, .. result], isCeil ? "Pool CeilMode" : "");
    }

    private static (int[] Kernel, int[] Dilation) Window(int[] sizes, Random random)
    {
        int[] kernel = [.. sizes.Select(size => random.Next(4) == 0 ? size : random.Next(1, 1 + Math.Min(4, size)))];
        int[] dilation = [.. sizes.Select((size, axis) => kernel[axis] > 1 ? random.Next(1, 1 + Math.Min(3, (size - 1) / (kernel[axis] - 1))) : 1)];
        return (kernel, dilation);
    }

    private static (int Groups, int Filters) Filters(int channels, Random random)
    {
        int[] divisors = [.. Enumerable.Range(1, channels).Where(divisor => channels % divisor == 0)];
        var groups = random.Next(2) == 0 ? 1 : divisors[random.Next(divisors.Length)];
        return (groups, groups * random.Next(1, groups > 4 ? 3 : 5));
    }
}
