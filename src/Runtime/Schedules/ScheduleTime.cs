namespace NetGen;

/// <summary>When a step of the optimizer is made.</summary>
/// <param name="Step">How many batches of the run are over, from 0.</param>
/// <param name="Steps">How many batches the run has.</param>
/// <param name="StepsPerEpoch">How many batches an epoch has.</param>
public readonly record struct ScheduleTime(long Step, long Steps, int StepsPerEpoch)
{
    /// <summary>How many epochs are over; within an epoch a share of it is.</summary>
    public double Epoch => (double)Step / StepsPerEpoch;

    /// <summary>The share of the run that is done, from 0 at the first step to just below 1 at the last.</summary>
    public double Share => (double)Step / Steps;

    /// <summary>The time in a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>How many of them are over.</returns>
    public double In(ScheduleUnit unit) => unit == ScheduleUnit.Step ? Step : Epoch;
}

/// <summary>What a schedule counts.</summary>
public enum ScheduleUnit
{
    /// <summary>Epochs: goes over the training set.</summary>
    Epoch,

    /// <summary>Batches.</summary>
    Step,
}
