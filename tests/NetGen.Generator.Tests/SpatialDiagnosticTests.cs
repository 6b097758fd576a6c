namespace NetGen.Generator.Tests;

/// <summary>What layers on spatial axes report, by id, message and span.</summary>
public sealed class SpatialDiagnosticTests
{
    [Theory]
    [InlineData("Conv2D(2, Kernel = 3), Conv2D(2, Kernel = ⟦5⟧)", "NG1003: Conv2D kernel 5×5 does not fit the 4×2 input from 'Conv1'")]
    [InlineData("Conv2D(2, Kernel = ⟦3⟧, Dilation = 3, Padding = 1)", "NG1003: Conv2D kernel 3×3 does not fit the 6×4 input from 'input', dilated to 7×7, padded to 8×6")]
    [InlineData("MaxPool2D(⟦5⟧)", "NG1003: MaxPool2D kernel 5×5 does not fit the 6×4 input from 'input'")]
    [InlineData("MaxPool2D(⟦new[] { 3, 6 }⟧, Stride = 1, Padding = new[] { 1, 0 })", "NG1003: MaxPool2D kernel 3×6 does not fit the 6×4 input from 'input', padded to 8×4")]
    [InlineData("Pad(⟦4⟧, Mode = PaddingMode.Reflect)", "NG1015: Pad1 cannot pad the 6×4 input from 'input' by 4 and 4: along axis W, Reflect takes at most 3")]
    [InlineData("Pad(⟦7, 0, 0, 0⟧, Mode = PaddingMode.Circular)", "NG1015: Pad1 cannot pad the 6×4 input from 'input' by 7 and 0: along axis H, Circular takes at most 6")]
    [InlineData("Conv2D(1, Kernel = 3, Padding = ⟦5⟧, PaddingMode = PaddingMode.Circular)", "NG1015: Conv1 cannot pad the 6×4 input from 'input' by 5 and 5: along axis W, Circular takes at most 4")]
    [InlineData("Crop(⟦2⟧)", "NG1016: Crop1 leaves nothing of the 6×4 input from 'input': 2 and 2 are taken off axis W")]
    [InlineData("ConvTranspose2D(1, Kernel = 1, Padding = ⟦2⟧)", "NG1016: ConvTranspose1 leaves nothing of the 6×4 input from 'input': padding takes 2 and 2 off the 4 that axis W would have")]
    public Task ShapesArePossible(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("⟦Conv2D(2)⟧", "NG1304: Kernel of Conv1 is missing; it must be a number, or 2 of them, one for each axis")]
    [InlineData("Conv2D(2, Kernel = ⟦2.5⟧)", "NG1304: Kernel of Conv1 is 2.5; it must be a number, or 2 of them, one for each axis")]
    [InlineData("Conv2D(2, Kernel = ⟦Pad.Same⟧)", "NG1304: Kernel of Conv1 is Same; it must be a number, or 2 of them, one for each axis")]
    [InlineData("Conv2D(2, Kernel = ⟦new[] { 1, 2, 3 }⟧)", "NG1304: Kernel of Conv1 is 1, 2, 3; it must be a number, or 2 of them, one for each axis")]
    [InlineData("Conv2D(2, Kernel = ⟦new[] { 1, 0 }⟧)", "NG1001: Kernel of Conv1 must be at least 1, but is 0")]
    [InlineData("Conv2D(⟦0⟧, Kernel = 1)", "NG1001: Filters of Conv1 must be at least 1, but is 0")]
    [InlineData("Conv2D(2, Kernel = 1, Stride = ⟦0⟧)", "NG1001: Stride of Conv1 must be at least 1, but is 0")]
    [InlineData("Conv2D(2, Kernel = 3, Padding = ⟦-1⟧)", "NG1304: Padding of Conv1 is -1; it cannot be negative")]
    [InlineData("Conv2D(2, Kernel = 3, Padding = ⟦new[] { 1, 2, 3 }⟧)", "NG1304: Padding of Conv1 is 1, 2, 3; it must be a number, or 2 of them, one for each axis, or 4, before and after each, or Pad.Same or Pad.Valid")]
    [InlineData("Conv2D(2, Kernel = 3, Padding = ⟦Pad.Same⟧, Stride = 2)", "NG1304: Padding of Conv1 is Same; that needs stride 1, and Stride is 2, 2")]
    [InlineData("Conv2D(2, Kernel = 3, Padding = ⟦Pad.Causal⟧)", "NG1304: Padding of Conv1 is Causal; only one dimension has an order of time")]
    [InlineData("ConvTranspose2D(2, Kernel = 3, Padding = ⟦Pad.Same⟧)", "NG1304: Padding of ConvTranspose1 is Same; it must be numbers, or Pad.Valid")]
    [InlineData("ConvTranspose2D(2, Kernel = 3, Stride = 2, OutputPadding = ⟦2⟧)", "NG1304: OutputPadding of ConvTranspose1 is 2; it must be less than the stride or the dilation")]
    [InlineData("Conv2D(6, Kernel = 1, Groups = ⟦2⟧)", "NG1304: Groups of Conv1 is 2; it must divide the 3 channels of 'input'")]
    [InlineData("Conv2D(4, Kernel = 1, Groups = ⟦3⟧)", "NG1304: Groups of Conv1 is 3; it must divide the 4 filters")]
    [InlineData("Conv2D(2, Kernel = 1, Groups = ⟦true⟧)", "NG1304: Groups of Conv1 is true; it must be a number")]
    [InlineData("Conv2D(2, Kernel = ⟦\"k\"⟧)", "NG1206: 'k' is not a parameter of network 'Net', which has none")]
    [InlineData("Conv2D(2, Kernel = 3, Padding = 1, PaddingMode = ⟦(PaddingMode)9⟧)", "NG1304: PaddingMode of Conv1 is 9; it must be a member of its enum")]
    [InlineData("Conv2D(2, Kernel = 3, WeightInitializer = ⟦(Initializer)(-1)⟧)", "NG1304: WeightInitializer of Conv1 is -1; it must be a member of its enum")]
    [InlineData("Upsample(2, Mode = ⟦(UpsampleMode)2⟧)", "NG1304: Mode of Upsample1 is 2; it must be a member of its enum")]
    [InlineData("MaxPool2D(2, Padding = ⟦2⟧)", "NG1304: Padding of MaxPool1 is 2; it can be at most half of the kernel, which is 2×2")]
    [InlineData("MaxPool2D(2, Stride = 1, Dilation = 5, Padding = ⟦1⟧)", "NG1304: Padding of MaxPool1 is 1; a window along axis W would see nothing but padding")]
    [InlineData("AdaptiveAveragePool2D(⟦0⟧)", "NG1001: Size of AdaptiveAveragePool1 must be at least 1, but is 0")]
    [InlineData("Upsample(⟦0⟧)", "NG1001: Scale of Upsample1 must be at least 1, but is 0")]
    [InlineData("Upsample(2, AlignCorners = ⟦true⟧)", "NG1304: AlignCorners of Upsample1 is true; the nearest element is the same with and without it; it is for UpsampleMode.Bilinear")]
    [InlineData("Pad(1, Mode = PaddingMode.Reflect, Value = ⟦2⟧)", "NG1304: Value of Pad1 is 2; the mode Reflect has no use for it")]
    [InlineData("Crop(⟦1, 2, 3⟧)", "NG1304: Amounts of Crop1 is 1, 2, 3; it must be a number, or 2 of them, one for each axis, or 4, before and after each")]
    [InlineData("PixelShuffle(⟦2⟧)", "NG1304: Factor of PixelShuffle1 is 2; its square must divide the 3 channels of 'input', which is 3×6×4")]
    public Task ArgumentsAreChecked(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("Conv1D(2, Kernel = 1)", "NG1007: Conv1 works on signals (C, L), but 'input' is a picture of 3×6×4 (C, H, W); put [Reshape] with Axes = \"CL\" before it")]
    [InlineData("MaxPool3D(2)", "NG1007: MaxPool1 works on volumes (C, D, H, W), but 'input' is a picture of 3×6×4 (C, H, W); put [Reshape] before it")]
    [InlineData("PixelShuffle(1, Name = \"a\"), Flatten, ⟦Pad(1)⟧", "NG1007: Pad1 works on signals (C, L) or pictures (C, H, W) or volumes (C, D, H, W), but 'Flatten1' is a vector of 72 (F); put [Reshape] before it")]
    public Task AxesHaveTheirRoles(string layers, string expected) => Expect(layers.Contains('⟦', StringComparison.Ordinal) ? layers : $"⟦{layers}⟧", expected);

    [Fact]
    public Task ASequenceIsNoSignal() => Harness.Expect(
        "[Network, Input(8, 3), ⟦Conv1D(2, Kernel = 3)⟧] public partial class Net;",
        "NG1007: Conv1 works on signals (C, L), but 'input' is a sequence of 8×3 (T, F); put [Reshape] with Axes = \"CL\" before it");

    [Fact]
    public Task BlocksComputeOptions() => Harness.Expect(
        """
        [Block("c", "k")]
        [Conv2D("2*c", Kernel = "k", Padding = "k/2", Groups = "c"), MaxPool2D("k", Stride = 1, Padding = "k/2")]
        [Pad("k", "1"), Crop("k", "1"), Upsample("k"), AdaptiveAveragePool2D("c"), PixelShuffle("k-2")]
        public sealed class Body;
        [Network, Input(3, 6, 4), Repeat<Body>(1, "c=3", "k=3"), Flatten, Dense(2)] public partial class Net;
        """);

    // A picture of three channels comes in, and a vector goes out.
    private static Task Expect(string layers, string expected) => Harness.Expect($"[Network, Input(3, 6, 4), {layers}] public partial class Net;", expected);
}
