namespace NetGen.Generator.Tests;

/// <summary><c>docs/pictures.md</c> names every change there is.</summary>
public sealed class PicturesPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs/pictures.md")).ReplaceLineEndings("\n");

    [Fact]
    public void EveryChangeIsListed()
    {
        Type augmentation = typeof(Augmentation<float>);
        string[] changes = [.. augmentation.GetMethods().Where(method => method.ReturnType == augmentation).Select(method => method.Name)];
        Assert.True(changes.Length >= 11);
        string rows = string.Concat(Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));
        Assert.All(changes, change => Assert.Contains($"`{change}(", rows, StringComparison.Ordinal));
    }
}
