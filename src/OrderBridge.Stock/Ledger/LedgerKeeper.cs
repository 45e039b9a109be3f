using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>What one sweep did.</summary>
/// <param name="Compared">Keys compared; fewer than the batch at the end of the round.</param>
/// <param name="Repaired">Keys whose ledger level was set to the database's.</param>
/// <param name="Orphans">Holds released because no reservation stands behind them.</param>
public sealed record LedgerSweep(int Compared, int Repaired, int Orphans);

/// <summary>
/// Makes the ledger follow the database: fills it at the start and after a wipe, releases holds that no reservation stands behind, and compares level
/// by level without end. Any number may run at once; calls to one instance take turns, so that a start and a sweep never rebuild over each other.
/// </summary>
public sealed partial class LedgerKeeper(
    IStockLedger ledger, IStockLevels levels, LedgerDoubts doubts, LedgerDriftReports drifts, TimeProvider timeProvider, IOptions<StockOptions> options, ILogger<LedgerKeeper> logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Batches of due holds in one sweep; with the default batch, 20,000 open reservations a second can be checked.</summary>
    private const int HoldBatchesMax = 40;

    /// <summary>Holds checked at once. After a rebuild all of them are due together; one by one, a ledger over a network would keep the comparison of levels waiting.</summary>
    private const int HoldsSideBySide = 64;

    private readonly LedgerComparison _comparison = new(ledger, levels);
    private StockKey? _cursor;

    /// <summary>
    /// Fills the ledger from the counters and the open reservations, page by page; a bounded read per page, never a replay. A ledger that is away stays
    /// not ready: a sweep fills it when it is back.
    /// </summary>
    public async ValueTask RebuildAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RebuildInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerAwayException e)
        {
            LogAway(logger, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One bounded step: rebuild if the ledger is empty, else doubts, due holds, and the next page of levels.</summary>
    public async ValueTask<LedgerSweep> SweepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SweepInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerAwayException e)
        {
            LogAway(logger, e);
            return new LedgerSweep(0, 0, 0);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sets what is in doubt now, without waiting for the next sweep. Not counted as repairs: a neighbour's commit is no mistake of the ledger.</summary>
    public async ValueTask SettleDoubtsAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RepairDoubtsAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask RebuildInTurnAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await ledger.RebuildAsync(new LedgerPages(levels, options.Value.BatchSize, now + options.Value.OrphanGrace).ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        LogRebuilt(logger);
    }

    private async ValueTask<LedgerSweep> SweepInTurnAsync(CancellationToken cancellationToken)
    {
        if (!ledger.IsReady)
        {
            await RebuildInTurnAsync(cancellationToken).ConfigureAwait(false);
        }

        var orphans = await CheckHoldsAsync(cancellationToken).ConfigureAwait(false);
        var repaired = await RepairDoubtsAsync(cancellationToken).ConfigureAwait(false);
        var page = await levels.ListAsync(_cursor, options.Value.BatchSize, cancellationToken).ConfigureAwait(false);
        _cursor = page.Count < options.Value.BatchSize ? null : page[^1].Key;
        var differing = await _comparison.CompareAsync(
            [.. page.Select(l => l.Key)], timeProvider.GetUtcNow(), options.Value.OrphanGrace, cancellationToken).ConfigureAwait(false);
        repaired += differing.Count;
        Count(repaired, orphans);
        await drifts.ReportAsync(differing, cancellationToken).ConfigureAwait(false);
        return new LedgerSweep(page.Count, repaired, orphans);
    }

    private async ValueTask<int> RepairDoubtsAsync(CancellationToken cancellationToken)
    {
        var keys = doubts.Take(options.Value.BatchSize);
        try
        {
            return keys.Count == 0 ? 0 : await _comparison.SetAsync(keys, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            doubts.Add(keys);
            throw;
        }
    }

    private async ValueTask<int> CheckHoldsAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var orphans = 0;
        for (var batch = 0; batch < HoldBatchesMax; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = await ledger.DueAsync(now, options.Value.BatchSize, cancellationToken).ConfigureAwait(false);
            orphans += await CheckHoldsAsync(due, now, cancellationToken).ConfigureAwait(false);
            if (due.Count < options.Value.BatchSize)
            {
                break;
            }
        }

        return orphans;
    }

    private async ValueTask<int> CheckHoldsAsync(IReadOnlyList<LedgerHold> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (due.Count == 0)
        {
            return 0;
        }

        var ids = due.Select(h => h.ReservationId).Distinct(StringComparer.Ordinal).ToArray();
        var open = (await levels.FindOpenAsync(ids, cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.ReservationId, StringComparer.Ordinal);
        var orphans = 0;
        var sideBySide = new ParallelOptions { MaxDegreeOfParallelism = HoldsSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, sideBySide, async (hold, stop) =>
        {
            var excess = ExcessOf(hold, open.GetValueOrDefault(hold.ReservationId));
            if (!excess.IsEmpty)
            {
                Interlocked.Increment(ref orphans);
                await ledger.ReleaseAsync(hold.ReservationId, excess, stop).ConfigureAwait(false);
                doubts.Add(excess); // Its pieces may have been set right already while they were in doubt.
            }

            await ledger.ExtendAsync(hold.WarehouseId, hold.ReservationId, now + options.Value.RecheckDelay, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return orphans;
    }

    /// <summary>What the ledger holds beyond what the journal knows of.</summary>
    private static ImmutableArray<StockLine> ExcessOf(LedgerHold hold, OpenReservation? open) =>
    [
        .. hold.Lines
            .Select(l => l with { Quantity = l.Quantity - (open is null ? 0 : StockLines.QuantityOf(open.Held, l.Key)) })
            .Where(l => l.Quantity > 0),
    ];

    private void Count(int repaired, int orphans)
    {
        if (repaired > 0)
        {
            StockMetrics.Repairs.Add(repaired);
            LogRepaired(logger, repaired);
        }

        if (orphans > 0)
        {
            StockMetrics.Orphans.Add(orphans);
            LogOrphans(logger, orphans);
        }
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Rebuilt the stock ledger from the counters")]
    private static partial void LogRebuilt(ILogger logger);

    [LoggerMessage(EventId = 2014, Level = LogLevel.Debug, Message = "The stock ledger is away; the next sweep looks again")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "Set {Count} ledger levels to what the counters say")]
    private static partial void LogRepaired(ILogger logger, int count);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Information, Message = "Released {Count} ledger holds that no reservation stands behind")]
    private static partial void LogOrphans(ILogger logger, int count);
}
