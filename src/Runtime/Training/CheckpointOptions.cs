namespace NetGen;

/// <summary>
/// Where a training run keeps its state, so that it can go on where it was stopped: parameters and buffers, the optimizer's state, the
/// place in the schedule, in the order of the samples and in the randomness of dropout, the measures so far and the best weights. A run
/// that was stopped at any step and continued ends with the same bits as one that was not.
/// </summary>
/// <remarks>
/// The file is written after every epoch and when the run is cancelled or asked to stop. It is safetensors: the network's own <c>Load</c> reads it as a
/// weight file. At any time there is either all of the old content or all of the new at its path. What a killed
/// run left beside it, such as <c>run.safetensors.0123456789abcdef.tmp</c>, is removed when the file is written an hour later or more.
/// </remarks>
/// <param name="Path">The path of the file.</param>
public sealed record CheckpointOptions(string Path)
{
    /// <summary>After how many steps to write it besides, counted over all epochs; 0, as by default, for after epochs only.</summary>
    public int EverySteps { get; init; }

    /// <summary>
    /// Whether to go on from the file where there is one, as by default. What decides the course of a run — optimizer, seed, batch size,
    /// number of samples — must be as it was; more epochs are allowed. Otherwise a run starts anew and replaces the file.
    /// </summary>
    public bool Resume { get; init; } = true;
}
