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
    public Task ArgumentsAreChecked(string layers, string expected) => Expect(layers, expected);

    [Theory]
    [InlineData("BatchNorm")]
    public Task ThereAreChannelsOrFeatures(string layer) => Harness.Expect(
        $"[Network, Input(6, 4, Axes = \"HW\"), ⟦{layer}⟧, Flatten, Dense(2)] public partial class Net;",
        $"NG1007: {layer}1 works on values with channels or features, but 'input' is a sequence of 6×4 (H, W); put [Reshape] with Axes before it");

    // A picture of three channels comes in, and a vector goes out.
    private static Task Expect(string layers, string expected) => Harness.Expect($"[Network, Input(3, 6, 4), {layers}, Flatten, Dense(2)] public partial class Net;", expected);
}
