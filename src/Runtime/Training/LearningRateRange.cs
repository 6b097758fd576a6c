using System.Collections.Immutable;

namespace NetGen;

/// <summary>A step of a range test.</summary>
/// <param name="LearningRate">The rate of the step that was made next.</param>
/// <param name="Loss">The mean loss of the batch, before that step.</param>
/// <param name="SmoothedLoss">The moving average of the losses so far.</param>
public readonly record struct LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);

/// <summary>What a range test found: the losses by learning rate.</summary>
/// <param name="Points">The steps, in rising order of the rate; one whose loss was not finite is left out.</param>
/// <param name="IsDiverged">Whether the test ended because the loss diverged.</param>
public sealed record LearningRateRange(ImmutableArray<LearningRatePoint> Points, bool IsDiverged)
{
    /// <summary>
    /// The rate at which the smoothed loss falls fastest by the logarithm of the rate, the first tenth of the steps, in which the average begins, left out;
    /// null where it falls nowhere or there are fewer than five steps.
    /// </summary>
    public double? Steepest
    {
        get
        {
            double? rate = null;
            double least = 0;
            for (int i = Math.Max(1, Points.Length / 10); i + 1 < Points.Length && Points.Length >= 5; i++)
            {
                double slope = (Points[i + 1].SmoothedLoss - Points[i - 1].SmoothedLoss) / Math.Log(Points[i + 1].LearningRate / Points[i - 1].LearningRate);
                if (slope < least)
                    (least, rate) = (slope, Points[i].LearningRate);
            }

            return rate;
        }
    }

    /// <summary>A tenth of the rate at which the smoothed loss is least, a more cautious rule than <see cref="Steepest"/>; null without points.</summary>
    public double? TenthOfMinimum => Points.IsEmpty ? null : Points.MinBy(point => point.SmoothedLoss).LearningRate / 10;

    /// <summary>A picture of the losses over the logarithm of the rate, with a line at <see cref="Steepest"/>, for a file or a page.</summary>
    /// <param name="width">The width in pixels, at least 200.</param>
    /// <param name="height">The height in pixels, at least 150.</param>
    /// <returns>An SVG document, which refers to nothing outside it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be smaller.</exception>
    public string ToSvg(int width = 720, int height = 400)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        return LearningRatePlot.Of(this, width, height);
    }
}
