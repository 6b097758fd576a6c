using System.Globalization;
using Spectre.Console;

namespace NetGen.Reporting;

/// <summary>
/// Shows a run in the console as a table with a row an epoch — loss, accuracy, those of the validation set, learning rate, time — and under
/// it the progress of the epoch at hand. An epoch better than all before it is marked. On a narrow terminal the less important columns are
/// left out; in a file, a pipe or a build log the rows are plain lines. Use it instead of a <see cref="ConsoleProgressBar"/>.
/// </summary>
public sealed class LiveTable : TrainingCallback
{
    private readonly IAnsiConsole console;
    private readonly int every;
    private ConsoleProgressBar? bar;
    private EpochTable? table;

    /// <summary>Makes a table.</summary>
    /// <param name="console">Where to draw; the standard output by default.</param>
    /// <param name="live">
    /// Whether to draw borders and progress. By default only where the console is a terminal, and none of the environment variables
    /// <c>NO_COLOR</c>, <c>CI</c> and <c>TERM=dumb</c> speaks against it.
    /// </param>
    /// <param name="every">How many epochs a row is written; the last always has one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is less than 1.</exception>
    public LiveTable(IAnsiConsole? console = null, bool? live = null, int every = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        this.console = console ?? AnsiConsole.Console;
        this.every = every;
        IsLive = live ?? ConsoleProgressBar.IsTerminal(this.console.Profile.Out.IsTerminal, Environment.GetEnvironmentVariable);
    }

    /// <summary>Whether borders and progress are drawn.</summary>
    public bool IsLive { get; }

    /// <inheritdoc/>
    public override void OnRunBegin(TrainingContext run)
    {
        bar = IsLive ? new ConsoleProgressBar(console.Profile.Out.Writer, live: true, console.Profile.Width) : null;
        if (run.GlobalStep > 0)
            Say($"goes on after {run.GlobalStep} steps, {run.History.Count} of {run.Epochs} epochs");
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingContext run, in StepRecord step) => bar?.Report(run.Progress(isEpochEnd: false));

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
    {
        bool isLast = epoch.Epoch == run.Epochs || run.IsStopRequested;
        if (!isLast && epoch.Epoch % every != 0)
            return;
        bar?.Erase();
        if (table is null)
        {
            // What is measured shows when it was.
            table = new EpochTable(run, epoch, IsLive ? console.Profile.Width : null);
            console.Write(table.Head());
        }

        console.Write(table.Row(epoch, run.BestEpoch == epoch.Epoch));
    }

    /// <inheritdoc/>
    public override void OnRunEnd(TrainingContext run, Exception? failure)
    {
        bar?.Erase();
        if (table is not null && IsLive)
            console.Write(table.Foot());
        (bar, table) = (null, null);
        if (failure is not null)
            Say($"broken off at step {run.Step} of epoch {run.Epoch}");
        else if (run.History.Count < run.Epochs)
            Say($"ended after {run.History.Count} of {run.Epochs} epochs");
        if (run.BestEpoch > 0)
            Say($"best epoch {run.BestEpoch}, whole run {run.Elapsed.TotalSeconds:0.0} s");
    }

    private void Say(FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
