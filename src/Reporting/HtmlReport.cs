using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using NetGen.Reporting.Html;

namespace NetGen.Reporting;

/// <summary>
/// Writes a run as a page of HTML: curves of loss, accuracy, learning rate and the norm of the gradients, with what the run was asked for,
/// its best epoch, the network's table of layers and the machine. The file is whole in itself: no network, no other files.
/// </summary>
/// <remarks>
/// It is written when the run ends, however it ends, and every ten seconds or more after an epoch before that. At any time there is either
/// all of the old content or all of the new at its path. Where a run goes on from a checkpoint, curves of steps begin there; those of epochs
/// have all.
/// </remarks>
public sealed class HtmlReport : TrainingCallback
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(10);

    private readonly string path;
    private readonly string? title;
    private readonly StepCurve losses = new(), rates = new(), norms = new();
    private DateTimeOffset began;
    private TimeSpan written;

    /// <summary>Makes a report; its file is written during the run.</summary>
    /// <param name="path">The path of the file, in a directory that exists.</param>
    /// <param name="title">The title; the name of the network by default.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public HtmlReport(string path, string? title = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
        this.title = title;
    }

    /// <summary>Whether to have the norm of the gradients measured, a pass over them a step; as by default.</summary>
    public bool MeasuresGradientNorm { get; init; } = true;

    /// <inheritdoc/>
    public override bool NeedsGradientNorm => MeasuresGradientNorm;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public override void OnRunBegin(TrainingContext run)
    {
        losses.Clear();
        rates.Clear();
        norms.Clear();
        began = DateTimeOffset.Now;
        written = TimeSpan.Zero;

        // A path that cannot be written is better known before the training than behind it.
        Write(run, "running");
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingContext run, in StepRecord step)
    {
        // In epochs: 2.5 is the middle of the third.
        double x = (double)step.GlobalStep / run.Steps;
        losses.Add(x, step.Loss);
        rates.Add(x, step.LearningRate);
        if (step.GradientNorm is { } norm)
            norms.Add(x, norm);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
    {
        if (run.Elapsed - written < WriteInterval)
            return;
        written = run.Elapsed;
        Write(run, "running");
    }

    /// <inheritdoc/>
    public override void OnRunEnd(TrainingContext run, Exception? failure) => Write(run, failure switch
    {
        null when run.History.Count == run.Epochs => "finished",
        null => $"ended early, after {run.History.Count} of {run.Epochs} epochs",
        OperationCanceledException => $"cancelled at step {run.Step} of epoch {run.Epoch}",
        _ => $"broken off at step {run.Step} of epoch {run.Epoch}: {failure.Message}",
    });

    private static string WidestVector() =>
        Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits" : Vector128.IsHardwareAccelerated ? "128 bits" : "none";

    private void Write(TrainingContext run, string state)
    {
        var page = new ReportPage
        {
            Title = title ?? run.Network.Name,
            State = state,
            Began = began,
            Run = run,
            Losses = losses.Points,
            Rates = rates.Points,
            Norms = norms.Points,
            Machine =
            [
                new("system", RuntimeInformation.OSDescription),
                new("runtime", RuntimeInformation.FrameworkDescription),
                new("processors", $"{Environment.ProcessorCount} ({RuntimeInformation.ProcessArchitecture}, vectors: {WidestVector()})"),
            ],
        };
        byte[] text = Encoding.UTF8.GetBytes(page.ToString());
        AtomicFile.Write(path, stream => stream.Write(text));
    }
}
