using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>The options of a run as lines of a report; what is as usual is left out.</summary>
internal static class TrainingSettings
{
    /// <summary>The kind of an optimizer, such as <c>AdamW</c>.</summary>
    public static string KindOf<T>(Optimizer<T> optimizer)
        where T : unmanaged, IFloatingPointIeee754<T> => optimizer.GetType().Name.Split('`')[0];

    public static IReadOnlyList<KeyValuePair<string, string>> Of<T>(TrainerOptions<T> options, Optimizer<T> optimizer, int samples, int batchSize)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lines = new List<KeyValuePair<string, string>>();
        Add(true, "epochs", $"{options.Epochs}");
        Add(true, "optimizer", $"{KindOf(optimizer)}");
        Add(true, "learning rate", $"{optimizer.LearningRate}");
        Add(options.Schedule is not null, "schedule", $"yes");
        Add(true, "training samples an epoch", $"{samples}");
        Add(options.Validation is not null, "validation samples", $"{options.Validation?.Count}");
        Add(true, "batch size", $"{batchSize}");
        Add(options.AccumulationSteps > 1, "batches a step", $"{options.AccumulationSteps}");
        Add(true, "seed", $"{options.Seed}");
        Add(options.Sampler is not null, "sampler", $"{options.Sampler?.GetType().Name}");
        Add(options.Sampler is null && !options.Shuffle, "shuffled", $"no");
        Add(options.Augmentation is not null, "augmented", $"yes");
        Add(options.DropLast, "short last batch", $"left out");
        Add(options.KeepBest == KeepBest.ValidationLoss, "weights kept", $"those of the smallest validation loss");
        Add(options.KeepBest == KeepBest.ValidationAccuracy, "weights kept", $"those of the largest validation accuracy");
        Add(options.EarlyStopping is not null, "early stopping", $"after {options.EarlyStopping?.Patience} epochs without improvement");
        Add(true, "threads", $"{options.Parallelism?.Threads ?? 1}");
        return lines;

        void Add(bool isSaid, string name, FormattableString value)
        {
            if (isSaid)
                lines.Add(new KeyValuePair<string, string>(name, value.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
