using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>The input with its spatial axes larger.</summary>
/// <param name="Axes">What is between the elements of each axis.</param>
/// <param name="Result">The shape of the result.</param>
public sealed record Upsample(EquatableArray<AxisMap> Axes, Shape Result) : Resampling(Axes, Result)
{
    /// <inheritdoc/>
    public override string Notation => "upsample";
}

/// <summary>Each element as often as a factor says.</summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Scale">The factor.</param>
public sealed record RepeatedElements(int Size, int Scale) : AxisMap(Size, checked(Size * Scale))
{
    /// <inheritdoc/>
    public override string Name => $"{Text(Size)}times{Text(Scale)}";

    /// <inheritdoc/>
    public override bool IsSingle => true;

    /// <inheritdoc/>
    public override Reach Reach => new(1, 1.0 / Scale);

    /// <inheritdoc/>
    public override IEnumerable<(int From, double Weight)> Taps(int result) => [(result / Scale, 1)];

    /// <inheritdoc/>
    public override void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix) =>
        writer.Line($"int i{suffix} = {o} / {Text(Scale)};");
}

/// <summary>
/// Linear interpolation. With the corners aligned, the first and last results are the first and last elements; otherwise result o is at
/// (o + ½) / scale − ½, and at 0 where that is less.
/// </summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Scale">The factor.</param>
/// <param name="AlignCorners">Whether the corners are aligned.</param>
public sealed record InterpolatedElements(int Size, int Scale, bool AlignCorners) : AxisMap(Size, checked(Size * Scale))
{
    /// <inheritdoc/>
    public override string Name => $"{Text(Size)}{(AlignCorners ? "aligned" : "linear")}{Text(Scale)}";

    /// <inheritdoc/>
    public override Reach Reach => new(Math.Min(2, Size), 1.0 / Scale);

    /// <inheritdoc/>
    public override IEnumerable<(int From, double Weight)> Taps(int result)
    {
        var at = AlignCorners
            ? Results == 1 ? 0 : result * (Size - 1.0) / (Results - 1)
            : Math.Max(0, ((result + 0.5) / Scale) - 0.5);
        var begin = Math.Min((int)at, Size - 1);
        return begin == Size - 1 ? [(begin, 1)] : [(begin, 1 - (at - begin)), (begin + 1, at - begin)];
    }

    /// <inheritdoc/>
    public override void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix)
    {
        string at = AlignCorners
            ? $"{o} * ({target.Literal(Size - 1)} / {target.Literal(Math.Max(1, Results - 1))})"
            : $"{(target.IsDouble ? "Math" : "MathF")}.Max({target.Literal(0)}, (({o} + {target.Literal(0.5)}) / {target.Literal(Scale)}) - {target.Literal(0.5)})";
        writer.Line($"{target.Scalar} at{suffix} = {at};");
        writer.Line($"int begin{suffix} = Math.Min((int)at{suffix}, {Text(Size - 1)}), end{suffix} = Math.Min(begin{suffix} + 2, {Text(Size)});");
        writer.Line($"{target.Scalar} last{suffix} = begin{suffix} == {Text(Size - 1)} ? {target.Literal(0)} : at{suffix} - begin{suffix};");
    }

    /// <inheritdoc/>
    public override string EmitWeight(string suffix) => $"(i{suffix} == begin{suffix} ? 1 - last{suffix} : last{suffix})";
}
