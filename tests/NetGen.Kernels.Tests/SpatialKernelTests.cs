using System.Numerics;
using NetGen.Compiler.Tests;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using Xunit.Sdk;

namespace NetGen.Kernels.Tests;

/// <summary>
/// The kernels of convolutions, pools and resampling, call by call as layers are lowered: none writes outside of its buffers, and
/// nothing that lies there changes what it computes. That it is right, networks that equal the interpreter show.
/// </summary>
public sealed class SpatialKernelTests
{
    private static readonly int[] Channels = [1, 3, 5, 17, 33];

    private static readonly int[] Counts = [1, 3];

    // One element; a kernel as large as its input; rows that are no vectors, with padding.
    private static readonly (int[] Sizes, int[] Kernel, int Padding, int Stride)[] Shapes = [([1, 1], [1, 1], 0, 1), ([4, 3], [4, 3], 0, 1), ([5, 7], [3, 3], 1, 2), ([1, 9], [1, 2], 0, 1)];

    [Theory]
    [MemberData(nameof(DenseKernelTests.Targets), MemberType = typeof(DenseKernelTests))]
    public void What_lies_around_the_buffers_is_left_alone_and_does_not_matter(int width, bool isDouble)
    {
        // Each scalar type takes half of the shapes, with all numbers of channels.
        var calls = Channels.SelectMany((channels, i) => Shapes.Where((_, j) => (i + j) % 2 == (isDouble ? 0 : 1)).SelectMany(shape => CallsOf(channels, shape, isDouble)))
            .Where(call => call.Node.Layer.Path != "x" && call.Kernel.Parameters.All(IsRun)).GroupBy(call => call.Kernel).Select(group => group.First()).ToArray();
        Type[] expected = [typeof(ConvolutionKernel), typeof(TransposedConvolutionKernel), typeof(ConvolutionWeightGradientKernel), typeof(MaxPoolKernel), typeof(MaxPoolGradientKernel), typeof(ResamplingKernel), typeof(ResamplingGradientKernel)];
        Assert.Empty(expected.Except(calls.Select(call => call.Kernel.GetType())));
        var compiled = new CompiledKernels(calls.Select(call => call.Kernel), width);
        foreach (var call in calls)
        {
            foreach (int count in Counts)
            {
                if (isDouble)
                    Check<double>(compiled, call, width, count);
                else
                    Check<float>(compiled, call, width, count);
            }
        }
    }

    /// <summary>The test above can fail: at a kernel that reads or writes one element too many.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    public void A_kernel_that_goes_too_far_is_noticed(int read, int written, bool isRight)
    {
        var programs = ProgramBuilder.Build(Architecture.Build(new Architecture().Input("input", [5]).Layer("Tanh").Spec()), isDouble: true);
        var kernel = new CopyTooFar(5, read, written);
        var node = programs.Predict.Calls[0].Node;
        var call = new KernelCall(node, kernel, [new ValueArgument(node.Inputs[0], false), new ValueArgument(node.Results[0], true), new CountArgument(1)]);
        var compiled = new CompiledKernels([kernel], 128);
        if (isRight)
            Check<double>(compiled, call, 128, 2);
        else
            Assert.ThrowsAny<XunitException>(() => Check<double>(compiled, call, 128, 2));
    }

    // Numbers and seeds are what losses and dropout need.
    private static bool IsRun(KernelParameter parameter) =>
        parameter != KernelParameter.FirstSample && parameter.Kind is KernelParameterKind.Read or KernelParameterKind.Write or KernelParameterKind.Integer or KernelParameterKind.Boolean;

