namespace NetGen.Reporting.Tests;

/// <summary>Short training runs to report of, and a directory for the reports.</summary>
public abstract class TestRun : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-reporting-").FullName;

    /// <summary>Three epochs of four batches, with a validation set.</summary>
    internal static TrainerOptions<double> Plain => new() { Epochs = 3, BatchSize = 8, Seed = 7, Validation = Clouds.Make(20, 2), Schedule = LearningRateSchedule.Linear() };

    internal string At(string name) => Path.Combine(directory, name);

    internal static TrainingHistory Fit(TrainerOptions<double> options, CancellationToken cancellationToken = default) =>
        Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(0.05), Clouds.Make(30, 1), options, cancellationToken);

    /// <summary>Trains with a checkpoint up to a step, where the run breaks off.</summary>
    internal void FitUpTo(long step, TrainerOptions<double> options) => Assert.Throws<InvalidOperationException>(() =>
        Fit(options with { Callbacks = [.. options.Callbacks, new Breaks(step)], Checkpoint = new CheckpointOptions(At("run.safetensors")) { EverySteps = 5 } }));

    /// <summary>Goes on from the checkpoint of <see cref="FitUpTo"/>.</summary>
    internal TrainingHistory GoOn(TrainerOptions<double> options) => Fit(options with { Checkpoint = new CheckpointOptions(At("run.safetensors")) { EverySteps = 5 } });

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private sealed class Breaks(long at) : TrainingCallback
    {
        public override void OnStepEnd(TrainingContext run, in StepRecord step)
        {
            if (step.GlobalStep == at)
                throw new InvalidOperationException("The light went out.");
        }
    }
}
