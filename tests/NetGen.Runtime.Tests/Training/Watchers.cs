namespace NetGen.Tests.Training;

internal sealed class Collect : IProgress<TrainingProgress>
{
    public List<TrainingProgress> Items { get; } = [];

    public void Report(TrainingProgress value) => Items.Add(value);
}

internal sealed class Watch(Action<TrainingProgress> action) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => action(value);
}

/// <summary>Asks for the norm of the gradients and does nothing with it.</summary>
internal sealed class NormReader : TrainingCallback
{
    public double Last { get; private set; }

    public override bool NeedsGradientNorm => true;

    public override void OnStepEnd(TrainingContext run, in StepRecord step) => Last = step.GradientNorm ?? Last;
}

internal static class Watchers
{
    /// <summary>The epochs without what no two runs have alike: times.</summary>
    public static EpochRecord[] Measures(TrainingHistory history) => [.. history.Epochs.Select(record => record with { SamplesPerSecond = 0, Duration = default })];
}
