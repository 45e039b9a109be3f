using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Committing;
using OrderBridge.Stock.Consuming;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Expiring;
using OrderBridge.Stock.Extending;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Releasing;
using static OrderBridge.Stock.Lifecycle.ReservationState;

namespace OrderBridge.Tests.Stock;

/// <summary>Walks the table: it is whole, and every decision agrees with it in every state.</summary>
public sealed class ReservationLifecycleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockLine[] ThreeTea = [new(Tea, 3)];

    public static TheoryData<ReservationState> States => [Active, Committed, Allocated, Consumed, Expired, Released];

    [Fact]
    public void Every_state_is_reachable()
    {
        var reached = new HashSet<ReservationState>(ReservationLifecycle.Table.Births);
        for (var before = -1; before != reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(reached.SelectMany(ReservationLifecycle.Table.After).ToArray());
        }

        Assert.Equal(Enum.GetValues<ReservationState>().Except([Unspecified]).Order(), reached.Order());
    }

    [Theory, MemberData(nameof(States))]
    public void Every_state_is_terminal_or_can_be_left(ReservationState state) =>
        Assert.Equal(ReservationLifecycle.Table.IsTerminal(state), !ReservationLifecycle.Table.After(state).Except([state]).Any());

    [Theory, MemberData(nameof(States))]
    public void A_state_is_open_exactly_when_it_is_not_terminal(ReservationState state) =>
        Assert.NotEqual(ReservationLifecycle.Table.IsTerminal(state), ReservationLifecycle.IsOpen(state));

    [Theory, MemberData(nameof(States))]
    public void Only_a_waiting_reservation_has_a_clock(ReservationState state)
    {
        var timers = In(state).Timers;

        Assert.Equal(state is Active ? ["reservation.expiry"] : [], timers.Select(t => t.Kind));
    }

    [Theory, MemberData(nameof(States))]
    public void Every_decision_agrees_with_the_table(ReservationState state)
    {
        var before = In(state);
        foreach (var (name, decision) in AllDecisions(before))
        {
            if (decision.Refusal is not null || decision.ChangesNothing)
            {
                continue;
            }

            var after = decision.Events.Aggregate(before, (r, e) => r.Apply(e, Noon));
            Assert.True(
                ReservationLifecycle.Table.Allows(state, after.State) || (state == after.State && ReservationLifecycle.IsOpen(state)),
                $"{name} took {state} to {after.State}.");
        }
    }

    [Theory, MemberData(nameof(States))]
    public void No_decision_is_silent_about_a_wrong_state(ReservationState state)
    {
        var reservation = In(state);
        Dictionary<string, ReservationState[]> nothing = new()
        {
            ["extend"] = [],
            ["commit"] = [Committed, Allocated],
            ["allocate"] = [],
            ["release"] = [Released, Expired],
            ["consume"] = [Consumed],
            ["expire"] = [Committed, Allocated, Consumed, Expired, Released],
        };

        Assert.All(AllDecisions(reservation), d => Assert.Equal(nothing[d.Name].Contains(state), d.Decision.ChangesNothing));
    }

    /// <summary>A reservation of three tea, driven to a state by events.</summary>
    private static Reservation In(ReservationState state)
    {
        IDomainEvent reserved = new StockReserved("r1", "o1", "shop", [.. ThreeTea], Noon.AddMinutes(30), [.. ThreeTea]);
        IDomainEvent committed = new ReservationCommitted("r1");
        IDomainEvent[] events = state switch
        {
            Active => [reserved],
            Committed => [reserved, committed],
            Allocated => [reserved, committed, new ReservationAllocated("r1", "f1")],
            Consumed => [reserved, committed, new ReservationConsumed("r1", "shop", [.. ThreeTea], "f1")],
            Expired => [reserved, new ReservationExpired("r1", "shop", [.. ThreeTea])],
            Released => [reserved, new ReservationReleased("r1", "shop", [.. ThreeTea], "CANCELLED")],
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
        var reservation = events.Aggregate(Reservation.Unborn("r1"), (r, e) => r.Apply(e, Noon));
        Assert.Equal(state, reservation.State);
        Assert.Equal(events.Length, reservation.Version);
        return reservation;
    }

    private static (string Name, Decision Decision)[] AllDecisions(Reservation r) =>
    [
        ("extend", new ExtendReservation("r1", Noon.AddHours(1)).Decide(r, TimeSpan.FromHours(24), Noon)),
        ("commit", new CommitReservation("r1").Decide(r, Noon)),
        ("allocate", new AllocateReservation("r1", "f2").Decide(r, Noon)),
        ("release", new ReleaseReservation("r1", null, "CANCELLED").Decide(r)),
        ("consume", new ConsumeReservation("r1", [.. ThreeTea], "f1").Decide(r)),
        ("expire", new ExpireReservation("r1").Decide(r, r.State is Active ? Noon.AddHours(1) : Noon)),
    ];
}
