using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock;
using OrderBridge.Stock.Committing;
using OrderBridge.Stock.Consuming;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Expiring;
using OrderBridge.Stock.Extending;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Releasing;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Tests.Stock;

public sealed class ReservationDecisionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    [Fact]
    public void Validate_EverythingWrong_NamesEveryField()
    {
        var refusal = new ReserveStock("", "", new string('x', 129), [new("", "", 0), new("wh", "tea", 1_000_001)], ReserveMode.AllOrNothing, Noon).Validate(Noon);

        Assert.Equal(StockReasons.InvalidReservation, refusal!.Reason);
        Assert.Equal(
            ["reservation_id", "owner_id", "channel_id", "expire_time", "lines[0].warehouse_id", "lines[0].sku_id", "lines[0].quantity", "lines[1].quantity"],
            refusal.Violations.Select(v => v.Field));
    }

    [Fact]
    public void Validate_NoLines_IsRefused() =>
        Assert.NotNull(new ReserveStock("r1", "o1", "shop", [], ReserveMode.AllOrNothing, null).Validate(Noon));

    [Fact]
    public void Validate_WithinTheLimits_IsAccepted() =>
        Assert.Null(new ReserveStock("r1", "o1", "shop", [new(Tea, 1_000_000)], ReserveMode.AllOrNothing, Noon.AddTicks(1)).Validate(Noon));

    [Fact]
    public void Extend_BeyondTheCap_IsRefusedWithTheLatestTime()
    {
        var decision = new ExtendReservation("r1", Noon.AddHours(25)).Decide(Waiting(), TimeSpan.FromHours(24), Noon);

        Assert.Equal(StockReasons.ExtensionTooLong, decision.Refusal!.Reason);
        Assert.Equal("2026-03-02T12:00:00.0000000+00:00", decision.Refusal.Facts["expire_time_max"]);
    }

    [Fact]
    public void Extend_ToAnEarlierTime_ChangesNothing() =>
        Assert.True(new ExtendReservation("r1", Noon.AddMinutes(29)).Decide(Waiting(), TimeSpan.FromHours(24), Noon).ChangesNothing);

    [Fact]
    public void Commit_AfterTheClockRanOutButBeforeTheTimerFired_IsExpired() =>
        Assert.Equal(StockReasons.ReservationExpired, new CommitReservation("r1").Decide(Waiting(), Noon.AddMinutes(30)).Refusal!.Reason);

    [Fact]
    public void Commit_Unknown_IsNotFound() =>
        Assert.Equal(StockReasons.ReservationNotFound, new CommitReservation("r1").Decide(Reservation.Unborn("r1"), Noon).Refusal!.Reason);

    [Fact]
    public void Expire_BeforeTheExtendedTime_ChangesNothing()
    {
        var extended = Waiting().Apply(new ReservationExtended("r1", Noon.AddHours(2)), Noon);

        Assert.True(new ExpireReservation("r1").Decide(extended, Noon.AddHours(1)).ChangesNothing);
        Assert.Single(new ExpireReservation("r1").Decide(extended, Noon.AddHours(2)).Events);
    }

    [Fact]
    public void Release_APartThenTheRest_EndsReleased()
    {
        var one = Apply(Waiting(), new ReleaseReservation("r1", [new StockLine(Tea, 2)], "SHORT").Decide(Waiting()).Events);
        var all = Apply(one, new ReleaseReservation("r1", null, "CANCELLED").Decide(one).Events);

        Assert.Equal((ReservationState.Active, 1), (one.State, one.LineOf(Tea)!.Held));
        Assert.Equal((ReservationState.Released, "CANCELLED"), (all.State, all.ReleaseReason));
        Assert.Empty(all.Held);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void Release_MoreThanIsHeldOrLessThanNothing_IsRefused(long quantity)
    {
        var decision = new ReleaseReservation("r1", [new StockLine(Tea, quantity)], "SHORT").Decide(Waiting());

        Assert.Equal(StockReasons.QuantityExceedsHeld, decision.Refusal!.Reason);
        Assert.Equal("3", decision.Refusal.Facts["held"]);
    }

    [Fact]
    public void Release_OfTheRestAfterAPartWasShipped_EndsConsumed()
    {
        var committed = Waiting().Apply(new ReservationCommitted("r1"), Noon);
        var shipped = Apply(committed, new ConsumeReservation("r1", [new StockLine(Tea, 2), new StockLine(Cup, 1)], "f1").Decide(committed).Events);
        var ended = Apply(shipped, new ReleaseReservation("r1", null, "SHORT").Decide(shipped).Events);

        Assert.Equal(ReservationState.Committed, shipped.State);
        Assert.Equal(ReservationState.Consumed, ended.State);
        Assert.Equal(new ReservationLine(Tea, 3, 1, 2), ended.LineOf(Tea));
        Assert.Equal(StockReasons.ReservationAlreadyConsumed, new ReleaseReservation("r1", null, "X").Decide(ended).Refusal!.Reason);
    }

    [Fact]
    public void Consume_BeforeTheCommit_IsRefused() =>
        Assert.Equal(
            StockReasons.ReservationNotCommitted, new ConsumeReservation("r1", [new StockLine(Tea, 1)], "f1").Decide(Waiting()).Refusal!.Reason);

    [Fact]
    public void Consume_MoreThanWasEverHeldAfterTheEnd_IsRefused()
    {
        var committed = Waiting().Apply(new ReservationCommitted("r1"), Noon);
        var ended = Apply(committed, new ConsumeReservation("r1", committed.Held, "f1").Decide(committed).Events);

        Assert.True(new ConsumeReservation("r1", [new StockLine(Tea, 3)], "f1").Decide(ended).ChangesNothing);
        Assert.Equal(StockReasons.ReservationAlreadyConsumed, new ConsumeReservation("r1", [new StockLine(Tea, 4)], "f1").Decide(ended).Refusal!.Reason);
    }

    [Fact]
    public void Allocate_TheSameFulfilmentTwice_ChangesNothing_AnotherOneJoins()
    {
        var committed = Waiting().Apply(new ReservationCommitted("r1"), Noon);
        var one = Apply(committed, new AllocateReservation("r1", "f1").Decide(committed, Noon).Events);
        var two = Apply(one, new AllocateReservation("r1", "f2").Decide(one, Noon).Events);

        Assert.True(new AllocateReservation("r1", "f1").Decide(two, Noon).ChangesNothing);
        Assert.Equal(["f1", "f2"], two.FulfilmentIds.ToArray());
    }

    [Fact]
    public void Revise_ToMoreTeaAndNoCups_AddsAndRemoves()
    {
        var decision = new ReviseReservation("r1", [new(Tea, 2), new(Tea, 3)]).Decide(Waiting());

        var revised = Assert.IsType<ReservationRevised>(Assert.Single(decision.Events));
        Assert.Equal([new StockLine(Tea, 2)], revised.Added.ToArray());
        Assert.Equal([new StockLine(Cup, 1)], revised.Removed.ToArray());
        Assert.Equal([new StockLine(Tea, 5)], Waiting().Apply(revised, Noon).Held.ToArray());
    }

    [Fact]
    public void Revise_ToWhatIsHeld_ChangesNothing() =>
        Assert.True(new ReviseReservation("r1", [new(Cup, 1), new(Tea, 3)]).Decide(Waiting()).ChangesNothing);

    [Fact]
    public void Apply_AnEventThatDoesNotFit_IsABug()
    {
        Assert.Throws<InvalidOperationException>(() => Waiting().Apply(new ReservationReleased("r1", "shop", [new(Tea, 4)], "X"), Noon));
        Assert.Throws<InvalidOperationException>(() => Waiting().Apply(new ReservationAllocated("r1", "f1"), Noon));
        Assert.Throws<InvalidOperationException>(() => Reservation.Unborn("r1").Apply(new ReservationCommitted("r1"), Noon));
    }

    /// <summary>Three tea and a cup, for half an hour.</summary>
    private static Reservation Waiting() => Reservation.Unborn("r1").Apply(
        new StockReserved("r1", "o1", "shop", [new(Cup, 1), new(Tea, 3)], Noon.AddMinutes(30), [new(Cup, 1), new(Tea, 3)]), Noon);

    private static Reservation Apply(Reservation before, IEnumerable<IDomainEvent> events) => events.Aggregate(before, (r, e) => r.Apply(e, Noon));
}
