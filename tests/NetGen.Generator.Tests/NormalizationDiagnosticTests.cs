namespace NetGen.Generator.Tests;

/// <summary>What normalizations report, by id, message and span.</summary>
public sealed class NormalizationDiagnosticTests
{
    [Theory]
    [InlineData("BatchNorm(Epsilon = ⟦-1e-5⟧)", "NG1304: Epsilon of BatchNorm1 is -1E-05; it must be finite and not negative")]
    [InlineData("BatchNorm(Epsilon = ⟦double.NaN⟧)", "NG1304: Epsilon of BatchNorm1 is double.NaN; it must be finite and not negative")]
    [InlineData("BatchNorm(Momentum = ⟦1.5⟧)", "NG1304: Momentum of BatchNorm1 is 1.5; it must be from 0 to 1")]
    [InlineData("BatchNorm, BatchNorm(Affine = false, ParametersFrom = ⟦\"BatchNorm\"⟧)", "NG1110: BatchNorm2 takes its parameters from 'BatchNorm', which does not exist")]
    [InlineData("BatchNorm(Affine = false), BatchNorm(ParametersFrom = ⟦\"BatchNorm1\"⟧)", "NG1111: BatchNorm2 cannot share the parameters of 'BatchNorm1': weight 3 and no weight differ")]
    [InlineData("LayerNorm(Axes = ⟦\"CH\"⟧)", "NG1304: Axes of LayerNorm1 is CH; it must be the last axes of 'input' (C, H, W) in their order, or its channels or features alone")]
    [InlineData("LayerNorm(Axes = ⟦\"\"⟧)", "NG1304: Axes of LayerNorm1 is empty; it must be the last axes of 'input' (C, H, W) in their order, or its channels or features alone")]
    [InlineData("GroupNorm(⟦2⟧)", "NG1304: Groups of GroupNorm1 is 2; it must divide the 3 channels of 'input'")]
    [InlineData("GroupNorm(⟦0⟧)", "NG1001: Groups of GroupNorm1 must be at least 1, but is 0")]
    [InlineData("Flatten, ⟦InstanceNorm⟧", "NG1007: InstanceNorm1 works on channels of two or more positions, but 'Flatten1' is a vector of 72 (F); put [Reshape] before it")]
    [InlineData("LocalResponseNorm(⟦0⟧)", "NG1001: Size of LocalResponseNorm1 must be at least 1, but is 0")]
    [InlineData("LocalResponseNorm(5, Alpha = ⟦-1⟧)", "NG1304: Alpha of LocalResponseNorm1 is -1; it must be finite and not negative")]
    [InlineData("LocalResponseNorm(5, K = ⟦0⟧)", "NG1304: K of LocalResponseNorm1 is 0; it must be positive and finite")]
    [InlineData("SpatialDropout(⟦1⟧)", "NG1301: The rate of SpatialDropout1 is 1; it must be at least 0 and less than 1")]
    public Task ArgumentsAreChecked(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("BatchNorm")]
    [InlineData("InstanceNorm")]
    [InlineData("SpatialDropout")]
    public Task ThereAreChannelsOrFeatures(string layer) => Harness.Expect(
        $"[Network, Input(6, 4, Axes = \"HW\"), ⟦{layer}⟧, Flatten, Dense(2)] public partial class Net;",
        $"NG1007: {layer}1 works on values with channels or features, but 'input' is a sequence of 6×4 (H, W); put [Reshape] with Axes before it");

    // A picture of three channels comes in, and a vector goes out.
    private static Task Expect(string layers, string expected) => Harness.Expect($"[Network, Input(3, 6, 4), {layers}, Flatten, Dense(2)] public partial class Net;", expected);
}
