using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Committing;

/// <summary>Stops the clock: the owner has paid or was approved.</summary>
public sealed record CommitReservation(string ReservationId)
{
    public Decision Decide(Reservation reservation, DateTimeOffset now) => reservation.State switch
    {
        ReservationState.Committed or ReservationState.Allocated => Decision.Nothing,
        _ when ReservationRules.NotOpen(reservation, ReservationId, now) is { } refusal => Decision.Refuse(refusal),
        _ => Decision.Accept(new ReservationCommitted(ReservationId)),
    };
}

/// <summary>Notes that a fulfilment order works on it. Several may.</summary>
public sealed record AllocateReservation(string ReservationId, string FulfilmentId)
{
    public Decision Decide(Reservation reservation, DateTimeOffset now)
    {
        if (reservation.FulfilmentIds.Contains(FulfilmentId))
        {
            return Decision.Nothing;
        }

        var refusal = ReservationRules.NotOpen(reservation, ReservationId, now)
            ?? (reservation.State is ReservationState.Active ? ReservationRules.NotCommitted(ReservationId) : null);
        return refusal is null
            ? Decision.Accept(new ReservationAllocated(ReservationId, FulfilmentId))
            : Decision.Refuse(refusal);
    }
}
