using System.Globalization;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Stock.Counting;

/// <summary>The arbiter's word on one movement.</summary>
/// <param name="Level">The level after it; the level before it when it was refused.</param>
/// <param name="Quota">Likewise; null when the channel has none.</param>
/// <param name="Refusal">Why not; <see cref="RefusalKind.Aborted"/> with <see cref="StockReasons.StockChanged"/> is a conflict: load and decide again.</param>
public readonly record struct Arbitration(StockLevel Level, ChannelQuota? Quota, Refusal? Refusal)
{
    public bool IsConflict => Refusal is { Kind: RefusalKind.Aborted };
}

/// <summary>Has the last word on counters, in the journal's transaction. Pure.</summary>
public static class StockArbiter
{
    /// <summary>Moves a level, and the quota of the movement's channel, or says why not.</summary>
    /// <param name="level">The present level; <see cref="StockLevel.Empty"/> where there is no row.</param>
    /// <param name="quota">The quota of the movement's key and channel; null where there is no row.</param>
    public static Arbitration Decide(StockLevel level, ChannelQuota? quota, StockMovement movement)
    {
        var after = level.Plus(movement);
        var refusal = Conflict(level, movement) ?? BelowZero(after) ?? Guard(level, after, quota, movement);
        return refusal is null ? new(after, quota?.Plus(movement), null) : new(level, quota, refusal);
    }

    private static Refusal? Conflict(StockLevel level, StockMovement movement) =>
        movement.ExpectedOnHand is { } expected && expected != level.OnHand
            ? new Refusal(RefusalKind.Aborted, StockReasons.StockChanged, $"On hand of {level.Key} is not {expected} any more; read it again and repeat.")
            : null;

    private static Refusal? BelowZero(StockLevel after) =>
        (after.OnHand, after.Reserved, after.SafetyStock, after.Damaged) switch
        {
            ( < 0, _, _, _) => Below(after.Key, "on_hand"),
            (_, < 0, _, _) => Below(after.Key, "reserved"),
            (_, _, < 0, _) => Below(after.Key, "safety_stock"),
            (_, _, _, < 0) => Below(after.Key, "damaged"),
            _ => null,
        };

    private static Refusal Below(StockKey key, string counter) => Refusal
        .State(StockReasons.StockBelowZero, $"The movement would take {counter} of {key} below zero; count the shelf and correct the level first.")
        .With("counter", counter)
        .With("warehouse_id", key.WarehouseId)
        .With("sku_id", key.SkuId);

    private static Refusal? Guard(StockLevel level, StockLevel after, ChannelQuota? quota, StockMovement movement)
    {
        if (!movement.Guarded)
        {
            return null;
        }

        if (after.Sellable < 0)
        {
            return StockRefusals.OutOfStock(new(level.Key, movement.Reserved, Math.Max(0, level.Sellable)));
        }

        return quota is not null && movement.QuotaUse > quota.Left
            ? StockRefusals.QuotaExceeded(new(level.Key, movement.QuotaUse, quota.Left), quota.ChannelId)
            : null;
    }
}

/// <summary>One key for which less was there than wanted, in pieces.</summary>
/// <param name="Available">What could have been had; zero or more.</param>
public readonly record struct Shortfall(StockKey Key, long Wanted, long Available);

/// <summary>The refusals that the fast gate and the arbiter word alike, so that no caller can tell who refused.</summary>
public static class StockRefusals
{
    public static Refusal OutOfStock(Shortfall shortfall) => Describe(
        Refusal.State(
            StockReasons.OutOfStock,
            $"Only {shortfall.Available} of {shortfall.Wanted} pieces of {shortfall.Key} are sellable; lower the quantity, choose another warehouse or wait for a receipt."),
        shortfall);

    public static Refusal QuotaExceeded(Shortfall shortfall, string channelId) => Describe(
        Refusal.State(
            StockReasons.ChannelQuotaExceeded,
            $"The quota of channel {channelId} covers {shortfall.Available} of {shortfall.Wanted} pieces of {shortfall.Key}; lower the quantity or raise the quota."),
        shortfall).With("channel_id", channelId);

    /// <summary>Whether a refusal names the key of one of the lines.</summary>
    public static bool IsAbout(Refusal refusal, ImmutableArray<StockLine> lines)
    {
        var key = new StockKey(refusal.Facts.GetValueOrDefault("warehouse_id", ""), refusal.Facts.GetValueOrDefault("sku_id", ""));
        return lines.Any(line => line.Key == key);
    }

    private static Refusal Describe(Refusal refusal, Shortfall shortfall) => refusal
        .With("warehouse_id", shortfall.Key.WarehouseId)
        .With("sku_id", shortfall.Key.SkuId)
        .With("wanted", shortfall.Wanted.ToString(CultureInfo.InvariantCulture))
        .With("available", shortfall.Available.ToString(CultureInfo.InvariantCulture));
}
