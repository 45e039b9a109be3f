using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Stock.Counting;
using static OrderBridge.Stock.Lifecycle.ReservationState;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>The refusals that several steps share, worded once.</summary>
internal static class ReservationRules
{
    /// <summary>Why nothing can be done with it any more; null while it is open.</summary>
    public static Refusal? NotOpen(Reservation reservation, string id, DateTimeOffset now) => reservation.State switch
    {
        Unspecified => NotFound(id),
        Expired => Lapsed(id),
        Released => Refusal.State(StockReasons.ReservationReleased, $"Reservation {id} was released; reserve again under a new id."),
        Consumed => AlreadyConsumed(id),
        Active when reservation.ExpireTime <= now => Lapsed(id),
        _ => null,
    };

    /// <summary>Why no caller may change it; null when it is a caller's own. What an order holds has to stay in step with the order.</summary>
    public static Refusal? OfOrder(Reservation reservation) => reservation switch
    {
        _ when !ReservationIds.IsOfOrder(reservation.Id) => null,
        { State: Unspecified } => NotFound(reservation.Id),
        _ => Refusal
            .State(StockReasons.ReservationOfOrder, $"Reservation {reservation.Id} belongs to order {reservation.OwnerId}, which changes it itself; cancel the order instead.")
            .With("order_id", reservation.OwnerId),
    };

    public static Refusal NotFound(string id) => Refusal.Missing(StockReasons.ReservationNotFound, $"There is no reservation {id}; check the id.");

    public static Refusal AlreadyConsumed(string id) => Refusal.State(
        StockReasons.ReservationAlreadyConsumed, $"What reservation {id} held has left the warehouse; open a return instead.");

    public static Refusal NotCommitted(string id) => Refusal.State(
        StockReasons.ReservationNotCommitted, $"Reservation {id} still waits for payment or approval; commit it first.");

    /// <summary>The first line that asks for more than is held; null when all are covered.</summary>
    public static Refusal? ExceedsHeld(Reservation reservation, ImmutableArray<StockLine> lines)
    {
        foreach (var line in lines)
        {
            var held = reservation.LineOf(line.Key)?.Held ?? 0;
            if (line.Quantity < 0 || line.Quantity > held)
            {
                return Refusal
                    .InvalidField("lines", StockReasons.QuantityExceedsHeld, $"Reservation {reservation.Id} holds {held} pieces of {line.Key}, not {line.Quantity}; read it again.")
                    .With("held", held.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    private static Refusal Lapsed(string id) => Refusal.State(
        StockReasons.ReservationExpired, $"The time of reservation {id} ran out; reserve again under a new id.");
}
