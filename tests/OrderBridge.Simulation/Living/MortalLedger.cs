using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Simulation.Living;

/// <summary>The ledger as one process reaches it: a dead process, or one about to die, tells it nothing more.</summary>
internal sealed class MortalLedger(IStockLedger inner, Life life) : IStockLedger
{
    /// <summary>What is told from now on gets lost on the way.</summary>
    public bool IsCutOff { get; set; }

    public bool IsReady => inner.IsReady;

    private bool IsSilent => IsCutOff || life.IsOver;

    public ValueTask<ReserveAnswer> ReserveAsync(ReserveCall call, CancellationToken cancellationToken)
    {
        life.Token.ThrowIfCancellationRequested();
        return inner.ReserveAsync(call, cancellationToken);
    }

    public ValueTask<bool> ExtendAsync(string warehouseId, string reservationId, DateTimeOffset checkTime, CancellationToken cancellationToken) =>
        IsSilent ? new(false) : inner.ExtendAsync(warehouseId, reservationId, checkTime, cancellationToken);

    public ValueTask ReleaseAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        IsSilent ? default : inner.ReleaseAsync(reservationId, lines, cancellationToken);

    public ValueTask ConsumeAsync(string reservationId, ImmutableArray<StockLine> lines, CancellationToken cancellationToken) =>
        IsSilent ? default : inner.ConsumeAsync(reservationId, lines, cancellationToken);

    public ValueTask ApplyAsync(IReadOnlyList<StockMovement> adjustments, CancellationToken cancellationToken) =>
        IsSilent ? default : inner.ApplyAsync(adjustments, cancellationToken);

    public ValueTask SetQuotaAsync(StockKey key, string channelId, long? quota, CancellationToken cancellationToken) =>
        IsSilent ? default : inner.SetQuotaAsync(key, channelId, quota, cancellationToken);

    public ValueTask<IReadOnlyList<StockLevel>> AvailabilityAsync(IReadOnlyList<StockKey> keys, CancellationToken cancellationToken) =>
        inner.AvailabilityAsync(keys, cancellationToken);

    public ValueTask<LedgerExplanation> ExplainAsync(StockKey key, int holdsMax, CancellationToken cancellationToken) =>
        inner.ExplainAsync(key, holdsMax, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerHold>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        inner.DueAsync(now, limit, cancellationToken);

    public ValueTask RebuildAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken) =>
        inner.RebuildAsync(pages, cancellationToken);

    public ValueTask<int> RepairAsync(IReadOnlyList<LedgerRepair> repairs, CancellationToken cancellationToken) =>
        inner.RepairAsync(repairs, cancellationToken);
}
