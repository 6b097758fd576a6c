using System.Numerics;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// What becomes of an element in a step: the formula of an optimizer, written for vectors of each width with the same operations one
/// by one, none fused, so that all widths and the plain formula give the same bits.
/// </summary>
internal partial interface IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many buffers of state the rule reads and writes, from 0 to 3.</summary>
    static abstract int Buffers { get; }
}

/// <summary>
/// One pass over parameters, gradients and state, each read once and written once. Gradients are adjusted and take the L2 penalty λp, and
/// parameters shrink, before the rule sees them. The last vector may reach into the guard behind a buffer.
/// </summary>
internal readonly ref partial struct ElementwisePass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ref T p, g, a, b, c;
    private readonly int length;
    private readonly T penalty, shrink;
    private readonly GradientAdjustment adjustment;

    /// <summary>Describes a pass; a rule with fewer buffers is given other references instead, which it does not use.</summary>
    public ElementwisePass(ref T p, ref T g, ref T a, ref T b, ref T c, int length, double penalty, double shrink, in GradientAdjustment adjustment)
    {
        this.p = ref p;
        this.g = ref g;
        this.a = ref a;
        this.b = ref b;
        this.c = ref c;
        this.length = length;
        this.penalty = T.CreateChecked(penalty);
        this.shrink = T.CreateChecked(shrink);
        this.adjustment = adjustment;
    }

    public void Run<TRule>(TRule rule)
        where TRule : struct, IElementwiseRule<T>
    {
        if (adjustment.IsNone)
            Run<TRule, No>(rule);
        else
            Run<TRule, Yes>(rule);
    }

    private void Run<TRule, TAdjusted>(TRule rule)
        where TRule : struct, IElementwiseRule<T>
        where TAdjusted : struct, IChoice
    {
        if (Vector512.IsHardwareAccelerated)
            RunVector512<TRule, TAdjusted>(rule);
        else if (Vector256.IsHardwareAccelerated)
            RunVector256<TRule, TAdjusted>(rule);
        else
            RunVector128<TRule, TAdjusted>(rule);
    }
}

/// <summary>An option of a loop that the compiler knows, so that it folds what depends on it.</summary>
internal interface IChoice
{
    static abstract bool Value { get; }
}

internal readonly struct Yes : IChoice
{
    public static bool Value => true;
}

internal readonly struct No : IChoice
{
    public static bool Value => false;
}
