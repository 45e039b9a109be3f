using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Releasing;

/// <summary>Gives pieces back. Allowed in every open state; a repeat of a full release changes nothing, as does one that meets an expired reservation.</summary>
/// <param name="Lines">Null for all that is still held.</param>
/// <param name="Reason">Upper snake case, as in <c>ORDER_CANCELLED</c>.</param>
public sealed record ReleaseReservation(string ReservationId, ImmutableArray<StockLine>? Lines, string Reason)
{
    public Decision Decide(Reservation reservation)
    {
        switch (reservation.State)
        {
            case ReservationState.Unspecified:
                return Decision.Refuse(ReservationRules.NotFound(ReservationId));
            case ReservationState.Released or ReservationState.Expired:
                return Decision.Nothing;
            case ReservationState.Consumed:
                return Decision.Refuse(ReservationRules.AlreadyConsumed(ReservationId));
            default:
                return Release(reservation, Lines is { } asked ? StockLines.Sum(asked) : reservation.Held);
        }
    }

    private Decision Release(Reservation reservation, ImmutableArray<StockLine> lines)
    {
        if (ReservationRules.ExceedsHeld(reservation, lines) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        return lines.IsEmpty
            ? Decision.Nothing
            : Decision.Accept(new ReservationReleased(ReservationId, reservation.ChannelId, lines, Reason));
    }
}
