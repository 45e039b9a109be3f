using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Releasing;

/// <summary>Gives pieces back. Allowed in every open state; a repeat of a full release changes nothing, as does one that meets an expired reservation.</summary>
/// <param name="Lines">Null for all that is still held.</param>
/// <param name="Reason">Upper snake case, as in <c>ORDER_CANCELLED</c>.</param>
public sealed record ReleaseReservation(string ReservationId, ImmutableArray<StockLine>? Lines, string Reason)
{
    /// <summary>Why nothing of it can be given back; null when something can, or everything was.</summary>
    public static Refusal? Guard(Reservation reservation) => reservation.State switch
    {
        ReservationState.Unspecified => ReservationRules.NotFound(reservation.Id),
        ReservationState.Consumed => ReservationRules.AlreadyConsumed(reservation.Id),
        _ => null,
    };

    public Decision Decide(Reservation reservation) => Guard(reservation) switch
    {
        { } refusal => Decision.Refuse(refusal),
        _ when !reservation.IsOpen => Decision.Nothing,
        _ => Release(reservation, Lines is { } asked ? StockLines.Sum(asked) : reservation.Held),
    };

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
