using NetGen.Generator.Formulas;

namespace NetGen.Generator.Model;

/// <summary>
/// A network as its attributes declare it: all that the compiler needs, and nothing of the compilation it was read from.
/// Equal specs give equal output.
/// </summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="ContainingTypes">The types it is nested in, outermost first, as declarations such as <c>static partial class Models</c>.</param>
/// <param name="Name">The simple name of the class.</param>
/// <param name="Accessibility"><c>public</c>, <c>internal</c>, <c>private</c> and so on.</param>
/// <param name="IsDouble">Whether the network computes in double.</param>
/// <param name="Inputs">The inputs in source order.</param>
/// <param name="Layers">Every layer, output and loss in source order.</param>
/// <param name="Blocks">Every block reached from the layers, by name and in no particular order.</param>
/// <param name="MemberNames">Members the user wrote in the class, for collisions.</param>
/// <param name="ShadowedNames">Names of <see cref="FrameworkNames"/> that mean something else where the class stands.</param>
public sealed record NetworkSpec(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Name,
    string Accessibility,
    bool IsDouble,
    EquatableArray<InputSpec> Inputs,
    EquatableArray<LayerSpec> Layers,
    EquatableArray<BlockSpec> Blocks,
    EquatableArray<string> MemberNames,
    EquatableArray<string> ShadowedNames = default)
{
    /// <summary>The methods of the class that receive gradients.</summary>
    public EquatableArray<GradientHookSpec> GradientHooks { get; init; }

    /// <summary>Namespace, containing types and name, joined by dots; names files and diagnostics.</summary>
    public string FullName => string.Join(".", new[] { Namespace }.Concat(ContainingTypes.Select(LastWord)).Append(Name).Where(part => part.Length > 0));

    private static string LastWord(string declaration) => declaration.Substring(declaration.LastIndexOf(' ') + 1);
}

/// <summary>A method marked <c>[OnGradient]</c>.</summary>
/// <param name="Index">The ordinal of the mark in the class, for locations.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="Layer">The name or path of the layer.</param>
/// <param name="IsStatic">Whether the method is static.</param>
/// <param name="IsReadOnly">Whether it takes a <c>ReadOnlySpan</c>.</param>
public sealed record GradientHookSpec(int Index, string Method, string Layer, bool IsStatic, bool IsReadOnly);

/// <summary>A reusable piece of a network.</summary>
/// <param name="FullName">The full name of the block's class; what <see cref="LayerSpec.TypeArguments"/> refer to.</param>
/// <param name="Name">The simple name, for messages.</param>
/// <param name="IsBlock">Whether the class carries <c>[Block]</c>; a type argument may be any class.</param>
/// <param name="Parameters">The names of its integer parameters.</param>
/// <param name="HasInput">Whether it wrongly declares an <c>[Input]</c>.</param>
/// <param name="Layers">Its layers in source order.</param>
public sealed record BlockSpec(
    string FullName,
    string Name,
    bool IsBlock,
    EquatableArray<string> Parameters,
    bool HasInput,
    EquatableArray<LayerSpec> Layers);

/// <summary>An <c>[Input]</c>.</summary>
/// <param name="Index">Its ordinal among the inputs, for locations.</param>
/// <param name="Name">The name the user gave, or null.</param>
/// <param name="Shape">The sizes of the axes.</param>
/// <param name="IsInteger">Whether its elements are integers.</param>
/// <param name="Axes">A letter an axis, or null.</param>
/// <param name="Position">How many layers, outputs and losses stand before it.</param>
public sealed record InputSpec(int Index, string? Name, EquatableArray<int> Shape, bool IsInteger, string? Axes, int Position = 0);

/// <summary>A layer, output or loss attribute.</summary>
/// <param name="Index">Its ordinal among the class's layers, outputs and losses, for locations.</param>
/// <param name="Kind">The attribute's name without <c>Attribute</c> and type arguments, such as <c>Dense</c>.</param>
/// <param name="Name">The name the user gave, or null.</param>
/// <param name="From">The names it reads from; empty for the layer before. Constructor names of joins are among them.</param>
/// <param name="Key">Its name in files, or null.</param>
/// <param name="ParametersFrom">The layer whose parameters it shares, or null.</param>
/// <param name="TypeArguments">Full names of blocks.</param>
/// <param name="Arguments">Every other argument that was given: constructor parameters (first letter upper-cased) and named ones.</param>
/// <param name="Function">The function of the user's own that it applies, or null.</param>
/// <param name="Custom">The layer of the user's own that it is, or null.</param>
public sealed record LayerSpec(
    int Index,
    string Kind,
    string? Name,
    EquatableArray<string> From,
    string? Key,
    string? ParametersFrom,
    EquatableArray<string> TypeArguments,
    EquatableArray<ArgumentSpec> Arguments,
    FunctionSpec? Function = null,
    CustomLayerSpec? Custom = null);

/// <summary>A function of the user's own.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="UniqueName">The name by which it is told from methods of other classes, an identifier.</param>
/// <param name="Formula">What it computes.</param>
public sealed record FunctionSpec(string Name, string UniqueName, Formula Formula);

/// <summary>An argument of an attribute.</summary>
/// <param name="Name">The property it sets, such as <c>Units</c>.</param>
/// <param name="Value">Its value; one element unless it is an array.</param>
/// <param name="IsArray">Whether it was written as an array or as <c>params</c>.</param>
public sealed record ArgumentSpec(string Name, EquatableArray<ConstantSpec> Value, bool IsArray);

/// <summary>A compile-time constant of an attribute.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The string, or the name of the enum member.</param>
/// <param name="Number">The number; 1 or 0 for a Boolean.</param>
public sealed record ConstantSpec(ConstantKind Kind, string Text, double Number);

/// <summary>The kinds of constants in attributes.</summary>
public enum ConstantKind
{
    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Real,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>A string: a name, or arithmetic over a block's parameters.</summary>
    Text,

    /// <summary>A member of an enum; the text is its name.</summary>
    Enum,
}
