using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Ports;

/// <summary>
/// The fast gate before the journal: refuses the crowd, never has the last word (<see cref="StockArbiter"/> has). It may lose writes or come back old;
/// what follows is a refused order for a moment, never an oversell. It frees nothing by itself: a hold stays until it is released or consumed, and
/// <see cref="DueAsync"/> names those that somebody has to compare with the journal. Time is an argument. Safe for concurrent callers.
/// Every implementation passes <c>StockLedgerContract</c>.
/// </summary>
/// <remarks>
/// A warehouse is the unit of atomicity that scales (in Redis Cluster, one hash tag). A call whose lines span warehouses is still all or nothing to
/// its caller, but others may see it half done for a moment: as less sellable, never as more.
/// </remarks>
public interface IStockLedger
{
    /// <summary>Whether it holds what <see cref="RebuildAsync"/> gave it; false at start, after a wipe and while it is unreachable.</summary>
    bool IsReady { get; }

    /// <summary>Takes the whole demand of one reservation, atomically with the checks; a repeat answers as the first time.</summary>
    ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken);

    /// <summary>Moves the time at which a hold is to be compared with the journal. False when nothing is held under the id in that warehouse.</summary>
    ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken);

    /// <summary>Gives pieces back: never more than the hold has, whatever the lines say; so a repeat of a full release changes nothing.</summary>
    ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken);

    /// <summary>Takes shipped pieces out of on hand and out of the hold. On hand follows the lines, the hold gives at most what it has.</summary>
    ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken);

    /// <summary>Applies on-hand, damaged and safety-stock deltas of adjustments. No guard: the journal has accepted them or will undo them.</summary>
    ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken);

    /// <summary>Starts a channel's quota with nothing used, or removes it when null.</summary>
    ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken);

    /// <summary>Levels in the order of the keys; <see cref="StockLevel.Empty"/> for those it does not know.</summary>
    ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken);

    /// <summary>The level, the quotas and at most <paramref name="holdsMax"/> holds behind a number.</summary>
    ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken);

    /// <summary>Holds whose check time has come, oldest first.</summary>
    ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces everything by what the pages say. Not ready until the last page is in.</summary>
    ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken);

    /// <summary>Sets levels and quotas to the truth. An entry with <see cref="LedgerRepair.Seen"/> is skipped when the ledger has moved on since.</summary>
    /// <returns>How many were set.</returns>
    ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken);
}
