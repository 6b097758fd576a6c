namespace NetGen.Compiler.Tests;

/// <summary>The blocks that random architectures are made of; each works on the last axis, whatever comes before it.</summary>
internal static class RandomBlocks
{
    private static readonly string[] Same = ["d=d"];
    private static readonly string[] UnitsOfD = ["units=d"];

    public static void Declare(Architecture network) => network
        .Block(
            "Bottleneck",
            ["d"],
            Architecture.LayerOf(0, "Dense", arguments: ["Units", "2*d - d/2"]),
            Architecture.LayerOf(1, "Tanh"),
            Architecture.LayerOf(2, "Dense", arguments: ["Units", "d"]))
        .Block(
            "Unit",
            ["units"],
            Architecture.LayerOf(0, "Dense", arguments: ["Units", "units"]),
            Architecture.LayerOf(1, "SiLU"))
        .Block(
            "Projection",
            ["units"],
            Architecture.LayerOf(0, "Dense", arguments: ["Units", "units", "Bias", false]))
        .Block(
            "Nested",
            ["d"],
            Architecture.LayerOf(0, "Residual", "Inner", blocks: ["Bottleneck"], arguments: ["Bindings", Same]),
            Architecture.LayerOf(1, "Branch", "Ways", blocks: ["Unit", "Projection"], arguments: ["Join", Join.Multiply, "Bindings", UnitsOfD]),
            Architecture.LayerOf(2, "Dropout", arguments: ["Rate", 0.4]),
            Architecture.LayerOf(3, "Residual", "Again", parametersFrom: "Inner", blocks: ["Bottleneck"], arguments: ["Bindings", Same]));
}
