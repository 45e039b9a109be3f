using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Stock.Ledger;

/// <summary>Repeats <see cref="LedgerKeeper.SweepAsync"/>: one page of levels, then a rest, so that comparing costs the database little.</summary>
public sealed partial class LedgerKeeperWorker(
    LedgerKeeper keeper, TimeProvider timeProvider, IOptions<StockOptions> options, ILogger<LedgerKeeperWorker> logger) : BackgroundService
{
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await keeper.SweepAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
            }
#pragma warning disable CA1031 // The worker outlives whatever the ledger or the database throws; the next sweep repeats the step.
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogSweepFailed(logger, e);
                }
            }

            await Task.Delay(options.Value.SweepDelay, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 2013, Level = LogLevel.Warning, Message = "A sweep of the stock ledger failed; the next one repeats it")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
