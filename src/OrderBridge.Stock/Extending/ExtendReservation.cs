using System.Globalization;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Stock.Extending;

/// <summary>Gives a waiting reservation more time. Never shortens it: an earlier time than the present one changes nothing.</summary>
public sealed record ExtendReservation(string ReservationId, DateTimeOffset ExpireTime)
{
    /// <summary>Why it cannot be given more time, however much is asked for; null when it can.</summary>
    public static Refusal? Guard(Reservation reservation, DateTimeOffset now) =>
        ReservationRules.NotOpen(reservation, reservation.Id, now) ?? (reservation.State is ReservationState.Active
            ? null
            : Refusal.State(
                StockReasons.ReservationAlreadyCommitted, $"Reservation {reservation.Id} is committed and has no clock; nothing has to be extended."));

    /// <param name="holdMax">Longest life counted from the creation (<see cref="StockOptions.HoldMax"/>).</param>
    public Decision Decide(Reservation reservation, TimeSpan holdMax, DateTimeOffset now)
    {
        if (Guard(reservation, now) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (ExpireTime <= now)
        {
            return Decision.Refuse(Refusal.InvalidField("expire_time", StockReasons.FieldInvalid, "Set a time that lies ahead; ReleaseReservation ends a reservation at once."));
        }

        if (reservation.ExpireTime is not { } present || ExpireTime <= present)
        {
            return Decision.Nothing;
        }

        var latest = reservation.CreateTime + holdMax;
        return ExpireTime <= latest
            ? Decision.Accept(new ReservationExtended(ReservationId, ExpireTime))
            : Decision.Refuse(TooLong(latest));
    }

    private Refusal TooLong(DateTimeOffset latest) => Refusal
        .InvalidField("expire_time", StockReasons.ExtensionTooLong, $"Reservation {ReservationId} cannot be held that long; name a time up to expire_time_max.")
        .With("expire_time_max", latest.ToString("O", CultureInfo.InvariantCulture));
}
