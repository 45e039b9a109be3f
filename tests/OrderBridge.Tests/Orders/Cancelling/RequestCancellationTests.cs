using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Cancelling;

public sealed class RequestCancellationTests
{
    private readonly OrderDesk _desk = new();

    [Theory]
    [InlineData(OrderState.PendingPayment, 0)]
    [InlineData(OrderState.PendingReview, 0)]
    [InlineData(OrderState.Intercepted, 0)]
    [InlineData(OrderState.AwaitingStock, 6_000)]
    [InlineData(OrderState.Approved, 10_000)]
    public async Task Cancel_BeforeWork_EndsAtOnceAndGivesEverythingBack(OrderState state, long due)
    {
        var order = await _desk.CancelAsync(await States.InAsync(_desk, state));

        Assert.Equal((OrderState.Cancelled, "changed_mind", due), (order.State, order.CancelReason, order.RefundDue.MinorUnits));
        Assert.Equal((1000, 1000), (_desk.Stock.Free("sku-1"), _desk.Stock.Free("sku-2")));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1") + _desk.Stock.HeldOf("sku-2"));
    }

    [Fact]
    public async Task Cancel_InWork_AsksTheWarehouse()
    {
        var order = await _desk.CancelAsync(await States.InAsync(_desk, OrderState.Fulfilling));

        Assert.Equal((OrderState.Cancelling, 5), (order.State, order.Cancellation!.Lines.Sum(l => l.Quantity)));
        Assert.Equal((OrderTimers.CancelAnswer, Noon.AddMinutes(10)), (order.Timers.Single().Kind, order.Timers.Single().DueTime));
        Assert.Equal(2, _desk.Stock.HeldOf("sku-1"));
    }

    [Theory]
    [InlineData(OrderState.PendingPayment, OrderState.PendingPayment)]
    [InlineData(OrderState.PendingReview, OrderState.PendingReview)]
    [InlineData(OrderState.Intercepted, OrderState.Intercepted)]
    [InlineData(OrderState.AwaitingStock, OrderState.AwaitingStock)]
    [InlineData(OrderState.Approved, OrderState.Approved)]
    public async Task Cancel_APartBeforeWork_LeavesTheOrderWhereItWas(OrderState state, OrderState expected)
    {
        var before = await States.InAsync(_desk, state);
        _desk.Clock.Advance(TimeSpan.FromMinutes(7));
        var order = await _desk.CancelAsync(before, Pieces("a", 1));

        Assert.Equal(expected, order.State);
        Assert.Null(order.Cancellation);
        Assert.Equal((1, 1), (order.Line("a")!.Quantities.Cancelled, order.Line("a")!.Quantities.Unshipped));
        Assert.Equal(state is OrderState.AwaitingStock ? 0 : 1, _desk.Stock.HeldOf("sku-1"));
        Assert.Equal(order.Timers.Count, before.Timers.Count);
        if (state is not OrderState.Approved) // Its way to a warehouse begins anew.
        {
            Assert.Equal(before.Timers, order.Timers);
        }
    }

    [Fact]
    public async Task Cancel_APartUnderReview_KeepsTheHoldAndItsClock()
    {
        var before = await _desk.IngestAsync(CashOnDelivery());
        _desk.Clock.Advance(TimeSpan.FromMinutes(30));
        var order = await _desk.CancelAsync(before, Pieces("a", 1));

        Assert.Equal(OrderState.PendingReview, order.State);
        Assert.Equal(before.Holds.AsEnumerable(), order.Holds.AsEnumerable());
        Assert.Equal(before.Timers, order.Timers);
        Assert.Null(order.PaymentClock);
        Assert.Equal(OrderState.Approved, (await _desk.ResolveAsync(order)).State);
    }

