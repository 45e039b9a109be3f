using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Paying;

public sealed class ConfirmPaymentTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Confirm_PendingPayment_IsApproved()
    {
        var order = await _desk.PayAsync(await _desk.IngestAsync(Unpaid()));

        Assert.Equal((OrderState.Approved, PaymentState.Paid, 10_000), (order.State, order.PaymentState, order.Paid.MinorUnits));
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
    }

    [Fact]
    public async Task Confirm_SameTransactionAgain_ChangesNothing()
    {
        var paid = await _desk.PayAsync(await _desk.IngestAsync(Unpaid()));
        Assert.Equal(OrderDesk.Dump(paid), OrderDesk.Dump(await _desk.PayAsync(paid)));
    }

    [Fact]
    public async Task Confirm_AnotherTransaction_IsRefusedSoThatItIsGivenBack()
    {
        var order = await _desk.PayAsync(await _desk.IngestAsync(Unpaid()));
        Assert.Equal(OrderReasons.AlreadyPaid, (await TryPayAsync(order, Yuan(10_000), "tx-2"))!.Reason);
    }

    [Fact]
    public async Task Confirm_DuringReview_WaitsForTheDecision()
    {
        var order = await _desk.PayAsync(await _desk.HoldAsync(await _desk.IngestAsync(Unpaid())));
        Assert.Equal((OrderState.PendingReview, true), (order.State, order.IsPaid));
        Assert.Equal(OrderState.Approved, (await _desk.ResolveAsync(order)).State);
    }

    [Fact]
    public async Task Confirm_OtherAmountDuringReview_IsHeldToo()
    {
        var order = await _desk.PayAsync(await _desk.HoldAsync(await _desk.IngestAsync(Unpaid())), 9_000);
        Assert.Equal([HoldType.Address, HoldType.PaymentMismatch], order.Holds.Select(h => h.Type));
    }

    [Theory]
    [InlineData(0, "CNY")]
    [InlineData(-1, "CNY")]
    [InlineData(long.MaxValue, "CNY")]
    [InlineData(10_000, "USD")]
    public async Task Confirm_ImpossibleAmount_IsRefused(long amount, string currency)
    {
        var order = await _desk.IngestAsync(Unpaid());
        Assert.Equal(OrderReasons.AmountInvalid, (await TryPayAsync(order, new Money(amount, currency), "tx-1"))!.Reason);
    }

    [Fact]
    public async Task Confirm_NoTransaction_IsRefused() =>
        Assert.Equal(OrderReasons.TransactionMissing, (await TryPayAsync(await _desk.IngestAsync(Unpaid()), Yuan(10_000), ""))!.Reason);

    [Fact]
    public async Task Confirm_UnknownOrder_IsNotFound()
    {
        var outcome = await _desk.Commands.ConfirmPaymentAsync(new ConfirmPayment("ord_x", Yuan(1), null, "tx"), OrderDesk.Agent, default);
        Assert.Equal((RefusalKind.NotFound, OrderReasons.NotFound), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
    }

    [Theory]
    [InlineData(OrderState.Approved)]
    [InlineData(OrderState.Delivered)]
    public async Task Confirm_CashCollected_IsRecordedWhateverTheState(OrderState state)
    {
        var order = await _desk.ResolveAsync(await _desk.IngestAsync(CashOnDelivery()));
        if (state is OrderState.Delivered)
        {
            order = await _desk.DeliverAsync(await _desk.ShipAsync(await _desk.StartAsync(order), "shp_1"), "shp_1");
        }

        order = await _desk.PayAsync(order);
        Assert.Equal((state, PaymentState.Paid), (order.State, order.PaymentState));
    }

    [Fact]
    public async Task Confirm_LateAfterTheClock_RevivesTheOrder()
    {
        var lapsed = await States.InAsync(_desk, OrderState.Cancelled);
        Assert.Equal(("payment_timeout", 1000), (lapsed.CancelReason, _desk.Stock.Free("sku-1")));

        var order = await _desk.PayAsync(lapsed);
        Assert.Equal((OrderState.Approved, string.Empty), (order.State, order.CancelReason));
        Assert.Equal(5, _desk.Stock.HeldBy(order.ReservationId));
        Assert.NotEqual(lapsed.ReservationId, order.ReservationId);
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
        Assert.True(order.RefundDue.IsZero);
    }

    [Fact]
    public async Task Confirm_LateAndTheGoodsAreGone_IsDueAsARefund()
    {
        _desk.Stock.Put("sku-rare", 1);
        var lapsed = await _desk.TickAsync(await _desk.IngestAsync(Unpaid().Only(Line("a", "sku-rare", 1, 3000))), TimeSpan.FromHours(24));
        await _desk.IngestAsync(Paid("2").Only(Line("a", "sku-rare", 1, 3000)));

        var order = await _desk.PayAsync(lapsed);
        Assert.Equal((OrderState.Cancelled, 3_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal("late_payment", Assert.Single(_desk.Events<RefundBecameDue>(order)).Reason);
    }

    [Fact]
    public async Task Confirm_LateWithRevivingSwitchedOff_IsDueAsARefund()
    {
        _desk.Options.ReviveOnLatePayment = false;
        var order = await _desk.PayAsync(await States.InAsync(_desk, OrderState.Cancelled));
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Confirm_LateWithAnotherAmount_IsDueAsARefund()
    {
        var order = await _desk.PayAsync(await States.InAsync(_desk, OrderState.Cancelled), 5_000);
        Assert.Equal((OrderState.Cancelled, 5_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1"));
    }

    [Fact]
    public async Task Confirm_BuyerHadCancelled_DoesNotReviveWhatNobodyWants()
    {
        var order = await _desk.PayAsync(await _desk.CancelAsync(await _desk.IngestAsync(Unpaid())));
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Confirm_RefusedTrade_IsNotRevivedByPaying()
    {
        var order = await _desk.HoldAsync(await _desk.IngestAsync(Unpaid()), HoldType.Fraud);
        order = await _desk.PayAsync(await _desk.RejectHoldAsync(order, "fraud"));
        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Confirm_LapsedUnderReview_DoesNotPassTheReviewByPaying()
    {
        var order = await _desk.TickAsync(await _desk.HoldAsync(await _desk.IngestAsync(Unpaid()), HoldType.Fraud), TimeSpan.FromHours(24));
        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal((OrderState.Cancelled, 10_000), await StateAndRefundAsync(_desk.PayAsync(order)));
    }

    [Fact]
    public async Task Confirm_LateAfterAPartWasCancelled_RevivesTheRestOnly()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Unpaid()), Pieces("b", 3));
        order = await _desk.PayAsync(await _desk.TickAsync(order, TimeSpan.FromHours(24)));

        Assert.Equal((OrderState.Approved, 3_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal((2, 0, 3), (_desk.Stock.HeldOf("sku-1"), _desk.Stock.HeldOf("sku-2"), order.Line("b")!.Quantities.Cancelled));
    }

    [Fact]
    public async Task Confirm_EverythingPaidAfterAPartWasCancelled_OwesThePart()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Unpaid()), Pieces("b", 3));
        order = await _desk.PayAsync(order);
        Assert.Equal((OrderState.Approved, 3_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Confirm_OnlyTheRestPaidAfterAPartWasCancelled_IsApprovedAndOwesNothing()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Unpaid()), Pieces("b", 3));
        order = await _desk.PayAsync(order, 7_000);
        Assert.Equal((OrderState.Approved, 0), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Channel_PaysTheMissingPart_RaisesWhatWasPaid()
    {
        await _desk.IngestAsync(Unpaid().Paying(6_000));
        var order = await _desk.IngestAsync(Unpaid().Paying(10_000).Later());
        Assert.Equal(10_000, order.Paid.MinorUnits);
        Assert.Equal(10_000, (await _desk.CancelAsync(order)).RefundDue.MinorUnits);
    }

    [Fact]
    public async Task Channel_PaymentFailed_KeepsTheStockUntilTheClockRunsOut()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(Unpaid().Later() with { Payment = Unpaid().Payment with { State = PaymentState.Failed } });
        Assert.Equal((OrderState.PendingPayment, PaymentState.Failed, 2), (order.State, order.PaymentState, _desk.Stock.HeldOf("sku-1")));
        Assert.Equal(OrderState.Approved, (await _desk.PayAsync(order)).State);
    }

    private static async Task<(OrderState, long)> StateAndRefundAsync(Task<Order> order) => ((await order).State, (await order).RefundDue.MinorUnits);

    private async Task<Refusal?> TryPayAsync(Order order, Money amount, string transaction) =>
        (await _desk.Commands.ConfirmPaymentAsync(new ConfirmPayment(order.Id, amount, null, transaction), OrderDesk.Agent, default)).Refusal;
}
