namespace NetGen.Generator.Model;

/// <summary>A layer of the user's own, as its class declares it.</summary>
/// <param name="Name">The simple name of the class.</param>
/// <param name="FullName">Its full name, without <c>global::</c>.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Output">Its output.</param>
/// <param name="Parameters">What training changes.</param>
/// <param name="Forward">The method that computes the output.</param>
/// <param name="Backward">The method that computes the gradients.</param>
public sealed record CustomLayerSpec(
    string Name,
    string FullName,
    EquatableArray<CustomValueSpec> Inputs,
    CustomValueSpec Output,
    EquatableArray<CustomValueSpec> Parameters,
    CustomMethodSpec Forward,
    CustomMethodSpec Backward)
{
    /// <summary>What the name of a value's gradient ends in.</summary>
    public const string Gradient = "Gradient";

    /// <summary>The sizes that are no axis of an input, in no particular order.</summary>
    public IEnumerable<string> Unbound => Inputs.Concat(Parameters).Append(Output).SelectMany(value => value.Shape).SelectMany(NamesIn)
        .Concat(Forward.Sizes).Concat(Backward.Sizes)
        .Except(Inputs.SelectMany(input => input.Shape).Where(IsName));

    /// <summary>Whether a size is a name and no more.</summary>
    /// <param name="size">The size.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsName(string size) => size.Length > 0 && !char.IsDigit(size[0]) && size.All(IsPartOfName);

    private static IEnumerable<string> NamesIn(string size) =>
        new string([.. size.Select(letter => IsPartOfName(letter) ? letter : ' ')]).Split([' '], StringSplitOptions.RemoveEmptyEntries).Where(IsName);

    private static bool IsPartOfName(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}

/// <summary>A value of a layer of the user's own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">A size an axis; none where any will do.</param>
/// <param name="Axes">A letter an axis, or null.</param>
/// <param name="Initializer">For a parameter, the member of the enum of initializers.</param>
/// <param name="Arguments">The initializer's arguments.</param>
public sealed record CustomValueSpec(string Name, EquatableArray<string> Shape, string? Axes = null, string Initializer = "", EquatableArray<double> Arguments = default);

/// <summary>A method of a layer of the user's own.</summary>
/// <param name="IsGeneric">Whether it is told the scalar type.</param>
/// <param name="Values">The values it takes, by name.</param>
/// <param name="Sizes">The sizes it takes, by name.</param>
public sealed record CustomMethodSpec(bool IsGeneric, EquatableArray<string> Values, EquatableArray<string> Sizes);
