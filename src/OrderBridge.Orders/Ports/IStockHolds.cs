using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Ports;

/// <summary>Pieces of a SKU on a line of an order.</summary>
/// <param name="Place">Of the line in the order, from 0; names it in a refusal.</param>
public sealed record Demand(string LineId, string SkuId, long Quantity, int Place = 0);

/// <summary>Pieces wanted for one order, all from one warehouse.</summary>
/// <param name="ReservationId">Stable per order and attempt: a repeat holds nothing more.</param>
/// <param name="WarehouseIds">Warehouses allowed, best first; empty means any that knows the goods.</param>
public sealed record HoldDemand(
    string ReservationId, string OrderId, string ChannelId, ImmutableArray<string> WarehouseIds, ImmutableArray<Demand> Lines)
{
    /// <summary>
    /// Nobody asks again when the answer is no, so the fast gate may not be the one who says it: it may be behind, or hold pieces for a call that fails.
    /// </summary>
    public bool IsAwaited { get; init; }
}

/// <summary>Where the pieces are held, or why they are not.</summary>
/// <param name="Shortfalls">With a refusal: SKU and the pieces that were available at best.</param>
public sealed record HoldAnswer(string WarehouseId, Refusal? Refusal, ImmutableArray<(string SkuId, long Available)> Shortfalls)
{
    public bool IsHeld => Refusal is null;
}

/// <summary>
/// Stock as orders see it. Every call writes into the order's own commit, so that state and stock are durable together; what was taken from
/// the ledger ahead of a commit that fails is given back.
/// </summary>
public interface IStockHolds
{
    /// <summary>Holds all pieces or none.</summary>
    ValueTask<HoldAnswer> HoldAsync(Commit commit, HoldDemand demand, CancellationToken cancellationToken);

    /// <summary>Makes the hold permanent. A repeat is fine.</summary>
    ValueTask<Refusal?> CommitAsync(Commit commit, string reservationId, CancellationToken cancellationToken);

    /// <summary>Gives pieces back; null means all that is left. A repeat of the whole release is fine.</summary>
    ValueTask<Refusal?> ReleaseAsync(
        Commit commit, string reservationId, ImmutableArray<Demand>? lines, string reason, CancellationToken cancellationToken);
}
