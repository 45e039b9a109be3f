using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Adjusting;

/// <summary>Signed differences of one key, in pieces.</summary>
public sealed record StockAdjustment(StockKey Key, long OnHandDelta, long DamagedDelta = 0, long SafetyStockDelta = 0)
{
    /// <summary>Adds up adjustments of the same key, in key order.</summary>
    public static ImmutableArray<StockAdjustment> Sum(IEnumerable<StockAdjustment> adjustments) =>
    [
        .. adjustments.GroupBy(a => a.Key).OrderBy(g => g.Key).Select(g => new StockAdjustment(
            g.Key, g.Sum(a => a.OnHandDelta), g.Sum(a => a.DamagedDelta), g.Sum(a => a.SafetyStockDelta))),
    ];
}

/// <summary>Books goods in, out or over: receipts, damage, returns to stock, transfers, corrections.</summary>
/// <param name="Adjustments">1 to 1,000; those of the same key are added up.</param>
/// <param name="Kind">Not one of the reservation kinds.</param>
/// <param name="Reason">For people; no personal data.</param>
/// <param name="DocumentId">Makes a repeat recognisable per key; empty when there is no document.</param>
public sealed record AdjustStock(ImmutableArray<StockAdjustment> Adjustments, MovementKind Kind, string Reason, string DocumentId)
{
    public Refusal? Validate() => AdjustRules.Check(this);

    /// <summary>Decides one key.</summary>
    /// <param name="level">As it is now; the arbiter decides again on what it is then.</param>
    public Decision Decide(StockItem item, StockLevel level, StockAdjustment adjustment)
    {
        if (item.Booked(DocumentId) is { } booked)
        {
            return AdjustDecisions.Again(booked, adjustment, Kind);
        }

        return AdjustDecisions.Book(level, new StockAdjusted(
            adjustment.Key, adjustment.OnHandDelta, adjustment.DamagedDelta, adjustment.SafetyStockDelta, Kind, Reason, DocumentId, ExpectedOnHand: null));
    }
}
