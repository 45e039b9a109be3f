using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock;
using OrderBridge.Stock.Committing;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Extending;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Releasing;

namespace OrderBridge.Tests.Stock;

/// <summary>What a reservation says can be done with it is what the decisions answer, in every state.</summary>
public sealed class ReservationActionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StockLine Tea = new("wh", "tea", 3);

    public static TheoryData<ReservationState, int> Everywhere
    {
        get
        {
            var data = new TheoryData<ReservationState, int>();
            foreach (var state in Enum.GetValues<ReservationState>())
            {
                data.Add(state, 0);
                data.Add(state, 31); // Its time has come, and the timer has not.
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void It_says_what_the_decisions_answer(ReservationState state, int minutes)
    {
        var (reservation, now) = (In(state), Noon.AddMinutes(minutes));
        var said = ReservationActions.Of(reservation, now).ToDictionary(a => a.Action, a => a.Refusal?.Reason);

        Assert.Equal(state, reservation.State);
        Assert.Equal(3, said.Count);
        Assert.Equal(new ExtendReservation("r1", now.AddMinutes(40)).Decide(reservation, TimeSpan.FromHours(24), now).Refusal?.Reason, said["ExtendReservation"]);
        Assert.Equal(new CommitReservation("r1").Decide(reservation, now).Refusal?.Reason, said["CommitReservation"]);
        Assert.Equal(new ReleaseReservation("r1", null, "X").Decide(reservation).Refusal?.Reason, said["ReleaseReservation"]);
    }

    [Fact]
    public void A_waiting_one_allows_everything_and_a_lapsed_one_only_its_release()
    {
        Assert.All(ReservationActions.Of(In(ReservationState.Active), Noon), a => Assert.True(a.IsAllowed));
        Assert.Equal(["ReleaseReservation"], ReservationActions.Of(In(ReservationState.Active), Noon.AddMinutes(30)).Where(a => a.IsAllowed).Select(a => a.Action));
    }

    [Fact]
    public void One_that_an_order_holds_allows_nothing_and_names_the_order()
    {
        var actions = ReservationActions.Of(In(ReservationState.Active, "rsv_1-1"), Noon);

        Assert.All(actions, a => Assert.Equal((StockReasons.ReservationOfOrder, RefusalKind.WrongState, "ord_1"), (a.Refusal!.Reason, a.Refusal.Kind, a.Refusal.Facts["order_id"])));
        Assert.All(actions, a => Assert.Contains("cancel the order", a.Refusal!.Message, StringComparison.Ordinal));
    }

    private static Reservation In(ReservationState state, string id = "r1")
    {
        var waiting = new StockReserved(id, "ord_1", "shop", [Tea], Noon.AddMinutes(30), [Tea]);
        IDomainEvent[] events = state switch
        {
            ReservationState.Unspecified => [],
            ReservationState.Active => [waiting],
            ReservationState.Committed => [waiting, new ReservationCommitted(id)],
            ReservationState.Allocated => [waiting, new ReservationCommitted(id), new ReservationAllocated(id, "f1")],
            ReservationState.Consumed => [waiting, new ReservationCommitted(id), new ReservationConsumed(id, "shop", [Tea], "f1")],
            ReservationState.Expired => [waiting, new ReservationExpired(id, "shop", [Tea])],
            _ => [waiting, new ReservationReleased(id, "shop", [Tea], "X")],
        };
        return events.Aggregate(Reservation.Unborn(id), (reservation, e) => reservation.Apply(e, Noon));
    }
}