    [Fact]
    public async Task Cancel_SamePartTwice_NeedsARequestIdToBeARepeat()
    {
        var order = await _desk.IngestAsync(Paid());
        var command = new RequestCancellation(order.Id, "changed_mind", [Pieces("a", 1)], "req-1", string.Empty);
        await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default);
        var repeat = OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default));
        Assert.Equal(1, repeat.Line("a")!.Quantities.Cancelled);

        var second = OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(command with { RequestId = "req-2" }, OrderDesk.Agent, default));
        Assert.Equal(2, second.Line("a")!.Quantities.Cancelled);
    }

    [Fact]
    public async Task Cancel_AllPiecesByName_IsTheWholeOrder()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Paid()), Pieces("a", 1), Pieces("a", 1), Pieces("b", 3));
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Theory]
    [InlineData("a", 3, OrderReasons.QuantityExceeded)]
    [InlineData("a", 0, OrderReasons.QuantityInvalid)]
    [InlineData("a", -1, OrderReasons.QuantityInvalid)]
    [InlineData("a", long.MaxValue, OrderReasons.QuantityInvalid)]
    [InlineData("z", 1, OrderReasons.LineNotFound)]
    public async Task Cancel_ImpossiblePieces_IsRefused(string line, long pieces, string reason)
    {
        var order = await _desk.IngestAsync(Paid());
        Assert.Equal(reason, (await _desk.TryCancelAsync(order, Pieces(line, pieces))).Refusal!.Reason);
        Assert.Equal(reason, (await _desk.TryCancelAsync(order, Pieces(line, pieces), Pieces(line, pieces))).Refusal!.Reason);
        Assert.Equal(order.Version, (await _desk.AgainAsync(order)).Version);
    }

    [Fact]
    public async Task Cancel_AServiceLine_IsRefused()
    {
        var content = Unpaid().With(Line("a", "sku-1", 1, 9_500), Service("s", 500)) with { Charges = [] };
        Assert.Equal(OrderReasons.LineNotFound, (await _desk.TryCancelAsync(await _desk.IngestAsync(content), Pieces("s", 1))).Refusal!.Reason);
    }

    [Fact]
    public async Task Cancel_StaleEtag_IsAborted()
    {
        var order = await _desk.IngestAsync(Paid());
        var command = new RequestCancellation(order.Id, "changed_mind", [], string.Empty, "v1");
        var refusal = (await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default)).Refusal!;
        Assert.Equal((RefusalKind.Aborted, OrderReasons.EtagMismatch), (refusal.Kind, refusal.Reason));
        OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(command with { Etag = order.Etag }, OrderDesk.Agent, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Cancel_NoReasonOrEndlessOne_IsRefused(string? reason)
    {
        var order = await _desk.IngestAsync(Paid());
        var command = new RequestCancellation(order.Id, reason ?? new string('x', 501), [], string.Empty, string.Empty);
        Assert.Equal(OrderReasons.CancelReasonMissing, (await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default)).Refusal!.Reason);
    }

    [Fact]
    public async Task Cancel_AllWhileAPartWaits_IsRefusedAndNotTakenForARepeat()
    {
        var order = await States.InAsync(_desk, OrderState.Fulfilling);
        await _desk.CancelAsync(order, Pieces("a", 1));
        Assert.Equal(OrderReasons.CancellationInProgress, (await _desk.TryCancelAsync(order)).Refusal!.Reason);
    }

    [Fact]
    public async Task Cancel_LastReasonCounts()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Unpaid()), Pieces("a", 1));
        Assert.Equal("changed_mind", order.CancelReason);
        Assert.Equal("payment_timeout", (await _desk.TickAsync(order, TimeSpan.FromHours(24))).CancelReason);
    }

    [Fact]
    public async Task Cancel_SameRequestIdForOtherPieces_IsRefused()
    {
        var order = await States.InAsync(_desk, OrderState.Approved);
        var command = new RequestCancellation(order.Id, "changed_mind", [Pieces("a", 1)], "req-1", string.Empty);
        var first = OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default));
        Assert.Equal(1, first.Line("a")!.Quantities.Cancelled);

        var again = OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(command, OrderDesk.Agent, default));
        Assert.Equal(first.Version, again.Version);
        foreach (var other in new[] { command with { Lines = [Pieces("a", 2)] }, command with { Lines = [] }, command with { Reason = "too_late" } })
        {
            Assert.Equal(OrderReasons.RequestIdReused, (await _desk.Commands.RequestCancellationAsync(other, OrderDesk.Agent, default)).Refusal!.Reason);
        }

        var longer = command with { Lines = [Pieces("a", 1)], RequestId = "x/req-1" };
        OrderDesk.Accepted(await _desk.Commands.RequestCancellationAsync(longer, OrderDesk.Agent, default));
    }
}
