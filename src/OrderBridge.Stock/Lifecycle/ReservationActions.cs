using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;
using OrderBridge.Stock.Committing;
using OrderBridge.Stock.Extending;
using OrderBridge.Stock.Releasing;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>What a caller may do with a reservation now, asked of the decisions' own guards.</summary>
public static class ReservationActions
{
    private static readonly (string Action, Func<Reservation, DateTimeOffset, Refusal?> Guard)[] Guards =
    [
        ("ExtendReservation", ExtendReservation.Guard),
        ("CommitReservation", CommitReservation.Guard),
        ("ReleaseReservation", static (reservation, _) => ReleaseReservation.Guard(reservation)),
    ];

    public static IReadOnlyList<AllowedAction> Of(Reservation reservation, DateTimeOffset now) =>
        [.. Guards.Select(g => new AllowedAction(g.Action, ReservationRules.OfOrder(reservation) ?? g.Guard(reservation, now)))];
}
