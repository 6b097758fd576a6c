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
