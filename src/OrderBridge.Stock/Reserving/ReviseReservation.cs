using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Reserving;

/// <summary>Changes what an open reservation holds: more, fewer, other SKUs, another warehouse.</summary>
/// <param name="Lines">All that is to be held from now on; pieces already shipped are not part of it.</param>
public sealed record ReviseReservation(string ReservationId, ImmutableArray<StockLine> Lines)
{
    /// <summary>What is wrong with the call whatever the state of stock; null when nothing is.</summary>
    public Refusal? Validate(Reservation reservation, DateTimeOffset now) =>
        ReserveRules.Check(Lines) ?? ReservationRules.NotOpen(reservation, ReservationId, now);

    /// <summary>Decides on an open reservation, after the gate has granted what is added.</summary>
    public Decision Decide(Reservation reservation)
    {
        var (added, removed) = Difference(reservation);
        return added.IsEmpty && removed.IsEmpty
            ? Decision.Nothing
            : Decision.Accept(new ReservationRevised(ReservationId, reservation.ChannelId, added, removed));
    }

    /// <summary>What the reservation must take and may give back.</summary>
    public (ImmutableArray<StockLine> Added, ImmutableArray<StockLine> Removed) Difference(Reservation reservation)
    {
        var change = StockLines.Sum([.. Lines, .. StockLines.Negate(reservation.Held)]);
        return (change.RemoveAll(static l => l.Quantity < 0), StockLines.Negate(change.RemoveAll(static l => l.Quantity > 0)));
    }
}
