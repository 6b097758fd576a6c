using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>The largest element of each window; NaN where there is one.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxPoolKernel(WindowGrid Grid, int Channels, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"MaxPool_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"The largest element of each window, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        new MaxPoolLoops(writer, target, Grid, Channels, isGradient: false).Emit();
}

/// <summary>The gradient of a maximum pool's input: that of each window is added at its largest element, which is looked for again.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxPoolGradientKernel(WindowGrid Grid, int Channels, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"MaxPoolGradient_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"Adds the gradient of each window at its first largest element, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "dx"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        new MaxPoolLoops(writer, target, Grid, Channels, isGradient: true).Emit();
}
