using OrderBridge.Flows.Holding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Reporting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Watching;

namespace OrderBridge.Server.Hosting;

/// <summary>
/// In a group of hubs: tells this one's watchers which counters its neighbours moved. A ledger in this process's memory heard nothing of it, so the keys
/// are put in doubt and the keeper sets them at once to what the database says; a ledger that the hubs share knows.
/// </summary>
public sealed partial class NeighbourStock(
    IJournal journal, IEventCodec codec, IStockLedger ledger, LedgerDoubts doubts, LedgerKeeper keeper, StockChangeFeed changes, WarehouseDirectory warehouses,
    TimeProvider timeProvider, ILogger<NeighbourStock> logger) : BackgroundService
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = await journal.HeadAsync(stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await journal.WaitAsync(position, stoppingToken).ConfigureAwait(false);
                var records = await journal.ReadAsync(position, BatchSize, stoppingToken).ConfigureAwait(false);
                Tell(records);
                position = records.Count == 0 ? position : records[^1].Position;
                await SettleAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database is away, or an event cannot be read: the keeper's own comparison finds what is missed.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogLookFailed(logger, e);
                }
                await Task.Delay(Backoff, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What this process wrote it still holds; the rest came from others. Watchers hear of it also while the ledger is away.</summary>
    private void Tell(IReadOnlyList<JournalRecord> records)
    {
        var keys = records.Where(r => r.Happened is null).SelectMany(MovementsOf).Select(m => m.Key).ToHashSet();
        foreach (var key in keys)
        {
            warehouses.Note(key.WarehouseId);
            if (ledger is MemoryStockLedger)
            {
                doubts.Add(key);
            }
        }

        changes.Publish(keys);
    }

    private ValueTask SettleAsync(CancellationToken cancellationToken) => doubts.IsEmpty ? ValueTask.CompletedTask : keeper.SettleDoubtsAsync(cancellationToken);

    private IEnumerable<StockMovement> MovementsOf(JournalRecord record)
    {
        try
        {
            return StockMovements.Of(codec.Decode(record));
        }
        catch (InvalidDataException e)
        {
            LogUnreadable(logger, e, record.Position); // Of a newer hub, or damaged.
            return [];
        }
    }

    [LoggerMessage(EventId = 9012, Level = LogLevel.Warning, Message = "What the record at {Position} did to stock cannot be read; the comparison of levels finds it")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, long position);

    [LoggerMessage(EventId = 9011, Level = LogLevel.Warning, Message = "What other hubs did to stock could not be read; trying again")]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
