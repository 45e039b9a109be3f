using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Stock.Redis.Watching;

/// <summary>Repeats <see cref="RedisPulse.BeatAsync"/> with a rest after each.</summary>
internal sealed partial class RedisPulseWorker(
    RedisStockLedger ledger, RedisLedgerOptions options, TimeProvider timeProvider, ILogger<RedisPulseWorker> logger) : BackgroundService
{
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.PulseDelay, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ledger.Pulse.BeatAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
            }
#pragma warning disable CA1031 // The worker outlives whatever the client throws; the next beat repeats the look.
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogBeatFailed(logger, e);
                }
            }
        }
    }

    [LoggerMessage(EventId = 2033, Level = LogLevel.Warning, Message = "A look at Redis failed; the next one repeats it")]
    private static partial void LogBeatFailed(ILogger logger, Exception exception);
}
