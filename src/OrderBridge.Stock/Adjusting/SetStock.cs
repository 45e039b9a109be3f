using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Adjusting;

/// <summary>What the counters of one key are to be; null leaves one as it is.</summary>
/// <param name="OnHand">Zero or more, as counted.</param>
/// <param name="ExpectedOnHand">On hand that the caller had seen; another number refuses the call. Null takes whatever it is now.</param>
public sealed record StockTarget(StockKey Key, long? OnHand, long? SafetyStock = null, long? Damaged = null, long? ExpectedOnHand = null);

/// <summary>Sets counters to what was counted. A count below what is reserved is booked and reported, not refused.</summary>
/// <param name="Targets">1 to 1,000, each key once.</param>
public sealed record SetStock(ImmutableArray<StockTarget> Targets, MovementKind Kind, string Reason, string DocumentId)
{
    public Refusal? Validate() => AdjustRules.Check(this);

    /// <summary>
    /// Decides one key on its present level. The event expects that on hand, so that a shipment meanwhile makes the call decide again. A count sheet
    /// that was booked before is a late repeat and changes nothing, whatever has moved since.
    /// </summary>
    public Decision Decide(StockItem item, StockLevel level, StockTarget target)
    {
        if (item.Booked(DocumentId) is not null)
        {
            return Decision.Nothing;
        }

        if (target.ExpectedOnHand is { } expected && expected != level.OnHand)
        {
            return Decision.Refuse(new Refusal(
                RefusalKind.Aborted, StockReasons.StockChanged, $"On hand of {target.Key} is {level.OnHand}, not {expected}; read it again and repeat."));
        }

        return AdjustDecisions.Book(level, new StockAdjusted(
            target.Key,
            (target.OnHand ?? level.OnHand) - level.OnHand,
            (target.Damaged ?? level.Damaged) - level.Damaged,
            (target.SafetyStock ?? level.SafetyStock) - level.SafetyStock,
            Kind,
            Reason,
            DocumentId,
            target.OnHand is null ? null : level.OnHand));
    }
}
