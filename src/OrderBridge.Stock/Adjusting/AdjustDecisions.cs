using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Adjusting;

/// <summary>What adjusting and setting have in common.</summary>
internal static class AdjustDecisions
{
    /// <summary>Books an adjustment; reports when it leaves fewer pieces than are promised.</summary>
    public static Decision Book(StockLevel level, StockAdjusted adjusted)
    {
        if (adjusted is { OnHandDelta: 0, DamagedDelta: 0, SafetyStockDelta: 0 })
        {
            return Decision.Nothing;
        }

        var after = StockArbiter.Decide(level, quota: null, StockMovements.Of(adjusted)[0]);
        if (after.Refusal is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        return adjusted.OnHandDelta < 0 && after.Level.IsBelowReserved
            ? Decision.Accept(adjusted, new StockBelowReserved(adjusted.Key, after.Level.OnHand, after.Level.Reserved))
            : Decision.Accept(adjusted);
    }

    /// <summary>Decides a document that was booked before.</summary>
    public static Decision Again(BookedDocument booked, StockAdjustment adjustment, MovementKind kind)
    {
        var isSame = booked.OnHandDelta == adjustment.OnHandDelta && booked.DamagedDelta == adjustment.DamagedDelta
            && booked.SafetyStockDelta == adjustment.SafetyStockDelta && booked.Kind == kind;
        return isSame
            ? Decision.Nothing
            : Decision.Refuse(Refusal.InvalidField(
                "document_id",
                StockReasons.DocumentIdReused,
                $"Document {booked.DocumentId} was booked on {adjustment.Key} with other numbers; give the correction a document of its own."));
    }
}
