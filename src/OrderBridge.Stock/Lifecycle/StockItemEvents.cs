using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>Something that happened to one SKU in one warehouse, reservations aside.</summary>
public interface IStockItemEvent : IDomainEvent
{
    StockKey Key { get; }
}

/// <summary>Counters were changed by goods or by people.</summary>
/// <param name="Kind">Not one of the reservation kinds.</param>
/// <param name="Reason">For people: why, free text without personal data.</param>
/// <param name="DocumentId">Receipt, count sheet, return; a repeat with the same one changes nothing. Empty for none.</param>
/// <param name="ExpectedOnHand">On hand that the change was computed from; null when it is a plain difference.</param>
public sealed record StockAdjusted(
    StockKey Key,
    long OnHandDelta,
    long DamagedDelta,
    long SafetyStockDelta,
    MovementKind Kind,
    string Reason,
    string DocumentId,
    long? ExpectedOnHand) : IStockItemEvent;

/// <summary>A channel's allotment begins now, with nothing used; or ends.</summary>
/// <param name="Quota">Pieces, zero or more; null removes the limit.</param>
public sealed record ChannelQuotaSet(StockKey Key, string ChannelId, long? Quota) : IStockItemEvent;

/// <summary>Fewer pieces are there than are promised: somebody has to decide which orders wait. A report, not a refusal.</summary>
public sealed record StockBelowReserved(StockKey Key, long OnHand, long Reserved) : IStockItemEvent;

/// <summary>Two places that must agree did not.</summary>
/// <param name="Counter">As in <c>on_hand</c> or <c>reserved</c>.</param>
/// <param name="Source">Where the wrong number stood: <c>ledger</c> or <c>levels</c>.</param>
/// <param name="Expected">What the better source says.</param>
public sealed record StockDriftFound(StockKey Key, string Source, string Counter, long Expected, long Actual) : IStockItemEvent;
