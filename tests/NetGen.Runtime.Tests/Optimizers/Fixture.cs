using System.Text.Json;

namespace NetGen.Tests.Optimizers;

/// <summary>Numbers that PyTorch gave, as the scripts of tests/fixtures wrote them.</summary>
internal static class Fixture
{
    public static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", name)));
        return document.RootElement.Clone();
    }

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
