namespace NetGen.Generator;

/// <summary>The names of the pipeline's steps, as tests ask for them.</summary>
public static class TrackingNames
{
    /// <summary>A class → <see cref="Model.NetworkSpec"/>. Unchanged after an edit elsewhere.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>The specs of classes to which code can be added.</summary>
    public const string Networks = nameof(Networks);

    /// <summary>A spec → its files. Cached while the spec is unchanged.</summary>
    public const string Compile = nameof(Compile);

    /// <summary>Names that differ in case only. Unchanged unless such networks come or go.</summary>
    public const string Clashes = nameof(Clashes);

    /// <summary>The parts that the kernels of all networks share. Unchanged unless networks need other ones.</summary>
    public const string Tiles = nameof(Tiles);

    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [Parse, Networks, Compile, Clashes, Tiles];
}
