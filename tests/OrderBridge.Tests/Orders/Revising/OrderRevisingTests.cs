using OrderBridge.Kernel.Parties;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Revising;

/// <summary>Newer messages of known orders.</summary>
public sealed class OrderRevisingTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Revise_AddressBeforePayment_IsTaken()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(Unpaid().Later() with { Recipient = new Party("Other", "13700137000", "") });

        Assert.Equal(("Other", 2, OrderState.PendingPayment), (order.Content.Recipient.Name, order.Revision, order.State));
        Assert.Equal(5, _desk.Stock.HeldBy(order.ReservationId));
        Assert.Single(_desk.Events<PaymentAwaited>(order));
    }

    [Fact]
    public async Task Revise_AddressOfApprovedOrder_IsTaken()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Paid().Later() with { ShippingAddress = Paid().ShippingAddress with { Street = "Road 2" } });
        Assert.Equal(("Road 2", OrderState.Approved), (order.Content.ShippingAddress.Street, order.State));
    }

    [Fact]
    public async Task Revise_OtherGoods_HoldsTheNewAndGivesBackTheOld()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(Unpaid().Later().With(Line("a", "sku-1", 4, 3000)));

        Assert.Equal((4, 0), (_desk.Stock.HeldOf("sku-1"), _desk.Stock.HeldOf("sku-2")));
        Assert.Equal((996, 1000), (_desk.Stock.Free("sku-1"), _desk.Stock.Free("sku-2")));
        Assert.Equal(4, _desk.Stock.HeldBy(order.ReservationId));
        Assert.Equal(4, order.Line("a")!.Quantities.Reserved);
    }

    [Fact]
    public async Task Revise_FewerPieces_NeedsNoFreeStock()
    {
        _desk.Stock.Put("sku-rare", 5);
        var before = await _desk.IngestAsync(Unpaid().Only(Line("a", "sku-rare", 5, 1000)));
        var order = await _desk.IngestAsync(Unpaid().Later().Only(Line("a", "sku-rare", 3, 1000)));

        Assert.Equal((3, 2), (_desk.Stock.HeldOf("sku-rare"), _desk.Stock.Free("sku-rare")));
        Assert.Equal((before.ReservationId, 3), (order.ReservationId, order.Line("a")!.Quantities.Reserved));
    }

    [Fact]
    public async Task Revise_LineGone_GivesItsPiecesBack()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(Unpaid().Later().Only(Line("b", "sku-2", 3, 1000)));

        Assert.Equal((0, 3, 3), (_desk.Stock.HeldOf("sku-1"), _desk.Stock.HeldOf("sku-2"), order.Line("b")!.Quantities.Reserved));
        Assert.Null(order.Line("a"));
    }

    [Fact]
    public async Task Revise_SameGoodsInOtherOrder_KeepsTheHold()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Paid().Later() with { Lines = [.. Paid().Lines.Reverse()] });

        Assert.Empty(order.LateChanges);
        Assert.Equal(1, order.Reservations);
        Assert.Equal(["b", "a"], order.Lines.Select(l => l.LineId));
    }

    [Fact]
    public async Task Revise_NewGoodsShort_LeavesTheOrderAndItsStockAsTheyWere()
    {
        var before = await _desk.IngestAsync(Unpaid());
        var outcome = await _desk.TryIngestAsync(Unpaid().Later().With(Line("a", "sku-1", 1001, 3000)));

        Assert.Equal((OrderReasons.OutOfStock, IngestOutcome.Unchanged), (outcome.Refusal!.Reason, outcome.Value!.Outcome));
        Assert.Equal(OrderDesk.Dump(before), OrderDesk.Dump(await _desk.AgainAsync(before)));
        Assert.Equal((998, 2, 3), (_desk.Stock.Free("sku-1"), _desk.Stock.HeldOf("sku-1"), _desk.Stock.HeldOf("sku-2")));
        Assert.Equal(OrderReasons.OutOfStock, Assert.Single(_desk.Book.Quarantined).Reason);
    }

    [Fact]
    public async Task Revise_InvalidContent_LeavesTheOrderAsItWas()
    {
        var before = await _desk.IngestAsync(Unpaid());
        var outcome = await _desk.TryIngestAsync(Unpaid().Later() with { Recipient = new Party("", "", "") });

        Assert.NotNull(outcome.Refusal);
        Assert.Equal(OrderDesk.Dump(before), OrderDesk.Dump(await _desk.AgainAsync(before)));
        Assert.Single(_desk.Book.Quarantined);
    }

    [Fact]
    public async Task Revise_OtherGoodsOfApprovedOrder_IsNotedAsTooLate()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Paid().Later().With(Line("a", "sku-1", 9, 3000)));

        Assert.Equal(["lines"], order.LateChanges.AsEnumerable());
        Assert.Equal((2, 1), (order.Line("a")!.Quantities.Ordered, order.Revision));
        Assert.Equal(2, _desk.Stock.HeldOf("sku-1"));
    }

    [Theory]
    [InlineData(OrderState.Fulfilling)]
    [InlineData(OrderState.Shipped)]
    [InlineData(OrderState.Delivered)]
    [InlineData(OrderState.Completed)]
    [InlineData(OrderState.Cancelling)]
    public async Task Revise_AfterWorkBegan_IsNotedAndChangesNothingElse(OrderState state)
    {
        var before = await States.InAsync(_desk, state);
        var order = await _desk.IngestAsync(Paid().Later() with { Recipient = new Party("Other", "138****1234", ""), BuyerRemark = "red" });

        Assert.Equal(["recipient", "buyer_remark"], order.LateChanges.AsEnumerable());
        Assert.Equal((state, before.Content.Recipient), (order.State, order.Content.Recipient));
        Assert.Equal(Noon.AddSeconds(1), order.Newest.ChannelUpdateTime);
    }

    [Fact]
    public async Task Revise_MaskedAddressAfterShipping_IsNoReasonToRefuse()
    {
        await States.InAsync(_desk, OrderState.Shipped);
        var outcome = await _desk.TryIngestAsync(Paid().Later() with { Recipient = new Party("", "", ""), ShippingAddress = new Address("", "", "", "", "", "") });
        Assert.Null(outcome.Refusal);
    }

    [Fact]
    public async Task Revise_NowPaid_IsApproved()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(Paid().Later());

        Assert.Equal(OrderState.Approved, order.State);
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
    }

    [Fact]
    public async Task Revise_UnpaidAfterPaid_ChangesNothingAboutPayment()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Unpaid().Later());
        Assert.Equal((PaymentState.Paid, OrderState.Approved), (order.PaymentState, order.State));
    }

    [Fact]
    public async Task Revise_HigherTotalOfPaidOrder_WaitsForASupervisor()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Paid().Later() with { Total = Yuan(12_000) });

        Assert.Equal((OrderState.PendingReview, HoldType.PaymentMismatch), (order.State, Assert.Single(order.Holds).Type));
        Assert.Equal(5, _desk.Stock.HeldBy(order.ReservationId));
    }

    [Fact]
    public async Task Revise_OtherMismatchThanTheDecidedOne_IsHeldAgain()
    {
        var order = await _desk.ResolveAsync(await _desk.IngestAsync(Unpaid().Paying(9_000)));
        Assert.Equal(OrderState.Approved, order.State);

        order = await _desk.IngestAsync(Unpaid().Paying(9_000).Later());
        Assert.Equal(OrderState.Approved, order.State);
        order = await _desk.IngestAsync(Unpaid().Paying(9_000).Later(2) with { Total = Yuan(20_000) });
        Assert.Equal(OrderState.PendingReview, order.State);
    }

    [Fact]
    public async Task Revise_RuleHitDuringReview_IsHeldToo()
    {
        _desk.Options.BlacklistedPhoneHashes = [Party.HashOf("13700137000")];
        await _desk.IngestAsync(CashOnDelivery());
        var order = await _desk.IngestAsync(CashOnDelivery().Later() with { Recipient = new Party("Other", "13700137000", "") });

        Assert.Equal((OrderState.Intercepted, 2), (order.State, order.Holds.Length));
    }

    [Fact]
    public async Task Revise_OnlineBecomesCashOnDelivery_StopsThePaymentClock()
    {
        await _desk.IngestAsync(Unpaid());
        var order = await _desk.IngestAsync(CashOnDelivery().Later());

        Assert.Equal((OrderState.PendingReview, PaymentState.CodPending), (order.State, order.PaymentState));
        Assert.Equal(OrderState.PendingReview, (await _desk.TickAsync(order, TimeSpan.FromHours(30))).State);
    }

    [Fact]
    public async Task Revise_CashOnDeliveryBecomesOnline_StartsAPaymentClockAfterReview()
    {
        await _desk.IngestAsync(CashOnDelivery());
        var order = await _desk.ResolveAsync(await _desk.IngestAsync(Unpaid().Later()));

        Assert.Equal((OrderState.PendingPayment, PaymentState.Unpaid), (order.State, order.PaymentState));
        Assert.NotEmpty(order.Timers);
        Assert.Equal(OrderState.Cancelled, (await _desk.TickAsync(order, TimeSpan.FromHours(24))).State);
    }

    [Fact]
    public async Task Revise_ApprovedCashOnDeliveryBecomesOnlineAndUnpaid_IsStopped()
    {
        await _desk.ResolveAsync(await _desk.IngestAsync(CashOnDelivery()));
        var order = await _desk.IngestAsync(Unpaid().Later());
        Assert.Equal((OrderState.PendingReview, 1), (order.State, order.Holds.Count(h => h.State is HoldState.Placed)));
    }

    [Fact]
    public async Task Revise_OtherCurrency_IsRefusedOncePaid()
    {
        var dollars = Paid().Later().With(Line("a", "sku-1", 2, 3000) with { UnitPrice = new(3000, "USD"), Discount = new(0, "USD") }) with
        {
            Charges = [], Total = new(6000, "USD"), Payment = Unpaid().Payment,
        };
        await _desk.IngestAsync(Paid());
        Assert.Equal(OrderReasons.CurrencyMixed, (await _desk.TryIngestAsync(dollars)).Refusal!.Reason);

        var other = dollars with { Key = dollars.Key with { ChannelOrderId = "2" } };
        await _desk.IngestAsync(Unpaid("2"));
        Assert.Equal("USD", (await _desk.IngestAsync(other)).Paid.CurrencyCode);
    }

    [Fact]
    public async Task Revise_PaymentInOtherCurrencyAfterShipping_IsRefused()
    {
        var order = await States.InAsync(_desk, OrderState.Shipped);
        var message = Paid().Later();
        var outcome = await _desk.TryIngestAsync(message with { Payment = message.Payment with { State = PaymentState.PartiallyRefunded, PaidAmount = new(1, "USD") } });

        Assert.Equal(OrderReasons.CurrencyMixed, outcome.Refusal!.Reason);
        Assert.Equal(order.Version, (await _desk.AgainAsync(order)).Version);
    }

    [Theory]
    [InlineData(OrderState.PendingPayment, OrderState.Cancelled)]
    [InlineData(OrderState.PendingReview, OrderState.Cancelled)]
    [InlineData(OrderState.Intercepted, OrderState.Cancelled)]
    [InlineData(OrderState.AwaitingStock, OrderState.Cancelled)]
    [InlineData(OrderState.Approved, OrderState.Cancelled)]
    [InlineData(OrderState.Fulfilling, OrderState.Cancelling)]
    [InlineData(OrderState.Cancelling, OrderState.Cancelling)]
    [InlineData(OrderState.Shipped, OrderState.Shipped)]
    [InlineData(OrderState.Delivered, OrderState.Delivered)]
    [InlineData(OrderState.Completed, OrderState.Completed)]
    [InlineData(OrderState.Archived, OrderState.Archived)]
    [InlineData(OrderState.Cancelled, OrderState.Cancelled)]
    public async Task Revise_CancelledOnTheChannel_CancelsWhatCanBeAndNotesTheRest(OrderState state, OrderState expected)
    {
        var before = await States.InAsync(_desk, state);
        var outcome = await _desk.TryIngestAsync(before.Content.Later().CancelledOnChannel());

        Assert.Null(outcome.Refusal);
        Assert.Equal(expected, outcome.Value!.Order.State);
        Assert.Contains(outcome.Value.Order.LateChanges, c => c.StartsWith("cancellation", StringComparison.Ordinal));
        if (expected is OrderState.Cancelled)
        {
            Assert.Equal(0, _desk.Stock.HeldOf("sku-1") + _desk.Stock.HeldOf("sku-2"));
        }
    }

    [Fact]
    public async Task Revise_CancelledAndRefundedOnTheChannel_OwesNothingMore()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Unpaid().Later().Paying(10_000, PaymentState.Refunded, 10_000).CancelledOnChannel());
        Assert.Equal((OrderState.Cancelled, 0), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Revise_ChannelLowersThePaidAmountByARefund_KeepsWhatWasPaid()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Unpaid().Later().Paying(0, PaymentState.Refunded, 10_000));
        Assert.Equal((10_000, 0), (order.Paid.MinorUnits, order.Refundable.MinorUnits));
    }

    [Fact]
    public async Task Revise_PartlyRefundedByTheChannelAndThenCancelled_OwesTheRest()
    {
        await _desk.IngestAsync(Paid());
        var order = await _desk.IngestAsync(Unpaid().Later().Paying(10_000, PaymentState.PartiallyRefunded, 3_000));
        Assert.Equal(OrderState.Approved, order.State);
        Assert.Equal(7_000, (await _desk.CancelAsync(order)).RefundDue.MinorUnits);
    }

    [Fact]
    public async Task Revise_ChannelReportsTheRefundThatWasDue_DoesNotCountItTwice()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Paid()), Pieces("b", 1));
        var due = order.RefundDue.MinorUnits;
        await _desk.IngestAsync(Unpaid().Later().Paying(10_000, PaymentState.PartiallyRefunded, due));
        Assert.Equal(10_000, (await _desk.CancelAsync(order)).RefundDue.MinorUnits);
    }

    [Fact]
    public async Task Revise_ChannelCancelsAllWhileAPartIsBeingCancelled_WidensTheCancellation()
    {
        var order = await States.InAsync(_desk, OrderState.Fulfilling);
        await _desk.CancelAsync(order, Pieces("a", 1));
        await _desk.IngestAsync(Paid().Later().CancelledOnChannel());
        order = await _desk.StopAsync(order);

        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Revise_CancelledUnpaidOrderIsPaidLater_OwesThePayment()
    {
        var order = await _desk.CancelAsync(await _desk.IngestAsync(Unpaid()));
        order = await _desk.IngestAsync(Paid().Later());

        Assert.Equal((OrderState.Cancelled, 10_000), (order.State, order.RefundDue.MinorUnits));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1"));
    }

    [Fact]
    public async Task Revise_LapsedOrderIsPaidLaterOnTheChannel_IsRevived()
    {
        await States.InAsync(_desk, OrderState.Cancelled);
        var order = await _desk.IngestAsync(Paid().Later());

        Assert.Equal((OrderState.Approved, 5), (order.State, _desk.Stock.HeldBy(order.ReservationId)));
    }
}
