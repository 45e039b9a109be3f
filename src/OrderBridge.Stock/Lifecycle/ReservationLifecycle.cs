using OrderBridge.Kernel.Lifecycles;
using static OrderBridge.Stock.Lifecycle.ReservationState;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>The whole life of a reservation, as data. A part given back or shipped leaves the state as it is until nothing is held any more.</summary>
public static class ReservationLifecycle
{
    public static Lifecycle<ReservationState> Table { get; } = new("Reservation", terminal: [Consumed, Expired, Released],
    [
        new("V1", [], Active, "ReserveStock (CH, SY)", "sellable and quota cover the demand", "reserved grows", "reservation.expiry"),
        new("V2", [Active], Active, "ExtendReservation (SY)", "not expired, within the cap", "a later expire time", "reservation.expiry"),
        new("V3", [Active], Committed, "CommitReservation (SY)", "not expired", "the clock stops"),
        new("V4", [Committed], Allocated, "AllocateReservation (SY)", "", "a fulfilment order works on it"),
        new("V5", [Committed, Allocated], Consumed, "ConsumeReservation (WM)", "nothing is held any more, a part was shipped", "on hand and reserved shrink"),
        new("V6", [Active], Expired, "reservation.expiry (SY)", "expire time reached", "reserved shrinks"),
        new("V7", [Active, Committed, Allocated], Released, "ReleaseReservation (SY, CS)", "nothing is held any more, nothing was shipped", "reserved shrinks"),
    ]);

    /// <summary>Timer of <see cref="Active"/>.</summary>
    public const string ExpiryTimer = "reservation.expiry";

    /// <summary>States in which something is held.</summary>
    public static bool IsOpen(ReservationState state) => state is Active or Committed or Allocated;
}
