using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Stock;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

/// <summary>What orders reserve, and what callers reserve, do not meet.</summary>
public sealed class CallersAndOrdersTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly string Orders = ReservationIds.OfOrder("ord_1", 1);

    [Fact]
    public async Task No_call_changes_what_an_order_holds()
    {
        var desk = await StockDesk.OpenAsync(pieces: (Tea, 10));
        var held = await desk.RunAsync(commit => desk.Reservations.ReserveAsync(commit, Reserve(Orders, 4), default));

        Assert.Null(held.Refusal);
        AssertOfOrder(await desk.Commands.ExtendReservationAsync(Orders, desk.Clock.GetUtcNow().AddHours(1), desk.Call(), default));
        AssertOfOrder(await desk.Commands.CommitReservationAsync(Orders, desk.Call(), default));
        AssertOfOrder(await desk.Commands.ReleaseReservationAsync(Orders, null, "MINE", desk.Call(), default));
        AssertOfOrder(await desk.Commands.ReviseReservationAsync(new ReviseReservation(Orders, [new(Tea, 1)]), desk.Call(), default));
        Assert.Equal(4, (await desk.LevelAsync(Tea)).Reserved);
        Assert.Equal(held.Value!.Version, (await desk.Books.FindAsync<Reservation>(Orders, default))!.Version);
    }

    [Fact]
    public async Task The_order_itself_still_does()
    {
        var desk = await StockDesk.OpenAsync(pieces: (Tea, 10));
        await desk.RunAsync(commit => desk.Reservations.ReserveAsync(commit, Reserve(Orders, 4), default));

        Assert.Null((await desk.RunAsync(commit => desk.Reservations.ReleaseAsync(commit, Orders, null, "CANCELLED", default))).Refusal);

        Assert.Equal(0, (await desk.LevelAsync(Tea)).Reserved);
    }

    [Fact]
    public async Task An_orders_id_that_no_order_has_used_is_not_found()
    {
        var desk = await StockDesk.OpenAsync(pieces: (Tea, 10));

        Assert.Equal(StockReasons.ReservationNotFound, (await desk.Commands.CommitReservationAsync(Orders, desk.Call(), default)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_caller_cannot_take_an_id_that_an_order_may_come_to_need()
    {
        var desk = await StockDesk.OpenAsync(pieces: (Tea, 10));

        foreach (var outcome in new[]
        {
            await desk.Commands.ReserveStockAsync(Reserve(Orders, 1), desk.Call(), default),
            await desk.Commands.PreviewReserveStockAsync(Reserve(Orders, 1), desk.Call(), default),
        })
        {
            Assert.Equal((RefusalKind.InvalidArgument, StockReasons.InvalidReservation), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
            Assert.Equal("reservation_id", Assert.Single(outcome.Refusal.Violations).Field);
        }

        Assert.Equal(0, (await desk.LedgerLevelAsync(Tea)).Reserved);
    }

    private static ReserveStock Reserve(string id, long pieces) => new(id, "ord_1", "shop", [new(Tea, pieces)], ReserveMode.AllOrNothing, null);

    private static void AssertOfOrder(Outcome<Reservation> outcome) =>
        Assert.Equal((StockReasons.ReservationOfOrder, "ord_1"), (outcome.Refusal?.Reason, outcome.Refusal?.Facts["order_id"]));
}
