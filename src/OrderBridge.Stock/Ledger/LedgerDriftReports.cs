using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Ledger;

/// <summary>
/// Journals where the ledger was found to differ from the counters, as <see cref="StockDriftFound"/>. What a crash takes with it is rebuilt and not
/// reported; this is what should not have happened while everything ran.
/// </summary>
public sealed class LedgerDriftReports(IAggregates aggregates, UnitOfWork unitOfWork, TimeProvider timeProvider)
{
    /// <summary>Where a wrong number stood, as in <see cref="StockDriftFound.Source"/>.</summary>
    public const string LedgerSource = "ledger";

    /// <summary>Keys reported of one sweep; the counter has them all. A ledger that went wrong as a whole must not flood the journal.</summary>
    private const int KeysMax = 20;

    /// <param name="differing">With what the ledger said.</param>
    public async ValueTask ReportAsync(IReadOnlyList<LedgerRepair> differing, CancellationToken cancellationToken)
    {
        foreach (var repair in differing.Take(KeysMax))
        {
            var drifts = DriftsOf(repair.Seen!, repair.Truth);
            if (drifts.Length > 0)
            {
                await ReportAsync(repair.Truth.Key, drifts, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static StockDriftFound[] DriftsOf(StockLevel seen, StockLevel truth)
    {
        (string Counter, long Truth, long Seen)[] counters =
        [
            ("on_hand", truth.OnHand, seen.OnHand),
            ("reserved", truth.Reserved, seen.Reserved),
            ("safety_stock", truth.SafetyStock, seen.SafetyStock),
            ("damaged", truth.Damaged, seen.Damaged),
        ];
        return [.. counters.Where(c => c.Truth != c.Seen).Select(c => new StockDriftFound(truth.Key, LedgerSource, c.Counter, c.Truth, c.Seen))];
    }

    private async ValueTask ReportAsync(StockKey key, StockDriftFound[] drifts, CancellationToken cancellationToken) => await unitOfWork.RunAsync(
        () => new EventContext("system:ledger-keeper", "", "", timeProvider.GetUtcNow()),
        async (commit, ct) =>
        {
            var id = StockItem.IdOf(key);
            var item = await aggregates.FindAsync<StockItem>(id, ct).ConfigureAwait(false) ?? StockItem.Unborn(id);
            return (Outcome<StockItem>)commit.Append(item, drifts);
        },
        cancellationToken).ConfigureAwait(false);
}
