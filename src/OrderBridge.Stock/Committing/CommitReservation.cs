using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Committing;

/// <summary>Stops the clock: the owner has paid or was approved.</summary>
public sealed record CommitReservation(string ReservationId)
{
    /// <summary>Why it cannot be committed; null when it can, or is.</summary>
    public static Refusal? Guard(Reservation reservation, DateTimeOffset now) => ReservationRules.NotOpen(reservation, reservation.Id, now);

    public Decision Decide(Reservation reservation, DateTimeOffset now) => Guard(reservation, now) switch
    {
        { } refusal => Decision.Refuse(refusal),
        _ when reservation.State is not ReservationState.Active => Decision.Nothing,
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
