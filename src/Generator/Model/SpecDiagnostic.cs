namespace NetGen.Generator.Model;

/// <summary>Something wrong in a declaration, found by Parsing or by the graph's checks; the analyzer gives it a location.</summary>
/// <param name="Id">The diagnostic's id, such as <c>NG1003</c>.</param>
/// <param name="Where">The attribute it is about.</param>
/// <param name="Arguments">What fills the descriptor's message, in order.</param>
public sealed record SpecDiagnostic(string Id, SpecLocation Where, EquatableArray<string> Arguments);

/// <summary>Names an attribute without holding any syntax, so that it can live in the cached model.</summary>
/// <param name="Owner">The full name of the network or block; see <see cref="NetworkSpec.FullName"/> and <see cref="BlockSpec.FullName"/>.</param>
/// <param name="Target">What of the owner.</param>
/// <param name="Index">The ordinal of the input, or of the layer, output or loss.</param>
/// <param name="Argument">The argument in it (its property name), or null for the whole attribute.</param>
public sealed record SpecLocation(string Owner, SpecTarget Target, int Index = 0, string? Argument = null);

/// <summary>What a <see cref="SpecLocation"/> points at.</summary>
public enum SpecTarget
{
    /// <summary>The identifier of the class.</summary>
    Type,

    /// <summary>The <c>[Network]</c> or <c>[Block]</c> attribute.</summary>
    Declaration,

    /// <summary>An <c>[Input]</c>.</summary>
    Input,

    /// <summary>A layer, output or loss attribute.</summary>
    Layer,

    /// <summary>An input, output or parameter of a layer of the user's own.</summary>
    CustomValue,

    /// <summary>A part of a method: the index is its ordinal among those of its name, the argument <c>Name:start+length</c>, counted from its declaration.</summary>
    Method,

    /// <summary>The mark of a method that receives gradients.</summary>
    GradientHook,
}
