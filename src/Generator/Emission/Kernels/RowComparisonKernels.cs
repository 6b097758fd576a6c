using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A kernel that compares rows of two values.</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsDouble">Double, or single.</param>
public abstract record RowComparisonKernel(int Width, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{GetType().Name.Replace("Kernel", string.Empty)}_{CSharpLiteral.Of(Width)}";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "a"),
        new(KernelParameterKind.Read, "b"),
        .. IsGradient ? [new KernelParameter(KernelParameterKind.Read, "dy"), new KernelParameter(KernelParameterKind.Write, "da")] : new[] { new KernelParameter(KernelParameterKind.Write, "y") },
        new(KernelParameterKind.Integer, "rows"),
    ];

    /// <summary>Whether it computes the gradient of a.</summary>
    protected virtual bool IsGradient => false;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Width)};");
        EmitRow(writer, target, new RowWriter(writer, target, Width));
        writer.Close();
    }

    /// <summary>Writes what is done with the row that begins at the local <c>row</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="row">Writes loops over a row.</param>
    private protected abstract void EmitRow(SourceWriter writer, VectorTarget target, RowWriter row);

    /// <summary>Reads an element of the row's own.</summary>
    /// <param name="reference">The ref.</param>
    /// <returns>The expression.</returns>
    protected static string Own(string reference) => $"Unsafe.Add(ref Unsafe.AsRef(in {reference}), r)";

    /// <summary>The class of scalar functions.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>Its name.</returns>
    protected static string Scalars(VectorTarget target) => target.IsDouble ? "Math" : "MathF";
}

/// <summary>y = (Σ |a − b + ε|^p)^(1/p).</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="Distance">p and ε.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record PairwiseDistanceKernel(int Width, PairwiseDistance Distance, bool IsDouble) : RowComparisonKernel(Width, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + KernelName.Of(Distance.Power) + (Distance.Epsilon == 0 ? string.Empty : KernelName.Of(Distance.Epsilon));

    /// <inheritdoc/>
    public override string Summary => "How far the rows of two values are apart.";

    /// <summary>Writes the distance of the row into the new local <c>distance</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="row">Writes loops over a row.</param>
    /// <param name="distance">p and ε.</param>
    /// <param name="a">What b is taken from.</param>
    /// <param name="b">What is taken from a.</param>
    internal static void EmitDistance(SourceWriter writer, VectorTarget target, RowWriter row, PairwiseDistance distance, string a = "a", string b = "b")
    {
        writer.Line($"{target.Type} sum = {target.Zero};");
        row.ForEach([a, b], (v, _) =>
        {
            writer.Line($"{target.Type} d = {Difference(target, distance, v[0], v[1])};");
            var power = distance.Power switch
            {
                1 => $"{target.Static}.Abs(d)",
                2 => "d * d",
                _ => RaisedAbsolute(target, "d", distance.Power),
            };
            writer.Line($"sum += {row.Valid(power)};");
        });
        var total = target.Math("Sum", "sum");
        var math = Scalars(target);
        writer.Line($"{target.Scalar} distance = {distance.Power switch { 1 => total, 2 => $"{math}.Sqrt({total})", _ => $"{math}.Pow({total}, {target.Literal(1 / distance.Power)})" }};");
    }

    /// <summary>The difference of two vectors.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="distance">p and ε.</param>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>The expression.</returns>
    internal static string Difference(VectorTarget target, PairwiseDistance distance, string a, string b) =>
        distance.Epsilon == 0 ? $"{a} - {b}" : $"{a} - {b} + {target.Constant(distance.Epsilon)}";

    /// <summary>|d|^p of a vector.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="d">A local.</param>
    /// <param name="power">p.</param>
    /// <returns>The expression.</returns>
    internal static string RaisedAbsolute(VectorTarget target, string d, double power) =>
        target.Math("Exp", $"{target.Constant(power)} * {target.Math("Log", $"{target.Static}.Abs({d})")}");

    /// <inheritdoc/>
    private protected override void EmitRow(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        EmitDistance(writer, target, row, Distance);
        writer.Line("Unsafe.Add(ref y, r) = distance;");
    }
}

