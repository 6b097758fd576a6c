using NetGen.Generator.Emission.Kernels;

namespace NetGen.Kernels.Tests;

/// <summary>RyuJIT silently stops optimizing methods above 60,000 bytes of IL or 2,000 locals, and inlining above 512 locals.</summary>
[Trait("Width", "Any")]
public sealed class JitBudgetTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Every_method_stays_under_half_of_the_limits(int width)
    {
        Kernel[] kernels =
        [
            new DenseForwardKernel(784, 1021, false, true, new LongExpression()),
            new DenseForwardKernel(1024, 130, true, true, new ReLUExpression()),
            new DenseForwardKernel(1024, 130, false, true, new LongExpression(), IsScaled: true),
            new DenseInputGradientKernel(1021, 1023, false, new ReLUGradientExpression()),
            new DenseInputGradientKernel(131, 143, true, new ReLUGradientExpression()),
            new DenseWeightGradientKernel(1023, 1023, false),
            new DenseWeightGradientKernel(1024, 1024, true),
            new DenseBiasGradientKernel(1023, false),
            new DenseBiasGradientKernel(1023, true),
        ];
        foreach (var method in new CompiledKernels(kernels, width).Methods)
        {
            if (method.GetMethodBody() is not { } body)
                continue;
            Assert.True(body.GetILAsByteArray()!.Length <= 30_000, $"{method.Name}: {body.GetILAsByteArray()!.Length} bytes of IL");
            Assert.True(body.LocalVariables.Count <= 256, $"{method.Name}: {body.LocalVariables.Count} locals");
        }
    }
}
