using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Flows.Timing;

/// <summary>Looks for due timers at an interval. A row that stays due is tried again at a later look, never in a loop.</summary>
public sealed partial class TimerWorker(TimerRunner runner, FlowOptions options, TimeProvider timeProvider, ILogger<TimerWorker> logger) : BackgroundService
{
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await runner.SweepAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The rows stay due; the next look takes them.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogSweepFailed(logger, e);
                }
            }

            await Task.Delay(options.TimerInterval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 9104, Level = LogLevel.Error, Message = "A look for due timers failed")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
