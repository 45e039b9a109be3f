using Microsoft.Extensions.Options;
using OrderBridge.Server.Standard;
using OrderBridge.Stock;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Server.Hosting;

/// <summary>
/// Lets health say when stock cannot be promised: the stock service does not serve while the ledger is away, unless the counters decide without it. The
/// hub as a whole does: reads, reports and tasks go on.
/// </summary>
public sealed class LedgerHealth(IStockLedger ledger, HealthState health, IOptions<StockOptions> options, TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            health.SetLedger(ledger.IsReady || options.Value.ReserveWithoutLedger);
            await Task.Delay(Pause, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
