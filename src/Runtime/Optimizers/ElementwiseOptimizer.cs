using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>
/// An optimizer that changes each parameter by its own gradient and state alone, in one pass over the buffers, which threads may share
/// (<see cref="Optimizer{T}.Parallelism"/>).
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public abstract class ElementwiseOptimizer<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected ElementwiseOptimizer(double learningRate, double weightDecay, bool decoupledWeightDecay, params ImmutableArray<string> state)
        : base(learningRate, weightDecay, state) => DecoupledWeightDecay = decoupledWeightDecay;

    /// <summary>Whether weight decay multiplies the parameters by 1 − ηλ before the step, rather than adding λp to the gradients.</summary>
    public bool DecoupledWeightDecay { get; }

    /// <inheritdoc/>
    protected sealed override bool IsElementwise => true;

    /// <summary>Runs the rule with the factors of this step, computed in double.</summary>
    private protected abstract void Apply(in ElementwisePass<T> pass, double rate);

    /// <inheritdoc/>
    protected sealed override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range) =>
        UpdateAdjusted(parameters, gradients, new PlannedRange(range), GradientAdjustment.None);

    private protected sealed override void UpdateAdjusted(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in PlannedRange planned, in GradientAdjustment adjustment)
    {
        ParameterRange range = planned.Range;
        int start = range.Start;
        ref T p = ref Unsafe.Add(ref parameters.Reference, start);
        var pass = new ElementwisePass<T>(
            ref p,
            ref Unsafe.Add(ref gradients.Reference, start),
            ref Of(StateBuffer(0), start, ref p),
            ref Of(StateBuffer(1), start, ref p),
            ref Of(StateBuffer(2), start, ref p),
            range.Length,
            planned.L2Penalty + (DecoupledWeightDecay ? 0 : range.WeightDecay),
            DecoupledWeightDecay ? 1 - (range.LearningRate * range.WeightDecay) : 1,
            in adjustment);
        Apply(in pass, range.LearningRate);
    }

    private static ref T Of(FlatBuffer<T>? buffer, int start, ref T otherwise)
    {
        if (buffer is null)
            return ref otherwise;
        return ref Unsafe.Add(ref buffer.Reference, start);
    }
}
