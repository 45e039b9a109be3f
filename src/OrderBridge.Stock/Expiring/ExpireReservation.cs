using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Expiring;

/// <summary>The breach action of <see cref="ReservationLifecycle.ExpiryTimer"/>. A timer that fires late or twice changes nothing.</summary>
public sealed record ExpireReservation(string ReservationId)
{
    public Decision Decide(Reservation reservation, DateTimeOffset now)
    {
        if (reservation.State is ReservationState.Unspecified)
        {
            return Decision.Refuse(ReservationRules.NotFound(ReservationId));
        }

        return reservation.State is ReservationState.Active && reservation.ExpireTime <= now
            ? Decision.Accept(new ReservationExpired(ReservationId, reservation.ChannelId, reservation.Held))
            : Decision.Nothing;
    }
}
