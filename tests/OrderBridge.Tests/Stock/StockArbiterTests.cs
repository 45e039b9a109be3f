using OrderBridge.Stock;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Tests.Stock;

public sealed class StockArbiterTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockLevel Ten = new(Tea, OnHand: 10, Reserved: 4, SafetyStock: 2, Damaged: 1);

    [Fact]
    public void Decide_GuardedUpToSellable_Moves()
    {
        var arbitration = StockArbiter.Decide(Ten, null, Reserve(4));

        Assert.Null(arbitration.Refusal);
        Assert.Equal(Ten with { Reserved = 8 }, arbitration.Level);
    }

    [Fact]
    public void Decide_GuardedBeyondSellable_IsOutOfStockAndMovesNothing()
    {
        var arbitration = StockArbiter.Decide(Ten, null, Reserve(5));

        Assert.Equal(StockReasons.OutOfStock, arbitration.Refusal!.Reason);
        Assert.Equal(("5", "4"), (arbitration.Refusal.Facts["wanted"], arbitration.Refusal.Facts["available"]));
        Assert.Equal(Ten, arbitration.Level);
    }

    [Fact]
    public void Decide_UnguardedBelowReserved_Moves() =>
        Assert.True(StockArbiter.Decide(Ten, null, Adjust(onHand: -8)).Level.IsBelowReserved);

    [Theory]
    [InlineData(-11, 0, 0, "on_hand")]
    [InlineData(0, -2, 0, "damaged")]
    [InlineData(0, 0, -3, "safety_stock")]
    public void Decide_ACounterBelowZero_IsRefused(long onHand, long damaged, long safetyStock, string counter) =>
        Assert.Equal(counter, StockArbiter.Decide(Ten, null, Adjust(onHand, damaged, safetyStock)).Refusal!.Facts["counter"]);

    [Fact]
    public void Decide_GivingBackMoreThanIsReserved_IsRefused() =>
        Assert.Equal(StockReasons.StockBelowZero, StockArbiter.Decide(Ten, null, Reserve(-5) with { Guarded = false, Kind = MovementKind.Release }).Refusal!.Reason);

    [Fact]
    public void Decide_OnHandIsNotAsExpected_IsAConflict()
    {
        Assert.True(StockArbiter.Decide(Ten, null, Adjust(1) with { ExpectedOnHand = 9 }).IsConflict);
        Assert.Null(StockArbiter.Decide(Ten, null, Adjust(1) with { ExpectedOnHand = 10 }).Refusal);
    }

    [Fact]
    public void Decide_BeyondTheQuota_IsRefused()
    {
        var quota = new ChannelQuota(Tea, "shop", 5, 3);

        var refused = StockArbiter.Decide(Ten, quota, Reserve(3));
        var granted = StockArbiter.Decide(Ten, quota, Reserve(2));

        Assert.Equal((StockReasons.ChannelQuotaExceeded, "shop"), (refused.Refusal!.Reason, refused.Refusal.Facts["channel_id"]));
        Assert.Equal(quota, refused.Quota);
        Assert.Equal(5, granted.Quota!.Used);
    }

    [Theory]
    [InlineData(MovementKind.Release, 1)]
    [InlineData(MovementKind.Expire, 1)]
    [InlineData(MovementKind.Consume, 3)]
    public void Decide_AnEndOfAReservation_GivesQuotaBackUnlessItWasShipped(MovementKind kind, long used)
    {
        var ended = Reserve(-2) with { Kind = kind, Guarded = false };

        Assert.Equal(used, StockArbiter.Decide(Ten, new ChannelQuota(Tea, "shop", 5, 3), ended).Quota!.Used);
    }

    [Fact]
    public void Movement_kinds_keep_their_numbers() => Assert.Equal(
        "Unspecified=0 Reserve=1 Release=2 Expire=3 Consume=4 Receipt=10 Count=11 Damage=12 Return=13 Transfer=14 Correction=15 Policy=16",
        string.Join(' ', Enum.GetValues<MovementKind>().Select(k => $"{k}={(int)k}")));

    [Fact]
    public void Reservation_states_and_reserve_outcomes_keep_their_numbers()
    {
        Assert.Equal(
            "Unspecified=0 Active=1 Committed=2 Allocated=3 Consumed=4 Expired=5 Released=6",
            string.Join(' ', Enum.GetValues<OrderBridge.Stock.Lifecycle.ReservationState>().Select(s => $"{s}={(int)s}")));
        Assert.Equal(
            "Reserved=0 AlreadyReserved=1 Insufficient=2 QuotaExceeded=3 Reused=4 NotReady=5",
            string.Join(' ', Enum.GetValues<OrderBridge.Stock.Ports.ReserveOutcome>().Select(o => $"{o}={(int)o}")));
    }

    [Fact]
    public void Reasons_are_upper_snake_case_and_unlike()
    {
        var reasons = typeof(StockReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToArray();

        Assert.NotEmpty(reasons);
        Assert.All(reasons, r => Assert.Matches("^[A-Z][A-Z_]{1,61}[A-Z]$", r));
        Assert.Equal(reasons.Length, reasons.Distinct().Count());
    }

    private static StockMovement Reserve(long pieces) => new(Tea, "shop", MovementKind.Reserve, 0, pieces, 0, 0, "r1", Guarded: true);

    private static StockMovement Adjust(long onHand, long damaged = 0, long safetyStock = 0) =>
        new(Tea, "", MovementKind.Correction, onHand, 0, damaged, safetyStock, "", Guarded: false);
}
