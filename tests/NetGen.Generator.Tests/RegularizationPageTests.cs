namespace NetGen.Generator.Tests;

/// <summary>The table of <c>docs/regularization.md</c> has all that draws in training.</summary>
public sealed class RegularizationPageTests
{
    [Fact]
    public void AllThatDrawsIsListed()
    {
        string[] rows = [.. File.ReadLines(Repository.At("docs/regularization.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        string[] noises = [.. typeof(Operators.Noise).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operators.Noise)) && type != typeof(Operators.AlphaDropoutGradient)).Select(type => type.Name)];
        Assert.Equal(5, noises.Length);
        Assert.All(noises.Append("SpatialDropout"), noise => Assert.Contains(rows, row => row.StartsWith($"| `{noise}(", StringComparison.Ordinal)));
        Assert.Contains(rows, row => row.Contains("DropConnect =", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("DropPath =", StringComparison.Ordinal));
    }
}
