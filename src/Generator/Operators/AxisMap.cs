using NetGen.Generator.Emission;

namespace NetGen.Generator.Operators;

/// <summary>
/// A linear map along one axis: which elements each element of the result is summed from, a stretch of neighbours, and by what weights.
/// Layers that apply such maps axis by axis share operators and kernels.
/// </summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Results">Its size in the result.</param>
public abstract record AxisMap(int Size, int Results)
{
    /// <summary>A name that differs where maps do.</summary>
    public abstract string Name { get; }

    /// <summary>Whether each result is exactly one element; its weight is 1.</summary>
    public virtual bool IsSingle => false;

    /// <summary>What a result sees of the axis.</summary>
    public abstract Reach Reach { get; }

    /// <summary>The elements that a result is summed from, in order.</summary>
    /// <param name="result">The result.</param>
    /// <returns>Ordinals and weights.</returns>
    public abstract IEnumerable<(int From, double Weight)> Taps(int result);

    /// <summary>Writes the locals <c>beginN</c> and <c>endN</c> between which the elements are, or <c>iN</c> where there is one, and what the weights need.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The scalar type.</param>
    /// <param name="o">The local with the ordinal of the result.</param>
    /// <param name="suffix">N.</param>
    public abstract void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix);

    /// <summary>The weight of the element <c>iN</c>, or null where it is 1 or the same for all.</summary>
    /// <param name="suffix">N.</param>
    /// <returns>An expression.</returns>
    public virtual string? EmitWeight(string suffix) => null;

    /// <summary>What every sum is divided by, an integer, or null for 1.</summary>
    /// <param name="suffix">N.</param>
    /// <returns>An expression.</returns>
    public virtual string? EmitDivisor(string suffix) => null;

    /// <summary>An integer as text.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>The text.</returns>
    protected static string Text(int value) => CSharpLiteral.Of(value);
}
