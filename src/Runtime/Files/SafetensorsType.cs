namespace NetGen;

/// <summary>The element types of the safetensors format, under the names they have in its header.</summary>
public enum SafetensorsType
{
    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>16-bit floating point, IEEE 754 half precision.</summary>
    F16,

    /// <summary>16-bit brain floating point: the upper half of an <see cref="F32"/>.</summary>
    BF16,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>64-bit unsigned integer; known by its size only.</summary>
    U64,

    /// <summary>32-bit signed integer; known by its size only.</summary>
    I32,

    /// <summary>32-bit unsigned integer; known by its size only.</summary>
    U32,

    /// <summary>16-bit signed integer; known by its size only.</summary>
    I16,

    /// <summary>16-bit unsigned integer; known by its size only.</summary>
    U16,

    /// <summary>8-bit signed integer; known by its size only.</summary>
    I8,

    /// <summary>8-bit unsigned integer; known by its size only.</summary>
    U8,

    /// <summary>A truth value in a byte; known by its size only.</summary>
    BOOL,

    /// <summary>8-bit floating point with 5 exponent bits; known by its size only.</summary>
    F8_E5M2,

    /// <summary>8-bit floating point with 4 exponent bits; known by its size only.</summary>
    F8_E4M3,
}

/// <summary>What is to be known of an element type.</summary>
internal static class SafetensorsTypes
{
    /// <summary>The types whose elements can become parameters.</summary>
    public const string Readable = "F64, F32, F16, BF16 or I64";

    /// <summary>The size of an element.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The size in bytes.</returns>
    public static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>Whether elements of a type can become parameters.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether they can.</returns>
    public static bool IsReadable(SafetensorsType type) => type <= SafetensorsType.I64;

    /// <summary>Finds a type by its name in the header.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <param name="type">The type, where it was found.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string name, out SafetensorsType type) =>
        Enum.TryParse(name, ignoreCase: false, out type) && Enum.GetName(type) == name;
}
