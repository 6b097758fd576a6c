using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>
/// How an attribute becomes nodes. A definition stands beside its operator and is found by its type, so that a new layer needs no
/// entry in any list.
/// </summary>
public abstract class LayerDefinition
{
    private static readonly Lazy<IReadOnlyDictionary<string, LayerDefinition>> Known = new(() =>
        typeof(LayerDefinition).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerDefinition)) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (LayerDefinition)Activator.CreateInstance(type))
            .ToDictionary(definition => definition.Kind, StringComparer.Ordinal));

    /// <summary>Every definition by its kind.</summary>
    public static IReadOnlyDictionary<string, LayerDefinition> All => Known.Value;

    /// <summary>The attribute's name without <c>Attribute</c>, such as <c>Dense</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether this is a loss, which no layer reads.</summary>
    public virtual bool IsLoss => false;

    /// <summary>Whether the layer brings several values together, and takes the one before it along when it names a single one.</summary>
    public virtual bool IsJoin => false;

    /// <summary>What the values are that the layer reads, in the plural and in the order in which <c>From</c> names them; none where it reads one value, or is a join.</summary>
    public virtual IReadOnlyList<string> Operands => [];

    /// <summary>Whether integers are read as they are; otherwise they are converted to numbers first.</summary>
    public virtual bool ReadsIntegers => false;

    /// <summary>Adds the layer's nodes.</summary>
    /// <param name="layer">The arguments, the inputs and the graph.</param>
    /// <returns>The value of the layer; for a loss, the loss of each sample.</returns>
    public abstract Value Build(LayerBuilder layer);
}
