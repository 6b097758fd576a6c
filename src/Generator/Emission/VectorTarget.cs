namespace NetGen.Generator.Emission;

/// <summary>A vector width and a scalar type, and how the operations on them are written in C#.</summary>
/// <param name="Bits">512, 256 or 128; or <see cref="AnyBits"/> in text that has no vectors itself.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record VectorTarget(int Bits, bool IsDouble)
{
    /// <summary>How many rows of a weight matrix share a panel; the same at every width.</summary>
    public const int Panel = 16;

    /// <summary>The width of text that calls what chooses by what the processor has.</summary>
    public const int AnyBits = 0;

    /// <summary>The scalar type.</summary>
    public string Scalar => IsDouble ? "double" : "float";

    /// <summary>The class of static methods, such as <c>Vector512</c>.</summary>
    public string Static => "Vector" + CSharpLiteral.Of(Bits);

    /// <summary>The type, such as <c>Vector512&lt;float&gt;</c>.</summary>
    public string Type => Static + "<" + Scalar + ">";

    /// <summary>How many elements a vector has.</summary>
    public int Lanes => Bits / (IsDouble ? 64 : 32);

    /// <summary>How many vectors a panel of 16 columns takes.</summary>
    public int VectorsPerPanel => Panel / Lanes;

    /// <summary>How many architectural vector registers there are at this width.</summary>
    public int Registers => Bits == 512 ? 32 : 16;

    /// <summary>What is appended to the names of methods of this width; nothing for those that choose one.</summary>
    public string Suffix => Bits == AnyBits ? "" : "_" + CSharpLiteral.Of(Bits);

    /// <summary>The vector of zeros.</summary>
    public string Zero => Type + ".Zero";

    /// <summary>A number as a literal of the scalar type.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The literal.</returns>
    public string Literal(double value) => CSharpLiteral.Of(value, IsDouble);

    /// <summary>The vector with a scalar in each lane.</summary>
    /// <param name="scalar">An expression of the scalar type.</param>
    /// <returns>The expression.</returns>
    // The type is written out: without it the compiler weighs thirty overloads at every multiply-add.
    public string Broadcast(string scalar) => $"{Static}.Create<{Scalar}>({scalar})";

    /// <summary>The vector of a constant.</summary>
    /// <param name="value">The constant.</param>
    /// <returns>The expression.</returns>
    public string Constant(double value) => Broadcast(Literal(value));

    /// <summary>Reads a vector.</summary>
    /// <param name="reference">A ref local or parameter.</param>
    /// <param name="offset">The element offset, an <c>int</c> expression that is not negative.</param>
    /// <returns>The expression.</returns>
    public string Load(string reference, string offset) =>
        offset == "0" ? $"{Static}.LoadUnsafe(in {reference})" : $"{Static}.LoadUnsafe(in {reference}, (nuint)({offset}))";

    /// <summary>Writes a vector.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="reference">A ref local or parameter.</param>
    /// <param name="offset">The element offset.</param>
    /// <returns>The statement, with its semicolon.</returns>
    public string Store(string value, string reference, string offset) =>
        offset == "0" ? $"{value}.StoreUnsafe(ref {reference});" : $"{value}.StoreUnsafe(ref {reference}, (nuint)({offset}));";

    /// <summary>a · b + c. Where the hardware may lack a fused form, whichever is fast.</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">A factor.</param>
    /// <param name="c">The summand.</param>
    /// <returns>The expression.</returns>
    public string MultiplyAdd(string a, string b, string c) =>
        $"{Static}.{(Bits == 128 ? "MultiplyAddEstimate" : "FusedMultiplyAdd")}({a}, {b}, {c})";

    /// <summary>Calls a method of the runtime's vector mathematics, such as <c>Tanh</c>.</summary>
    /// <param name="method">The name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The expression.</returns>
    public string Math(string method, params string[] arguments) => $"global::NetGen.VectorMath.{method}({string.Join(", ", arguments)})";

    /// <summary>Reads the first elements of a vector; the other lanes are zero.</summary>
    /// <param name="reference">A ref local or parameter.</param>
    /// <param name="offset">The element offset.</param>
    /// <param name="count">How many.</param>
    /// <returns>The expression.</returns>
    public string LoadPartial(string reference, string offset, string count) =>
        $"global::NetGen.VectorMath.LoadPartial{CSharpLiteral.Of(Bits)}(in Unsafe.Add(ref Unsafe.AsRef(in {reference}), {offset}), {count})";

    /// <summary>Writes the first elements of a vector.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="reference">A ref local or parameter that may be written.</param>
    /// <param name="offset">The element offset.</param>
    /// <param name="count">How many.</param>
    /// <returns>The statement, with its semicolon.</returns>
    public string StorePartial(string value, string reference, string offset, string count) =>
        $"global::NetGen.VectorMath.StorePartial({value}, ref Unsafe.Add(ref {reference}, {offset}), {count});";

    /// <summary>The first lanes of a vector, and another value in the rest.</summary>
    /// <param name="count">How many lanes are kept.</param>
    /// <param name="value">The vector.</param>
    /// <param name="other">What the other lanes are set to.</param>
    /// <returns>The expression.</returns>
    public string KeepFirst(int count, string value, string other) => KeepFirst(Literal(count), value, other);

    /// <summary>The first lanes of a vector, and another value in the rest.</summary>
    /// <param name="count">How many lanes are kept, an expression.</param>
    /// <param name="value">The vector.</param>
    /// <param name="other">What the other lanes are set to.</param>
    /// <returns>The expression.</returns>
    public string KeepFirst(string count, string value, string other) =>
        $"{Static}.ConditionalSelect({Static}.LessThan({Type}.Indices, {Broadcast(count)}), {value}, {other})";

    /// <summary>The natural logarithm of a scalar.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <returns>The expression.</returns>
    public string ScalarLog(string scalar) => IsDouble ? $"Math.Log({scalar})" : $"MathF.Log({scalar})";
}
