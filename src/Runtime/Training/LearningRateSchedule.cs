namespace NetGen;

/// <summary>
/// Schedules of the learning rate for <see cref="TrainerOptions{T}.Schedule"/>: a factor of the optimizer's learning rate at a share of
/// the run, from 0 at the first step to just below 1 at the last.
/// </summary>
public static class LearningRateSchedule
{
    /// <summary>From 1 down to 0 along half a cosine (Loshchilov and Hutter, «SGDR», 2017, without restarts).</summary>
    /// <param name="share">The share of the run that is done.</param>
    /// <returns>The factor.</returns>
    public static double Cosine(double share) => 0.5 * (1 + Math.Cos(Math.PI * share));

    /// <summary>From 1 down to 0 in a straight line.</summary>
    /// <param name="share">The share of the run that is done.</param>
    /// <returns>The factor.</returns>
    public static double Linear(double share) => 1 - share;
}
