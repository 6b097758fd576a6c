using System.Globalization;
using NetGen.Generator.Model;

namespace NetGen.Generator.Graph;

/// <summary>
/// The sizes of a value's axes without the batch, and what each axis means: a letter an axis, C channel, D H W L space, T time,
/// F feature. Shapes are equal when their sizes and roles are.
/// </summary>
public sealed record Shape
{
    private const string Letters = "CDHWLTF";

    /// <summary>Makes a shape.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="roles">A letter an axis.</param>
    public Shape(IEnumerable<int> sizes, string roles)
    {
        Sizes = new EquatableArray<int>(sizes);
        Roles = roles;
        if (Sizes.Count != roles.Length)
            throw new ArgumentException($"{Sizes.Count} sizes and {roles.Length} roles");
    }

    /// <summary>The shape of a single number.</summary>
    public static Shape Scalar { get; } = new([], "");

    /// <summary>The shape without its last axis: what there is one of for each row.</summary>
    /// <returns>The shape.</returns>
    public Shape WithoutLast() => new(Sizes.Take(Rank - 1), Roles.Substring(0, Rank - 1));

    /// <summary>The sizes of the axes.</summary>
    public EquatableArray<int> Sizes { get; }

    /// <summary>A letter an axis.</summary>
    public string Roles { get; }

    /// <summary>How many axes there are.</summary>
    public int Rank => Sizes.Count;

    /// <summary>How many elements there are.</summary>
    public int Length => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The axis that layers such as softmax act on: the features, or else the channels.</summary>
    public int FeatureAxis => Roles.IndexOf('F') is >= 0 and var axis ? axis : Roles.IndexOf('C');

    /// <summary>A plain vector.</summary>
    /// <param name="length">Its length.</param>
    /// <returns>The shape.</returns>
    public static Shape Vector(int length) => new([length], "F");

    /// <summary>A shape with the roles its rank implies: vector, sequence, picture, volume.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="axes">Letters that say otherwise, or null.</param>
    /// <returns>The shape; null where the letters do not fit the sizes or are not known.</returns>
    public static Shape? Of(IReadOnlyList<int> sizes, string? axes)
    {
        if (axes is not null)
            return axes.Length == sizes.Count && axes.All(c => Letters.IndexOf(c) >= 0) && axes.Distinct().Count() == axes.Length ? new Shape(sizes, axes) : null;
        return sizes.Count switch
        {
            1 => new Shape(sizes, "F"),
            2 => new Shape(sizes, "TF"),
            3 => new Shape(sizes, "CHW"),
            4 => new Shape(sizes, "CDHW"),
            _ => null,
        };
    }

    /// <summary>The shape with one axis resized.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="size">Its new size.</param>
    /// <returns>The shape.</returns>
    public Shape With(int axis, int size) => new(Sizes.Select((old, i) => i == axis ? size : old), Roles);

    /// <summary>The product of the sizes in a range of axes.</summary>
    /// <param name="from">The first axis.</param>
    /// <param name="to">The axis behind the last.</param>
    /// <returns>The product.</returns>
    public int Product(int from, int to) => Sizes.Skip(from).Take(to - from).Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Whether the sizes are the same, whatever the roles.</summary>
    /// <param name="other">The other shape.</param>
    /// <returns>Whether they are.</returns>
    public bool SameSizes(Shape other) => Sizes.Equals(other.Sizes);

    /// <inheritdoc/>
    public override string ToString() => Rank == 0 ? "1" : string.Join("×", Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
