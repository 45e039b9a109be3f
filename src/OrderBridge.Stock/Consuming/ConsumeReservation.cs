using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Consuming;

/// <summary>Books shipped pieces out. A committed reservation need not be allocated first: a warehouse may report nothing but the shipment.</summary>
public sealed record ConsumeReservation(string ReservationId, ImmutableArray<StockLine> Lines, string FulfilmentId)
{
    public Decision Decide(Reservation reservation)
    {
        var lines = StockLines.Sum(Lines);
        var refusal = reservation.State switch
        {
            ReservationState.Consumed when WasConsumed(reservation, lines) => null,
            ReservationState.Active => ReservationRules.NotCommitted(ReservationId),
            ReservationState.Committed or ReservationState.Allocated => ReservationRules.ExceedsHeld(reservation, lines),
            _ => ReservationRules.NotOpen(reservation, ReservationId, DateTimeOffset.MinValue),
        };
        if (refusal is not null)
        {
            return Decision.Refuse(refusal);
        }

        return lines.IsEmpty || !reservation.IsOpen
            ? Decision.Nothing
            : Decision.Accept(new ReservationConsumed(ReservationId, reservation.ChannelId, lines, FulfilmentId));
    }

    /// <summary>A late repeat of a shipment report on a reservation that has ended.</summary>
    private static bool WasConsumed(Reservation reservation, ImmutableArray<StockLine> lines) =>
        lines.All(line => reservation.LineOf(line.Key)?.Consumed >= line.Quantity);
}