/// <summary>da = δ sign(d) (|d| / D)^(p − 1), with d = a − b + ε; of the second row, with d = b − a + ε and the other sign.</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="Distance">p and ε.</param>
/// <param name="IsSecond">Whether it is the gradient of what is compared second.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record PairwiseDistanceGradientKernel(int Width, PairwiseDistance Distance, bool IsSecond, bool IsDouble) : RowComparisonKernel(Width, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + KernelName.Of(Distance.Power) + (Distance.Epsilon == 0 ? string.Empty : KernelName.Of(Distance.Epsilon)) + (IsSecond ? "_second" : string.Empty);

    /// <inheritdoc/>
    public override string Summary => "The gradient of how far the rows of two values are apart.";

    /// <inheritdoc/>
    protected override bool IsGradient => true;

    /// <inheritdoc/>
    private protected override void EmitRow(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        var (a, b) = IsSecond ? ("b", "a") : ("a", "b");
        if (Distance.Power != 1)
            PairwiseDistanceKernel.EmitDistance(writer, target, row, Distance, a, b);
        var slope = (IsSecond ? "-" : string.Empty) + Own("dy");
        if (Distance.Power == 1)
            writer.Line($"{target.Type} slope = {target.Broadcast(slope)};");
        else if (Distance.Power == 2)
            writer.Line($"{target.Type} slope = {target.Broadcast($"distance == 0 ? {target.Literal(0)} : {slope} / distance")};");
        else
            writer.Line($"{target.Type} slope = {target.Broadcast($"distance == 0 ? {target.Literal(0)} : {slope} / {Scalars(target)}.Pow(distance, {target.Literal(Distance.Power - 1)})")};");
        row.ForEach([a, b], (v, store) =>
        {
            writer.Line($"{target.Type} d = {PairwiseDistanceKernel.Difference(target, Distance, v[0], v[1])};");
            var sign = $"{target.Static}.ConditionalSelect({target.Static}.Equals(d, {target.Zero}), {target.Zero}, {target.Static}.CopySign({target.Type}.One, d))";
            store("da", Distance.Power switch
            {
                1 => $"slope * {sign}",
                2 => "slope * d",
                _ => $"slope * {target.Static}.CopySign({PairwiseDistanceKernel.RaisedAbsolute(target, "d", Distance.Power - 1)}, d)",
            });
        });
    }
}

/// <summary>y = Σ a b / √((Σ a² + ε) (Σ b² + ε)).</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record CosineSimilarityKernel(int Width, bool IsDouble) : RowComparisonKernel(Width, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The cosine of the angle between the rows of two values.";

    /// <summary>Writes the new locals <c>square</c>, Σ a² + ε, <c>norms</c>, the product of both lengths, and <c>cosine</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="row">Writes loops over a row.</param>
    internal static void EmitCosine(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        writer.Line($"{target.Type} products = {target.Zero}, first = {target.Zero}, second = {target.Zero};");
        row.ForEach(["a", "b"], (v, _) =>
        {
            writer.Line($"products += {v[0]} * {v[1]};");
            writer.Line($"first += {v[0]} * {v[0]};");
            writer.Line($"second += {v[1]} * {v[1]};");
        });
        var epsilon = target.Literal(CosineSimilarity.Epsilon);
        writer.Line($"{target.Scalar} square = {target.Math("Sum", "first")} + {epsilon};");
        writer.Line($"{target.Scalar} norms = {Scalars(target)}.Sqrt(square * ({target.Math("Sum", "second")} + {epsilon}));");
        writer.Line($"{target.Scalar} cosine = {target.Math("Sum", "products")} / norms;");
    }

    /// <inheritdoc/>
    private protected override void EmitRow(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        EmitCosine(writer, target, row);
        writer.Line("Unsafe.Add(ref y, r) = cosine;");
    }
}

/// <summary>da = δ (b / √((Σ a² + ε) (Σ b² + ε)) − cos a / (Σ a² + ε)).</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record CosineSimilarityGradientKernel(int Width, bool IsDouble) : RowComparisonKernel(Width, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The gradient of the cosine of the angle between the rows of two values.";

    /// <inheritdoc/>
    protected override bool IsGradient => true;

    /// <inheritdoc/>
    private protected override void EmitRow(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        CosineSimilarityKernel.EmitCosine(writer, target, row);
        writer.Line($"{target.Type} toward = {target.Broadcast($"{Own("dy")} / norms")}, along = {target.Broadcast($"{Own("dy")} * cosine / square")};");
        row.ForEach(["a", "b"], (v, store) => store("da", $"(toward * {v[1]}) - (along * {v[0]})"));
    }
}
