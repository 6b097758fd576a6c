using System.Numerics;
using System.Runtime.Intrinsics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;

namespace NetGen.Kernels.Tests;

/// <summary>Every dense kernel at every width against plain loops, over sizes that are and are not multiples of anything.</summary>
public sealed class DenseKernelTests
{
    private static readonly int[] RowCounts = [0, 1, 2, 3, 7, 8, 9, 24, 33];

    private static readonly int[] Sizes =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 23, 24, 25, 31, 32, 33, 34, 39, 40, 47, 48, 49, 50,
        55, 63, 64, 65, 71, 79, 80, 81, 95, 96, 97, 98, 111, 112, 113, 127, 128, 129, 130,
    ];

    private static readonly (int Inputs, int Outputs)[] Large = [(784, 128), (128, 784), (1024, 256), (256, 1024), (67, 1024)];

    private static readonly string[] Settings = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    private static bool IsNarrowed => Settings.Any(name => Environment.GetEnvironmentVariable(name) == "0");

    /// <summary>
    /// The widths that this machine, as configured, has, and both scalar types. 512 bits also where they are two of 256:
    /// without any, each fused multiply-add is software, and too slow for all the sizes.
    /// </summary>
    public static TheoryData<int, bool> Targets
    {
        get
        {
            var targets = new TheoryData<int, bool>();
            foreach (int width in new[] { 512, 256, 128 })
            {
                if (width > 128 && !(width == 512 && IsNarrowed ? Vector512.IsHardwareAccelerated : Vector256.IsHardwareAccelerated))
                    continue;
                targets.Add(width, false);
                targets.Add(width, true);

                // Where the processor was told to have less, the widest of the rest is what is new; all are tested without that.
                if (IsNarrowed)
                    break;
            }

            return targets;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Forward_equals_plain_loops(int width, bool isDouble)
    {
        if (isDouble)
            Forward<double>(width);
        else
            Forward<float>(width);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Input_gradient_equals_plain_loops(int width, bool isDouble)
    {
        if (isDouble)
            InputGradient<double>(width);
        else
            InputGradient<float>(width);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Weight_and_bias_gradient_equal_plain_loops(int width, bool isDouble)
    {
        if (isDouble)
            WeightGradient<double>(width);
        else
            WeightGradient<float>(width);
    }

    // Sizes of outputs, each paired with another as a number of inputs; each width and scalar type takes another half.
    private static IEnumerable<(int Inputs, int Outputs)> Shapes(int width, bool isDouble)
    {
        int shift = (width / 128 * 5) + (isDouble ? 11 : 0);
        int turn = width / 256 + (isDouble ? 1 : 0);
        return Sizes.Select((outputs, i) => (Inputs: Sizes[((i * 7) + shift) % Sizes.Length], Outputs: outputs))
            .Where((_, i) => i % 2 == turn % 2).Concat(Large.Where((_, i) => i % 3 == turn % 3));
    }

    private static int[] Rows(int inputs, int outputs) => inputs * outputs > 20_000 ? [1, 9, 135] : RowCounts;

    private static void Forward<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isDouble = typeof(T) == typeof(double);
        var kernels = Shapes(width, isDouble)
            .Select((shape, i) => new DenseForwardKernel(shape.Inputs, shape.Outputs, isDouble, i % 3 != 0, (i % 4) switch
            {
                0 => null,
                1 => new LongExpression(),
                _ => new ReLUExpression(),
            }, IsScaled: i % 5 is 1 or 3)).ToArray();
        var compiled = new CompiledKernels(kernels, width);
        foreach (var kernel in kernels)
        {
            foreach (int rows in Rows(kernel.Inputs, kernel.Outputs))
            {
                var x = Guarded.Random<T>(rows * kernel.Inputs, 1);
                var w = Guarded.Random<T>(kernel.Inputs * kernel.Outputs, 2);
                var b = kernel.HasBias ? Guarded.Random<T>(kernel.Outputs, 3) : null;
                var statistics = kernel.IsScaled ? Guarded.Random<T>(4 * kernel.Outputs, 4) : null;
                var y = Guarded.Write(rows * kernel.Outputs, T.NaN);
                var expected = Reference.Forward(x, w, b, statistics, kernel.Inputs, kernel.Outputs, rows, kernel.Activation is ReLUExpression);
                var operands = new List<Guarded<T>> { Guarded.Read(x), Guarded.Read(Reference.Pack(w, kernel.Inputs, kernel.Outputs)) };
                if (b is not null)
                    operands.Add(Guarded.Read(Reference.Pack(b, 1, kernel.Outputs)));
                if (statistics is not null)
                    operands.Add(Guarded.Read(statistics));
                compiled.Run(kernel, width, rows, false, [.. operands, y]);
                Guarded.AssertEqual<T>(expected, y.Values, $"{kernel.Name} at {width} bits, {rows} rows");
            }
        }
    }

    private static void InputGradient<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isDouble = typeof(T) == typeof(double);
        var kernels = Shapes(width, isDouble).SelectMany((shape, i) => new[]
        {
            new DenseInputGradientKernel(shape.Inputs, shape.Outputs, isDouble, i % 3 == 0 ? null : new ReLUGradientExpression()),
            new DenseInputGradientKernel(shape.Outputs, shape.Inputs, isDouble, i % 3 == 0 ? new ReLUGradientExpression() : null),
        }.Take(i % 2 == 0 ? 2 : 1)).ToArray();
        var compiled = new CompiledKernels(kernels, width);
        foreach (var kernel in kernels)
        {
            foreach (int rows in Rows(kernel.Inputs, kernel.Outputs))
            {
                var δ = Guarded.Random<T>(rows * kernel.Outputs, 1);
                var w = Guarded.Random<T>(kernel.Inputs * kernel.Outputs, 2);
                var h = kernel.Epilogue is null ? null : Guarded.Random<T>(rows * kernel.Inputs, 3);
                var dx = Guarded.Write(rows * kernel.Inputs, T.NaN);
                var scratch = Guarded.Write(kernel.ScratchLength, T.NaN);
                var packed = Guarded.Read(Reference.Pack(w, kernel.Inputs, kernel.Outputs));
                var expected = Reference.InputGradient(δ, w, h, kernel.Inputs, kernel.Outputs, rows);
                if (h is null)
                    compiled.Run(kernel, width, rows, false, Guarded.Read(δ), packed, dx, scratch);
                else
                    compiled.Run(kernel, width, rows, false, Guarded.Read(δ), packed, Guarded.Read(h), dx, scratch);
                Guarded.AssertEqual<T>(expected, dx.Values, $"{kernel.Name} at {width} bits, {rows} rows");
            }
        }
    }

    private static void WeightGradient<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isDouble = typeof(T) == typeof(double);
        var kernels = Shapes(width, isDouble).Select(shape => new DenseWeightGradientKernel(shape.Inputs, shape.Outputs, isDouble)).ToArray();
        var biases = kernels.Select(k => new DenseBiasGradientKernel(k.Outputs, isDouble)).Distinct().ToDictionary(k => k.Outputs);
        var compiled = new CompiledKernels([.. kernels, .. biases.Values], width);
        foreach (var kernel in kernels)
        {
            foreach (int rows in Rows(kernel.Inputs, kernel.Outputs))
            {
                bool accumulate = rows % 2 == 1;
                var δ = Guarded.Random<T>(rows * kernel.Outputs, 1);
                var x = Guarded.Random<T>(rows * kernel.Inputs, 2);
                var start = Reference.Pack(Guarded.Random<T>(kernel.Inputs * kernel.Outputs, 3), kernel.Inputs, kernel.Outputs);
                var dw = Guarded.Write((T[])start.Clone());
                string what = $"{kernel.Name} at {width} bits, {rows} rows";
                if (kernel.ScratchLength == 0)
                    compiled.Run(kernel, width, rows, accumulate, Guarded.Read(δ), Guarded.Read(x), dw);
                else
                    compiled.Run(kernel, width, rows, accumulate, Guarded.Read(δ), Guarded.Read(x), dw, Guarded.Write(kernel.ScratchLength, T.NaN));
                Guarded.AssertEqual<T>(Reference.WeightGradient(δ, x, accumulate ? start : null, kernel.Inputs, kernel.Outputs, rows), dw.Values, what);
                AssertPaddingIsZero(dw.Values, kernel.Inputs, kernel.Outputs, what);

                var bias = Reference.Pack(Guarded.Random<T>(kernel.Outputs, 4), 1, kernel.Outputs);
                var db = Guarded.Write((T[])bias.Clone());
                var ones = new T[rows];
                ones.AsSpan().Fill(T.One);
                compiled.Run(biases[kernel.Outputs], width, rows, accumulate, Guarded.Read(δ), db);
                Guarded.AssertEqual<T>(Reference.WeightGradient(δ, ones, accumulate ? bias : null, 1, kernel.Outputs, rows), db.Values, what);
                AssertPaddingIsZero(db.Values, 1, kernel.Outputs, what);
            }
        }
    }

    private static void AssertPaddingIsZero<T>(ReadOnlySpan<T> packed, int inputs, int outputs, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int o = outputs; o < Reference.Padded(outputs); o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                if (packed[Reference.At(o, i, inputs)] != T.Zero)
                    Assert.Fail($"{what}: padding of output {o}, input {i} is {packed[Reference.At(o, i, inputs)]}");
            }
        }
    }
}