    // The first convolution has the gradients of the others' inputs computed, too.
    private static IEnumerable<KernelCall> CallsOf(int channels, (int[] Sizes, int[] Kernel, int Padding, int Stride) shape, bool isDouble)
    {
        var network = new Architecture().Input("input", [channels, .. shape.Sizes]).Layer("Conv2D", "x", arguments: ["Filters", channels, "Kernel", 1]);
        void Branch(string kind, string name, params object[] arguments) => network.Layer(kind, name, "x", arguments: arguments).Layer("Output", "out" + name, name);
        Branch("Conv2D", "conv", "Filters", 3, "Kernel", shape.Kernel, "Padding", shape.Padding, "Stride", shape.Stride);
        Branch("Conv2D", "depthwise", "Filters", channels, "Groups", channels, "Kernel", shape.Kernel, "Padding", shape.Padding, "Bias", false);
        Branch("ConvTranspose2D", "transposed", "Filters", 3, "Kernel", shape.Kernel, "Stride", shape.Stride);
        Branch("MaxPool2D", "max", "Kernel", shape.Kernel, "Padding", shape.Padding, "Stride", shape.Stride);
        Branch("AveragePool2D", "average", "Kernel", shape.Kernel, "Padding", shape.Padding, "Stride", shape.Stride);
        Branch("AdaptiveAveragePool2D", "adaptive", "Size", 2);
        Branch("Upsample", "up", "Scale", 2, "Mode", UpsampleMode.Bilinear);
        Branch("Upsample", "nearest", "Scale", 3, "Mode", UpsampleMode.Nearest);
        Branch("Pad", "pad", "Amounts", 1, "Mode", PaddingMode.Replicate);
        var programs = ProgramBuilder.Build(Architecture.Build(network.Spec(isDouble)), isDouble);
        return programs.All.SelectMany(program => program.Calls);
    }

    private static void Check<T>(CompiledKernels compiled, KernelCall call, int width, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Nothing can hide in the margins: NaN changes every sum and no maximum, a large number both.
        var results = new[] { T.NaN, T.CreateChecked(1e6), T.Zero }.Select(margin => Results(compiled, call, width, count, margin)).ToArray();
        foreach (var (other, values) in results.Skip(1).SelectMany(result => result.Select((values, i) => (values, results[0][i]))))
            Assert.True(values.AsSpan().SequenceEqual(other), $"{call.Kernel.Name} at {width} bits, {count} samples: what lies around its buffers changes what it writes");
    }

    private static T[][] Results<T>(CompiledKernels compiled, KernelCall call, int width, int count, T margin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var buffers = call.Arguments.Select((argument, i) => argument switch
        {
            ValueArgument { IsWritten: true } value => Guarded.Write(Guarded.Random<T>(LengthOf(value.Value, count), i + 1)),
            ValueArgument value => new Guarded<T>(Guarded.Random<T>(LengthOf(value.Value, count), i + 1), isRead: true, margin),
            ScratchArgument => Guarded.Write(call.Kernel.ScratchLength + (call.Kernel.ScratchLengthPerRow * count), margin),
            _ => null,
        }).ToArray();
        int rows = count * call.Arguments.OfType<CountArgument>().Select(argument => argument.Factor).FirstOrDefault(1);
        compiled.Run(call.Kernel, width, rows, accumulate: true, [.. buffers.OfType<Guarded<T>>()]);
        return [.. call.Arguments.Zip(buffers, (argument, buffer) => argument is ValueArgument { IsWritten: true } ? buffer!.Values.ToArray() : null).OfType<T[]>()];
    }

    // What is stored packed has its padding, up to where the next may begin.
    private static int LengthOf(Value value, int count) => (value.Tensor ?? value.GradientOf?.Tensor) is { } tensor
        ? (tensor.Packing.LengthOf(value.Shape) + 15) / 16 * 16
        : value.Shape.Length * (value.Type.Batched ? count : 1);

    /// <summary>Copies, and reads and writes further than it should.</summary>
    private sealed record CopyTooFar(int Length, int Read, int Written) : Kernel
    {
        public override string Name => $"CopyTooFar{Length}_{Read}_{Written}";

        public override string Summary => "Copies too much.";

        public override bool IsDouble => true;

        public override IReadOnlyList<KernelParameter> Parameters =>
            [new KernelParameter(KernelParameterKind.Read, "x"), new KernelParameter(KernelParameterKind.Write, "y"), new KernelParameter(KernelParameterKind.Integer, "rows")];

        public override void EmitBody(SourceWriter writer, VectorTarget target)
        {
            writer.Open($"for (int i = 0; i < (rows * {Length}) + {Written}; i++)");
            writer.Line($"Unsafe.Add(ref y, i) = Unsafe.Add(ref Unsafe.AsRef(in x), i + {Read});");
            writer.Close();
        }
    }
}
