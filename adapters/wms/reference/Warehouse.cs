using Microsoft.Extensions.Logging;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Misbehaving;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms;

/// <summary>The parts put together: source → intake → floor → reporter → hub.</summary>
public sealed class Warehouse : IDisposable
{
    private readonly WmsOptions _options;
    private readonly Floor _floor;
    private readonly Reporter _reporter;
    private readonly Inquirer _inquirer;
    private readonly TaskIntake _intake;

    /// <param name="store">Stays the caller's to close, after <see cref="RunAsync"/>.</param>
    public Warehouse(
        WmsOptions options, ITaskSource source, IHub hub, IWorkStore store, TimeProvider timeProvider, ILogger logger)
    {
        _options = options;
        Counters = new WmsCounters(store.Totals);
        _floor = new Floor(options, store, Counters, timeProvider, logger);
        _reporter = new Reporter(hub, new Chaos(options), timeProvider, Counters, logger, _floor.Answered);
        _inquirer = new Inquirer(hub, _floor.Looked);
        _intake = new TaskIntake(source, _floor, () => store.ResumeToken, Counters, timeProvider, logger);
        _floor.Speak = _reporter.Post;
        _floor.Ask = _inquirer.Ask;
    }

    public WmsCounters Counters { get; }

    /// <summary>
    /// Works until told to stop, then drains: no new tasks, calls on their way are finished, their answers stored. Open work goes on after
    /// the next start.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var working = Task.Run(_floor.RunAsync, CancellationToken.None);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var serving = Task.WhenAll(_intake.RunAsync(stopped.Token), _reporter.RunAsync(_options.Parallel, stopped.Token), _inquirer.RunAsync(stopped.Token));
        if (await Task.WhenAny(working, serving) == working)
        {
            await stopped.CancelAsync(); // The store failed; the exception below says how.
            await working;
        }

        await serving;
        _floor.Close();
        await working;
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _floor.Dispose();
    }
}
