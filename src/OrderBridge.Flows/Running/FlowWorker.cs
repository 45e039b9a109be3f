using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Flows.Running;

/// <summary>Repeats the runner's batch until it is stopped; survives whatever a batch throws.</summary>
public sealed partial class FlowWorker(FlowRunner runner, TimeProvider timeProvider, ILogger<FlowWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(500);
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var handled = await runner.SweepAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
                if (handled == 0)
                {
                    await runner.WaitAsync(stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The batch runs again; the cursor has not moved.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogBatchFailed(logger, e);
                }
                await Task.Delay(Backoff, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 9102, Level = LogLevel.Error, Message = "A batch of flows failed and runs again")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception);
}
