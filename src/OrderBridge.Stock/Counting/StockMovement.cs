namespace OrderBridge.Stock.Counting;

/// <summary>Why counters moved. Stored and sent: numbers never change.</summary>
public enum MovementKind
{
    Unspecified = 0,

    /// <summary>Promised to a reservation.</summary>
    Reserve = 1,

    /// <summary>Given back by a reservation.</summary>
    Release = 2,

    /// <summary>Given back because a reservation's time ran out.</summary>
    Expire = 3,

    /// <summary>Left the warehouse for a reservation.</summary>
    Consume = 4,

    /// <summary>Goods came in.</summary>
    Receipt = 10,

    /// <summary>A physical count found another number.</summary>
    Count = 11,

    /// <summary>Good pieces became damaged, or damaged ones were scrapped.</summary>
    Damage = 12,

    /// <summary>A customer's return went back to stock.</summary>
    Return = 13,

    /// <summary>Moved between warehouses.</summary>
    Transfer = 14,

    /// <summary>A mistake put right.</summary>
    Correction = 15,

    /// <summary>Safety stock was changed.</summary>
    Policy = 16,
}

/// <summary>What one event does to the counters of one key: signed deltas in pieces.</summary>
/// <param name="ChannelId">Channel of the reservation; empty for adjustments.</param>
/// <param name="ReservationId">Empty for adjustments.</param>
/// <param name="Guarded">Refused when <see cref="StockLevel.Sellable"/> or the channel's quota would not cover it.</param>
/// <param name="ExpectedOnHand">On hand that the decision was made on; another number is a conflict, not a refusal.</param>
public sealed record StockMovement(
    StockKey Key,
    string ChannelId,
    MovementKind Kind,
    long OnHand,
    long Reserved,
    long Damaged,
    long SafetyStock,
    string ReservationId,
    bool Guarded,
    long? ExpectedOnHand = null)
{
    /// <summary>What it adds to the used part of the channel's quota: reserving and giving back count, consuming does not.</summary>
    public long QuotaUse => Kind is MovementKind.Reserve or MovementKind.Release or MovementKind.Expire ? Reserved : 0;

    /// <summary>What it adds to sellable.</summary>
    public long SellableChange => OnHand - Reserved - SafetyStock;
}
