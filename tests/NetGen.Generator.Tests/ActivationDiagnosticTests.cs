namespace NetGen.Generator.Tests;

/// <summary>What activations report, by id, message and span.</summary>
public sealed class ActivationDiagnosticTests
{
    [Theory]
    [InlineData("HardTanh(1, ⟦1⟧)", "NG1304: Maximum of HardTanh1 is 1; it must be above the minimum, which is 1")]
    [InlineData("HardTanh(-1, ⟦double.NaN⟧)", "NG1304: Maximum of HardTanh1 is NaN; it must be above the minimum, which is -1")]
    [InlineData("SoftShrink(⟦-0.5⟧)", "NG1304: Lambda of SoftShrink1 is -0.5; it must be finite and at least 0")]
    [InlineData("HardShrink(⟦double.PositiveInfinity⟧)", "NG1304: Lambda of HardShrink1 is PositiveInfinity; it must be finite and at least 0")]
    [InlineData("CELU(⟦0⟧)", "NG1304: Alpha of CELU1 is 0; it must be positive and finite")]
    [InlineData("ELU(⟦double.NaN⟧)", "NG1304: Alpha of ELU1 is NaN; it must be finite")]
    [InlineData("Softplus(⟦-1⟧)", "NG1304: Beta of Softplus1 is -1; it must be positive and finite")]
    [InlineData("Threshold(⟦double.NaN⟧, 0)", "NG1304: Threshold of Threshold1 is NaN; it must be finite")]
    [InlineData("PReLU(Init = ⟦double.NaN⟧)", "NG1304: Init of PReLU1 is NaN; it must be finite")]
    [InlineData("Swish(PerChannel = ⟦true⟧)", "NG1304: PerChannel of Swish1 is true; it is for a learned β; add Learned = true")]
    [InlineData("RReLU(0.5, ⟦0.25⟧)", "NG1304: Upper of RReLU1 is 0.25; it must not be below the lower bound, which is 0.5")]
    [InlineData("⟦GLU⟧", "NG1304: Axis of GLU1 is 0; it has 3 elements in 'input', which is 3×6×4, and must have an even number, one half for the values and one for their gates")]
    [InlineData("SwiGLU(Axis = ⟦3⟧)", "NG1304: Axis of SwiGLU1 is 3; 'input' is 3×6×4: it must be from 0 to 2")]
    [InlineData("Maxout(⟦2⟧)", "NG1304: Pieces of Maxout1 is 2; it must divide the 3 channels or features of 'input', which is 3×6×4")]
    [InlineData("Maxout(⟦0⟧)", "NG1001: Pieces of Maxout1 must be at least 1, but is 0")]
    public Task ArgumentsAreChecked(string layers, string expected) => Harness.Expect($"[Network, Input(3, 6, 4), {layers}, Flatten, Dense(2)] public partial class Net;", expected);

    [Theory]
    [InlineData("PReLU(PerChannel = true)")]
    [InlineData("Maxout(2)")]
    public Task ThereAreChannelsOrFeatures(string layer) => Harness.Expect(
        $"[Network, Input(6, 4, Axes = \"HW\"), ⟦{layer}⟧, Flatten, Dense(2)] public partial class Net;",
        $"NG1007: {layer.Split('(')[0]}1 works on values with channels or features, but 'input' is a sequence of 6×4 (H, W); put [Reshape] with Axes before it");

    [Fact]
    public Task GatesOfOtherAxesAndPiecesOfBlocksAreAccepted() => Harness.Expect(
        """
        [Network, Input(3, 6, 4), ReGLU(Axis = 1), Flatten, Repeat<Body>(1, "k=3"), PReLU(PerChannel = true), Swish(Learned = true, PerChannel = true), Dense(2, WeightInitializer = Initializer.XavierNormal, WeightArguments = new[] { Gain.Tanh }), Tanh]
        public partial class Net;
        [Block("k"), Dense("4*k"), Maxout("k"), RReLU] public sealed class Body;
        """);
}
