namespace OrderBridge.Stock.Counting;

/// <summary>The counters of one SKU in one warehouse, in pieces.</summary>
/// <param name="OnHand">Good pieces in the building, reserved ones included, damaged ones not.</param>
/// <param name="Reserved">Pieces promised to open reservations.</param>
/// <param name="SafetyStock">Pieces kept back from sale.</param>
/// <param name="Damaged">Pieces in the building that cannot be sold.</param>
public sealed record StockLevel(StockKey Key, long OnHand, long Reserved, long SafetyStock, long Damaged)
{
    /// <summary>What can still be promised; below zero after a count that found less than is reserved.</summary>
    public long Sellable => OnHand - Reserved - SafetyStock;

    /// <summary>Fewer pieces are there than are promised.</summary>
    public bool IsBelowReserved => OnHand < Reserved;

    public static StockLevel Empty(StockKey key) => new(key, 0, 0, 0, 0);

    /// <summary>The level after a movement, without asking whether it is allowed.</summary>
    public StockLevel Plus(StockMovement movement) => this with
    {
        OnHand = OnHand + movement.OnHand,
        Reserved = Reserved + movement.Reserved,
        SafetyStock = SafetyStock + movement.SafetyStock,
        Damaged = Damaged + movement.Damaged,
    };
}

/// <summary>
/// How many pieces of a key a channel may reserve, counted from the moment the quota was set: setting it starts <paramref name="Used"/> at zero.
/// No quota means no limit.
/// </summary>
/// <param name="Used">
/// Grows when the channel reserves, shrinks when that is released or expires (never below zero, since what was reserved before the quota may be
/// released after it), stays when it is consumed.
/// </param>
public sealed record ChannelQuota(StockKey Key, string ChannelId, long Quota, long Used)
{
    /// <summary>Pieces the channel may still reserve; below zero is shown as zero.</summary>
    public long Left => Math.Max(0, Quota - Used);

    /// <summary>The quota after a movement of its channel, without asking whether it is allowed.</summary>
    public ChannelQuota Plus(StockMovement movement) => this with { Used = Math.Max(0, Used + movement.QuotaUse) };
}
