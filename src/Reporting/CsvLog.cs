using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NetGen.Reporting;

/// <summary>
/// Writes the measures of a run into CSV files: a row an epoch and, where asked for, a row a step. Numbers are written such that they come
/// back exactly, in no country's own way; what was not measured is empty.
/// </summary>
/// <remarks>
/// A run that goes on from a checkpoint goes on in its files: the epochs are those of its history, and steps that it makes again are
/// written again instead of twice. Other runs begin the files anew. A file that is no such log is never overwritten.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The end of the run closes what its beginning opens.")]
public sealed class CsvLog : TrainingCallback
{
    private const string EpochHeader = "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,gradient_norm,samples_per_second,seconds";
    private const string StepHeader = "global_step,epoch,step,samples,loss,learning_rate,gradient_norm,seconds";

    private readonly string path;
    private readonly string? stepsPath;
    private StreamWriter? epochs;
    private StreamWriter? steps;

    /// <summary>Makes a log; files are opened when a run begins.</summary>
    /// <param name="path">The file with a row an epoch.</param>
    /// <param name="stepsPath">The file with a row a step; null, as by default, for none.</param>
    /// <exception cref="ArgumentException">A path is empty, or both are of one file.</exception>
    public CsvLog(string path, string? stepsPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (stepsPath is not null)
            ArgumentException.ThrowIfNullOrEmpty(stepsPath);
        if (stepsPath is not null && Path.GetFullPath(stepsPath) == Path.GetFullPath(path))
            throw new ArgumentException($"Epochs and steps would both go to '{path}'. Give the steps a file of their own.", nameof(stepsPath));
        this.path = path;
        this.stepsPath = stepsPath;
    }

    /// <summary>Whether to have the norm of the gradients measured, a pass over them a step; as by default.</summary>
    public bool MeasuresGradientNorm { get; init; } = true;

    /// <inheritdoc/>
    public override bool NeedsGradientNorm => MeasuresGradientNorm;

    /// <inheritdoc/>
    /// <exception cref="DataFileException">A file exists and does not begin with the header of such a log, or a row of it is damaged.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public override void OnRunBegin(TrainingContext run)
    {
        // Both are looked at before one of them is changed.
        CheckHeader(path, EpochHeader);
        List<string> rows = stepsPath is null ? [] : StepsBefore(stepsPath, run.GlobalStep);
        try
        {
            epochs = Begin(path, EpochHeader, run.History.Select(epoch => RowOf(epoch)));
            if (stepsPath is not null)
                steps = Begin(stepsPath, StepHeader, rows);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingContext run, in StepRecord step) => steps?.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{step.GlobalStep},{step.Epoch},{step.Step},{step.Samples},{step.Loss:R},{step.LearningRate:R},{step.GradientNorm:R},{step.Duration.TotalSeconds:0.000000}"));

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
    {
        epochs!.WriteLine(RowOf(epoch));
        epochs.Flush();
        steps?.Flush();
    }

    /// <inheritdoc/>
    public override void OnRunEnd(TrainingContext run, Exception? failure) => Close();

    private static string RowOf(in EpochRecord epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.Loss:R},{epoch.Accuracy:R},{epoch.ValidationLoss:R},{epoch.ValidationAccuracy:R},{epoch.LearningRate:R},{epoch.GradientNorm:R},{epoch.SamplesPerSecond:0.###},{epoch.Duration.TotalSeconds:0.000}");

    private static StreamWriter Begin(string path, string header, IEnumerable<string> rows)
    {
        AtomicFile.Write(path, stream =>
        {
            using var whole = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            whole.WriteLine(header);
            foreach (string row in rows)
                whole.WriteLine(row);
        });
        return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { NewLine = "\n" };
    }

    private static void CheckHeader(string path, string header)
    {
        string? found = File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
        if (found is not null && found != header)
            throw new DataFileException($"'{path}' has the header {Excerpt.Of(found)}; this log writes '{header}'. Name another file, or move this one away.");
    }

    // The last row may have been cut off when a run was killed; it is then one of those made again.
    private static List<string> StepsBefore(string path, long last)
    {
        CheckHeader(path, StepHeader);
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        int fields = StepHeader.Split(',').Length;
        var rows = new List<string>();
        for (int i = 1; i < lines.Length; i++)
        {
            string[] row = lines[i].Split(',');
            bool isWhole = row.Length == fields && long.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!isWhole && i < lines.Length - 1)
                throw new DataFileException($"'{path}' is damaged at line {i + 1}: {Excerpt.Of(lines[i])}; expected {fields} fields, the first a whole number. Mend the line, or move the file away.");
            if (isWhole && long.Parse(row[0], CultureInfo.InvariantCulture) <= last)
                rows.Add(lines[i]);
        }

        return rows;
    }

    private void Close()
    {
        epochs?.Dispose();
        steps?.Dispose();
        epochs = steps = null;
    }
}
