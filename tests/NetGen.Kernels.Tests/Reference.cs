using System.Numerics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;

namespace NetGen.Kernels.Tests;

/// <summary>max(v, 0).</summary>
internal sealed record ReLUExpression : VectorExpression
{
    public override string Name => "ReLU";

    public override int Arity => 1;

    public override string Emit(VectorTarget target, params string[] operands) => $"{target.Static}.Max({operands[0]}, {target.Zero})";
}

/// <summary>v where the saved h is positive.</summary>
internal sealed record ReLUGradientExpression : VectorExpression
{
    public override string Name => "ReLUGradient";

    public override int Arity => 2;

    public override string Emit(VectorTarget target, params string[] operands) =>
        $"{target.Static}.ConditionalSelect({target.Static}.GreaterThan({operands[1]}, {target.Zero}), {operands[0]}, {target.Zero})";
}

/// <summary>v + v² + … written out so long that kernels make it a function of its own.</summary>
internal sealed record LongExpression : VectorExpression
{
    public override string Name => "Long";

    public override int Arity => 1;

    public override string Emit(VectorTarget target, params string[] operands) =>
        string.Join(" + ", Enumerable.Range(0, 40).Select(_ => $"({operands[0]} * {target.Constant(0.025)})"));
}

/// <summary>The slow truth: plain loops in double.</summary>
internal static class Reference
{
    public static int Padded(int outputs) => (outputs + 15) / 16 * 16;

    /// <summary>[out, in] into panels of 16 outputs, padded with zeros.</summary>
    public static T[] Pack<T>(T[] w, int inputs, int outputs)
        where T : unmanaged
    {
        var packed = new T[Padded(outputs) * inputs];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
                packed[At(o, i, inputs)] = w[(o * inputs) + i];
        }

        return packed;
    }

    public static int At(int output, int input, int inputs) => (output / 16 * inputs * 16) + (input * 16) + (output % 16);

    public static double[] Forward<T>(T[] x, T[] w, T[]? b, T[]? statistics, int inputs, int outputs, int rows, bool relu)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = new double[rows * outputs];
        for (int r = 0; r < rows; r++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = b is null ? 0 : double.CreateChecked(b[o]);
                for (int i = 0; i < inputs; i++)
                    sum += double.CreateChecked(w[(o * inputs) + i]) * double.CreateChecked(x[(r * inputs) + i]);
                if (statistics is not null)
                    sum = (sum * double.CreateChecked(statistics[(2 * outputs) + o])) + double.CreateChecked(statistics[(3 * outputs) + o]);
                y[(r * outputs) + o] = relu ? Math.Max(sum, 0) : sum;
            }
        }

        return y;
    }

    public static double[] InputGradient<T>(T[] δ, T[] w, T[]? h, int inputs, int outputs, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dx = new double[rows * inputs];
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < inputs; i++)
            {
                double sum = 0;
                for (int o = 0; o < outputs; o++)
                    sum += double.CreateChecked(w[(o * inputs) + i]) * double.CreateChecked(δ[(r * outputs) + o]);
                dx[(r * inputs) + i] = h is null || h[(r * inputs) + i] > T.Zero ? sum : 0;
            }
        }

        return dx;
    }

    public static double[] WeightGradient<T>(T[] δ, T[] x, T[]? start, int inputs, int outputs, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dw = new double[Padded(outputs) * inputs];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                double sum = start is null ? 0 : double.CreateChecked(start[At(o, i, inputs)]);
                for (int r = 0; r < rows; r++)
                    sum += double.CreateChecked(δ[(r * outputs) + o]) * double.CreateChecked(x[(r * inputs) + i]);
                dw[At(o, i, inputs)] = sum;
            }
        }

        return dw;
    }
}
