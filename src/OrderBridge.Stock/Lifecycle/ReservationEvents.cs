using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>Something that happened to a reservation. Lines are canonical (<see cref="StockLines"/>).</summary>
public interface IReservationEvent : IDomainEvent
{
    string ReservationId { get; }
}

/// <summary>Pieces are promised.</summary>
/// <param name="OwnerId">What it is for: an order id, an exchange id.</param>
/// <param name="ChannelId">Whose quota it uses.</param>
/// <param name="Lines">What was granted.</param>
/// <param name="ExpireTime">When it lapses unless committed; null for never.</param>
/// <param name="Wanted">What was asked for; more than <paramref name="Lines"/> when only a part could be had.</param>
public sealed record StockReserved(
    string ReservationId, string OwnerId, string ChannelId, ImmutableArray<StockLine> Lines, DateTimeOffset? ExpireTime, ImmutableArray<StockLine> Wanted)
    : IReservationEvent;

public sealed record ReservationExtended(string ReservationId, DateTimeOffset ExpireTime) : IReservationEvent;

public sealed record ReservationCommitted(string ReservationId) : IReservationEvent;

/// <summary>A fulfilment order works on it; one event per fulfilment order.</summary>
public sealed record ReservationAllocated(string ReservationId, string FulfilmentId) : IReservationEvent;

/// <summary>The demand changed: pieces added and pieces given back.</summary>
public sealed record ReservationRevised(
    string ReservationId, string ChannelId, ImmutableArray<StockLine> Added, ImmutableArray<StockLine> Removed) : IReservationEvent;

/// <param name="Reason">Upper snake case, as in <c>ORDER_CANCELLED</c>.</param>
public sealed record ReservationReleased(string ReservationId, string ChannelId, ImmutableArray<StockLine> Lines, string Reason) : IReservationEvent;

/// <param name="Lines">All that was still held.</param>
public sealed record ReservationExpired(string ReservationId, string ChannelId, ImmutableArray<StockLine> Lines) : IReservationEvent;

/// <summary>Pieces left the warehouse.</summary>
public sealed record ReservationConsumed(string ReservationId, string ChannelId, ImmutableArray<StockLine> Lines, string FulfilmentId) : IReservationEvent;
