using NetGen.Generator.Formulas;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A step of a straight-line network: a dense layer, an activation, or a softmax.</summary>
/// <param name="Comment">The formula, for the reader.</param>
/// <param name="Length">How many values come out.</param>
/// <param name="Inputs">How many go into a dense layer; 0 for anything else.</param>
/// <param name="Weights">Where its packed weights begin among the parameters.</param>
/// <param name="Bias">Where its bias begins, or −1.</param>
/// <param name="Activation">The activation, or that of the dense layer, or null.</param>
/// <param name="IsSoftmax">Whether it is a softmax.</param>
/// <param name="IsLog">Whether the softmax is the logarithm.</param>
public sealed record StraightLineStage(string Comment, int Length, int Inputs, int Weights, int Bias, Activation? Activation, bool IsSoftmax, bool IsLog);

/// <summary>y = the whole network of one sample, without a loop: each layer's values stay in registers and on the stack.</summary>
/// <param name="Stages">The steps.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record StraightLineKernel(EquatableArray<StraightLineStage> Stages, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => "PredictOne";

    /// <inheritdoc/>
    public override string Summary => $"The whole network on one sample: {string.Join(" → ", Stages.Where(stage => stage.Inputs > 0).Select(stage => CSharpLiteral.Of(stage.Inputs)).Append(CSharpLiteral.Of(Stages[Stages.Count - 1].Length)))}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "θ"), new(KernelParameterKind.Write, "y")];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Stages.SelectMany(stage => stage.Activation?.ValueFunctions ?? []);

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        // A vector of the layer before and the local that holds it.
        string[] values = [];
        VectorTarget shape = target;
        for (var number = 0; number < Stages.Count; number++)
        {
            var stage = Stages[number];
            if (number > 0)
                writer.Line();
            writer.Line($"// {stage.Comment}");
            if (stage.Inputs > 0)
            {
                var (before, from, to) = (values, shape, Narrowest(target, stage.Length));
                string Element(int i) => number == 0 ? to.Broadcast($"Unsafe.Add(ref Unsafe.AsRef(in x), {CSharpLiteral.Of(i)})") : Spread(before, from, to, i);
                shape = to;
                values = EmitDense(writer, to, stage, number, Element);
            }
            else if (stage.IsSoftmax)
            {
                EmitSoftmax(writer, shape, stage, number, values);
            }
            else
            {
                for (var v = 0; v < values.Length; v++)
                    writer.Line($"{values[v]} = {stage.Activation!.EmitValue(shape, values[v])};");
            }
        }

        writer.Line();
        var length = Stages[Stages.Count - 1].Length;
        for (var v = 0; v < values.Length; v++)
        {
            var left = length - (v * shape.Lanes);
            var at = CSharpLiteral.Of(v * shape.Lanes);
            writer.Line(left >= shape.Lanes ? shape.Store(values[v], "y", at) : shape.StorePartial(values[v], "y", at, CSharpLiteral.Of(left)));
        }
    }

    // A short layer in a short vector: fewer lanes to reduce, and no more than one to store.
    private static VectorTarget Narrowest(VectorTarget target, int length)
    {
        foreach (var bits in new[] { 128, 256 })
        {
            var narrow = target with { Bits = bits };
            if (bits < target.Bits && length <= narrow.Lanes)
                return narrow;
        }

        return target;
    }

    // The element of a vector in all lanes of a vector of the next layer: one permutation, where both have the same width.
    private static string Spread(string[] values, VectorTarget source, VectorTarget to, int i)
    {
        var vector = values[i / source.Lanes];
        var lane = i % source.Lanes;
        // A shorter vector takes the part of the longer one in which the element is; a longer one reads the element as a scalar.
        while (source.Bits > to.Bits)
        {
            source = source with { Bits = source.Bits / 2 };
            vector += lane < source.Lanes ? ".GetLower()" : ".GetUpper()";
            lane %= source.Lanes;
        }

        if (source.Bits < to.Bits)
            return to.Broadcast($"{vector}.GetElement({CSharpLiteral.Of(lane)})");
        var index = source.IsDouble ? CSharpLiteral.Of(lane) + "L" : CSharpLiteral.Of(lane);
        return $"{to.Static}.Shuffle({vector}, {to.Static}.Create({index}))";
    }

    private static string[] EmitDense(SourceWriter writer, VectorTarget target, StraightLineStage stage, int number, Func<int, string> element)
    {
        var count = (stage.Length + target.Lanes - 1) / target.Lanes;
        // Enough independent sums to keep two multipliers busy for the four cycles that each takes.
        var chains = Math.Min(stage.Inputs, Math.Min(4, Math.Max(1, 8 / count)));
        string Sum(int v, int i) => $"s{CSharpLiteral.Of(number)}_{CSharpLiteral.Of(v)}_{CSharpLiteral.Of(i % chains)}";
        string Weight(int v, int i)
        {
            var (panel, lane) = (v * target.Lanes / VectorTarget.Panel, v * target.Lanes % VectorTarget.Panel);
            return target.Load("θ", CSharpLiteral.Of(stage.Weights + (((panel * stage.Inputs) + i) * VectorTarget.Panel) + lane));
        }

        // An element goes to all vectors before the next: kept for later, it would have to leave the registers.
        for (var i = 0; i < stage.Inputs; i++)
        {
            var a = element(i);
            if (count > 1)
            {
                writer.Line($"{target.Type} x{CSharpLiteral.Of(number)}_{CSharpLiteral.Of(i)} = {a};");
                a = $"x{CSharpLiteral.Of(number)}_{CSharpLiteral.Of(i)}";
            }

            for (var v = 0; v < count; v++)
            {
                var (w, sum) = (Weight(v, i), Sum(v, i));
                if (i >= chains)
                    writer.Line($"{sum} = {target.MultiplyAdd(a, w, sum)};");
                else if (i == 0 && stage.Bias >= 0)
                    writer.Line($"{target.Type} {sum} = {target.MultiplyAdd(a, w, target.Load("θ", CSharpLiteral.Of(stage.Bias + (v * target.Lanes))))};");
                else
                    writer.Line($"{target.Type} {sum} = {a} * {w};");
            }
        }

        var names = new string[count];
        for (var v = 0; v < count; v++)
        {
            names[v] = $"v{CSharpLiteral.Of(number)}_{CSharpLiteral.Of(v)}";
            var sums = Enumerable.Range(0, chains).Select(c => Sum(v, c)).ToArray();
            var total = chains == 4 ? $"({sums[0]} + {sums[1]}) + ({sums[2]} + {sums[3]})" : string.Join(" + ", sums);
            writer.Line($"{target.Type} {names[v]} = {total};");
            if (stage.Activation is not null)
                writer.Line($"{names[v]} = {stage.Activation.EmitValue(target, names[v])};");
        }

        return names;
    }

    private static void EmitSoftmax(SourceWriter writer, VectorTarget target, StraightLineStage stage, int number, string[] values)
    {
        // Lanes beyond the last value must not win the maximum nor add to the sum. They are set to 0 behind the exponential and not
        // to −∞ before it: a result too small for a normal number costs many times what the others cost.
        var id = CSharpLiteral.Of(number);
        var rest = stage.Length - ((values.Length - 1) * target.Lanes);
        string Valid(int v, string vector, string other) => v == values.Length - 1 && rest < target.Lanes ? target.KeepFirst(rest, vector, other) : vector;
        for (var v = 0; v < values.Length; v++)
        {
            var value = Valid(v, values[v], target.Constant(double.NegativeInfinity));
            writer.Line(v == 0 ? $"{target.Type} m{id} = {value};" : $"m{id} = {target.Static}.MaxNative(m{id}, {value});");
        }

        // A NaN that the native maximum loses still reaches every share through the sum.
        Reduce(writer, target, "m" + id, (a, b) => $"{target.Static}.MaxNative({a}, {b})", "Max");
        for (var v = 0; v < values.Length; v++)
        {
            var e = $"e{id}s{CSharpLiteral.Of(v)}";
            writer.Line($"{target.Type} {e} = {Valid(v, target.Math("Exp", $"{values[v]} - m{id}"), target.Zero)};");
            writer.Line(v == 0 ? $"{target.Type} t{id} = {e};" : $"t{id} += {e};");
        }

        Reduce(writer, target, "t" + id, (a, b) => $"{a} + {b}", "Sum");
        if (stage.IsLog)
            writer.Line($"{target.Type} l{id} = m{id} + {target.Math("Log", $"t{id}")};");
        for (var v = 0; v < values.Length; v++)
            writer.Line($"{values[v]} = {(stage.IsLog ? $"{values[v]} - l{id}" : $"e{id}s{CSharpLiteral.Of(v)} / t{id}")};");
    }

    // Leaves the reduction in every lane.
    private static void Reduce(SourceWriter writer, VectorTarget target, string name, Func<string, string, string> join, string method)
    {
        if (target.Bits != 128)
        {
            writer.Line($"{name} = {target.Broadcast(target.Math(method, name))};");
            return;
        }

        var swaps = target.IsDouble ? new[] { "1L, 0L" } : ["1, 0, 3, 2", "2, 3, 0, 1"];
        foreach (var swap in swaps)
            writer.Line($"{name} = {join(name, $"Vector128.Shuffle({name}, Vector128.Create({swap}))")};");
    }
}
