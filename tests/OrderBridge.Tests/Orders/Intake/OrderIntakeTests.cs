using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Intake;

public sealed class OrderIntakeTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Ingest_PaidOrder_IsApprovedWithItsStockCommitted()
    {
        var order = await _desk.IngestAsync(Paid());

        Assert.Equal(OrderState.Approved, order.State);
        Assert.Equal((2, 3), (_desk.Stock.HeldOf("sku-1"), _desk.Stock.HeldOf("sku-2")));
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
        Assert.Equal(PoolHolds.Warehouse, order.WarehouseId);
        Assert.Equal(Noon + _desk.Options.Routing, Assert.Single(order.Timers).DueTime);
        Assert.Equal(["OrderReceived", "OrderStockHeld", "PaymentRecorded", "OrderApproved"], _desk.EventNames(order));
    }

    [Fact]
    public async Task Ingest_UnpaidOrder_WaitsForPaymentWithItsStockHeld()
    {
        var order = await _desk.IngestAsync(Unpaid());

        Assert.Equal(OrderState.PendingPayment, order.State);
        Assert.Equal(5, _desk.Stock.HeldBy(order.ReservationId));
        Assert.False(_desk.Stock.IsCommitted(order.ReservationId));
        Assert.Equal(
            [(OrderTimers.PaymentReminder, Noon.AddMinutes(1152)), (OrderTimers.PaymentOnline, Noon.AddHours(24))],
            order.Timers.Select(t => (t.Kind, t.DueTime)));
    }

    [Fact]
    public async Task Ingest_CampaignOrder_HasTheShortClock()
    {
        var order = await _desk.IngestAsync(Unpaid() with { CampaignId = "double-eleven" });
        Assert.Contains(order.Timers, t => t.Kind == OrderTimers.PaymentPromotion && t.DueTime == Noon.AddMinutes(30));
    }

    [Fact]
    public async Task Ingest_CampaignNotListed_HasTheUsualClock()
    {
        _desk.Options.PromotionCampaigns = ["double-eleven"];
        Assert.Contains((await _desk.IngestAsync(Unpaid() with { CampaignId = "newsletter" })).Timers, t => t.Kind == OrderTimers.PaymentOnline);
        Assert.Contains((await _desk.IngestAsync(Unpaid("2") with { CampaignId = "double-eleven" })).Timers, t => t.Kind == OrderTimers.PaymentPromotion);
    }

    [Fact]
    public async Task Ingest_CashOnDelivery_GoesToReviewWithoutAPaymentClock()
    {
        var order = await _desk.IngestAsync(CashOnDelivery());

        Assert.Equal((OrderState.PendingReview, PaymentState.CodPending), (order.State, order.PaymentState));
        Assert.Equal(HoldType.CashOnDelivery, Assert.Single(order.Holds).Type);
        Assert.Equal([OrderTimers.ReviewWarning, OrderTimers.Review], order.Timers.Select(t => t.Kind));
    }

    [Fact]
    public async Task Ingest_BlacklistedPhone_IsIntercepted()
    {
        _desk.Options.BlacklistedPhoneHashes = [Party.HashOf("+86 139 0013 9000")];
        var order = await _desk.IngestAsync(Paid());

        Assert.Equal(OrderState.Intercepted, order.State);
        Assert.DoesNotContain("139", Assert.Single(order.Holds).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CNY", 999_999, false)]
    [InlineData("CNY", 1_000_000, true)]
    [InlineData("KWD", 9_999_999, false)]
    [InlineData("KWD", 10_000_000, true)]
    public async Task Ingest_LargeAmount_GoesToReview(string currency, long total, bool reviewed)
    {
        var line = Line("a", "sku-1", 1, total);
        var amount = line.UnitPrice with { CurrencyCode = currency };
        var content = Paid() with
        {
            Lines = [line with { UnitPrice = amount, Discount = amount with { MinorUnits = 0 } }], Charges = [], Total = amount,
            Payment = Paid().Payment with { PaidAmount = amount },
        };
        Assert.Equal(reviewed ? OrderState.PendingReview : OrderState.Approved, (await _desk.IngestAsync(content)).State);
    }

    /// <summary>Some say "never" with the largest number there is.</summary>
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 10)]
    public async Task Ingest_LimitBeyondAllAmounts_IsNeverReached(long limit)
    {
        _desk.Options.LargeAmountMinorUnits = limit;
        var dinars = new Money(900_000_000, "KWD");
        var content = Paid() with
        {
            Lines = [Line("a", "sku-1", 1, 1) with { UnitPrice = dinars, Discount = Money.Zero("KWD") }], Charges = [], Total = dinars,
            Payment = Paid().Payment with { PaidAmount = dinars },
        };
        Assert.Equal(OrderState.Approved, (await _desk.IngestAsync(content)).State);
    }

    [Theory]
    [InlineData(LineTraits.Presale, true)]
    [InlineData(LineTraits.CustomMade, true)]
    [InlineData(LineTraits.CrossBorder | LineTraits.Fresh, true)]
    [InlineData(LineTraits.Fresh, false)]
    public async Task Ingest_SpecialGoods_GoToReview(LineTraits traits, bool reviewed)
    {
        var order = await _desk.IngestAsync(Paid().Only(Line("a", "sku-1", 1, 3000, traits)));
        Assert.Equal(reviewed ? OrderState.PendingReview : OrderState.Approved, order.State);
    }

    [Fact]
    public async Task Ingest_PaidAnotherAmount_WaitsForASupervisor()
    {
        var order = await _desk.IngestAsync(Unpaid().Paying(9_999));

        Assert.Equal((OrderState.PendingReview, HoldType.PaymentMismatch), (order.State, Assert.Single(order.Holds).Type));
        var refusal = (await _desk.TryResolveAsync(order, "payment_mismatch", isSupervisor: false)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, OrderReasons.SupervisorNeeded), (refusal.Kind, refusal.Reason));
        Assert.Equal(OrderState.Approved, (await _desk.ResolveAsync(order)).State);
    }

    [Fact]
    public async Task Ingest_NothingToPay_DoesNotWaitForPayment()
    {
        var free = Unpaid().With(Line("a", "sku-1", 1, 0, LineTraits.Gift)) with { Charges = [], Total = Yuan(0) };
        Assert.Equal(OrderState.Approved, (await _desk.IngestAsync(free)).State);
    }

    [Fact]
    public async Task Ingest_Authorised_IsNotPaid()
    {
        var order = await _desk.IngestAsync(Unpaid().Paying(10_000, PaymentState.Authorized));
        Assert.Equal((OrderState.PendingPayment, 0), (order.State, order.Paid.MinorUnits));

        var cancelled = await _desk.CancelAsync(order);
        Assert.True(cancelled.RefundDue.IsZero);
    }

    [Fact]
    public async Task Ingest_InvalidOrder_IsKeptRejectedAndARepeatGetsTheSameAnswer()
    {
        var content = Paid() with { Lines = [], Recipient = Paid().Recipient with { Phone = "12" } };
        var first = await _desk.TryIngestAsync(content);
        var second = await _desk.TryIngestAsync(content);

        Assert.Equal(OrderState.Rejected, first.Value!.Order.State);
        Assert.Equal((IngestOutcome.Created, IngestOutcome.Unchanged), (first.Value.Outcome, second.Value!.Outcome));
        AssertSame(first.Refusal!, second.Refusal!);
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1"));
    }

    [Fact]
    public async Task Ingest_OutOfStock_IsKeptRejectedAndARepeatGetsTheSameAnswer()
    {
        var content = Paid().Only(Line("a", "sku-1", 1001, 3000));
        var first = await _desk.TryIngestAsync(content);
        var second = await _desk.TryIngestAsync(content);

        Assert.Equal((OrderState.Rejected, OrderReasons.OutOfStock, RefusalKind.WrongState), (first.Value!.Order.State, first.Refusal!.Reason, first.Refusal.Kind));
        Assert.Equal("order.lines[0].quantity", Assert.Single(first.Refusal.Violations).Field);
        AssertSame(first.Refusal, second.Refusal!);
        Assert.Equal(1000, _desk.Stock.Free("sku-1"));
    }

    [Fact]
    public async Task Ingest_OneOfTwoSkusShort_HoldsNothing()
    {
        await _desk.TryIngestAsync(Paid().With(Line("a", "sku-1", 2, 100), Line("b", "sku-none", 1, 100)));
        Assert.Equal((1000, 0), (_desk.Stock.Free("sku-1"), _desk.Stock.HeldOf("sku-1")));
    }

    [Fact]
    public async Task Ingest_RejectedOrderComesCorrected_IsTaken()
    {
        await _desk.TryIngestAsync(CashOnDelivery() with { Lines = [] });
        var order = await _desk.IngestAsync(Paid().Later());

        Assert.Equal((OrderState.Approved, PaymentState.Paid, 2), (order.State, order.PaymentState, order.Revision));
        Assert.Empty(order.RejectReasons);
    }

    [Fact]
    public async Task Ingest_RejectedOrderComesWrongAgain_IsRejectedAgain()
    {
        await _desk.TryIngestAsync(Paid() with { Lines = [] });
        var outcome = await _desk.TryIngestAsync(Paid().Later() with { OrderTime = default });

        Assert.Equal((IngestOutcome.Revised, OrderState.Rejected), (outcome.Value!.Outcome, outcome.Value.Order.State));
        Assert.Equal(OrderReasons.OrderTimeMissing, outcome.Refusal!.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Ingest_OlderOrEqualMessage_ChangesNothing(int seconds)
    {
        var order = await _desk.IngestAsync(Unpaid());
        var outcome = await _desk.TryIngestAsync(Paid().Later(seconds));

        Assert.Equal(IngestOutcome.Unchanged, outcome.Value!.Outcome);
        Assert.Equal(OrderDesk.Dump(order), OrderDesk.Dump(await _desk.AgainAsync(order)));
    }

    [Fact]
    public async Task Ingest_SameTimeHigherRevision_IsNewer()
    {
        await _desk.IngestAsync(Unpaid());
        Assert.Equal(OrderState.Approved, (await _desk.IngestAsync(Paid() with { ChannelRevision = 1 })).State);
    }

    [Fact]
    public async Task Ingest_FiftyIdenticalAtOnce_MakeOneOrderAndHoldOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _desk.TryIngestAsync(Paid()))));

        Assert.All(outcomes, o => Assert.Null(o.Refusal));
        Assert.Single(outcomes, o => o.Value!.Outcome is IngestOutcome.Created);
        Assert.Single(outcomes.Select(o => OrderDesk.Dump(o.Value!.Order)).Distinct());
        Assert.Equal((2, 998), (_desk.Stock.HeldOf("sku-1"), _desk.Stock.Free("sku-1")));
    }

    [Fact]
    public async Task Ingest_FiftyBuyersForTenPieces_SellTen()
    {
        _desk.Stock.Put("sku-hot", 10);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() =>
            _desk.TryIngestAsync(Paid($"{i}").Only(Line("a", "sku-hot", 1, 3000))))));

        Assert.Equal(10, outcomes.Count(o => o.Value!.Order.State is OrderState.Approved));
        Assert.Equal(40, outcomes.Count(o => o.Value!.Order.State is OrderState.Rejected && o.Refusal!.Reason == OrderReasons.OutOfStock));
        Assert.Equal((10, 0), (_desk.Stock.HeldOf("sku-hot"), _desk.Stock.Free("sku-hot")));
    }

    [Fact]
    public async Task Ingest_IdentityIncomplete_IsKeptAsideOnce()
    {
        var nameless = Paid() with { Key = new OrderKey("shopify", "", "1001") };
        for (var i = 0; i < 2; i++)
        {
            var outcome = await _desk.TryIngestAsync(nameless);
            Assert.Equal((null, OrderReasons.ShopMissing), (outcome.Value, outcome.Refusal!.Reason));
        }

        Assert.Equal(OrderReasons.ShopMissing, Assert.Single(_desk.Book.Quarantined).Reason);
        Assert.Equal(1000, _desk.Stock.Free("sku-1"));
    }

    [Fact]
    public async Task Ingest_CancelledOnTheChannelBefore_IsCancelledWithoutHolding()
    {
        var order = await _desk.IngestAsync(Unpaid().CancelledOnChannel());

        Assert.Equal((OrderState.Cancelled, "buyer"), (order.State, order.CancelReason));
        Assert.Equal(0, _desk.Stock.HeldOf("sku-1"));
        Assert.True(order.RefundDue.IsZero);
    }

    [Theory]
    [InlineData(PaymentState.Paid, null, 10_000)]
    [InlineData(PaymentState.PartiallyRefunded, 4_000L, 6_000)]
    [InlineData(PaymentState.Refunded, 10_000L, 0)]
    public async Task Ingest_PaidAndCancelledBefore_OwesWhatTheChannelHasNotGivenBack(PaymentState state, long? refunded, long due)
    {
        var order = await _desk.IngestAsync(Unpaid().Paying(10_000, state, refunded).CancelledOnChannel());
        Assert.Equal((OrderState.Cancelled, due), (order.State, order.RefundDue.MinorUnits));
    }

    [Fact]
    public async Task Ingest_BackorderWithoutStock_WaitsForStockWhenPaid()
    {
        var order = await States.AwaitingAsync(_desk);

        Assert.Equal(OrderState.AwaitingStock, order.State);
        Assert.Equal(2, order.Open().Single().Quantity);
        _desk.Stock.Put("sku-later", 2);
        order = await _desk.ReceiveStockAsync(order);
        Assert.Equal((OrderState.Approved, 2), (order.State, _desk.Stock.HeldBy(order.ReservationId)));
        Assert.True(_desk.Stock.IsCommitted(order.ReservationId));
    }

    [Fact]
    public async Task Ingest_BackorderOnOneLineOnly_IsRejectedWhenTheOtherIsShort()
    {
        var outcome = await _desk.TryIngestAsync(Paid().With(Line("a", "sku-later", 1, 100, LineTraits.BackorderAllowed), Line("b", "sku-none", 1, 100)));
        Assert.Equal(OrderReasons.OutOfStock, outcome.Refusal!.Reason);
    }

    [Fact]
    public async Task Ingest_StockAway_LeavesNoTraceSoThatTheCallerRepeats()
    {
        _desk.Stock.Broken = new Refusal(RefusalKind.Unavailable, "STOCK_LEDGER_NOT_READY", "Later.");
        var outcome = await _desk.TryIngestAsync(Paid());

        Assert.Equal((RefusalKind.Unavailable, null), (outcome.Refusal!.Kind, outcome.Value));
        Assert.Empty(_desk.Book.EventsOf(Paid().Key.OrderId));
        _desk.Stock.Broken = null;
        Assert.Equal(OrderState.Approved, (await _desk.IngestAsync(Paid())).State);
    }

    [Fact]
    public async Task Ingest_StockDoesNotUnderstandTheDemand_IsKeptWithItsReason()
    {
        _desk.Stock.Broken = Refusal.Invalid("INVALID_RESERVATION", "Too many lines.");
        var outcome = await _desk.TryIngestAsync(Paid());

        Assert.Equal((OrderState.Rejected, "INVALID_RESERVATION"), (outcome.Value!.Order.State, outcome.Refusal!.Reason));
        AssertSame(outcome.Refusal, (await _desk.TryIngestAsync(Paid())).Refusal!);
    }

    [Fact]
    public async Task Ingest_CountersRefuseAtTheCommit_IsRejectedOnTheSecondAttempt()
    {
        _desk.Book.Next.Enqueue(new CommitResult(CommitOutcome.StockRefused, 0, Noon, Refusal.State(OrderReasons.OutOfStock, "None left.")));
        var outcome = await _desk.TryIngestAsync(Paid());

        Assert.Equal((OrderState.Rejected, OrderReasons.OutOfStock), (outcome.Value!.Order.State, outcome.Refusal!.Reason));
        Assert.Equal(1000, _desk.Stock.Free("sku-1"));
    }

    [Fact]
    public async Task Ingest_ConflictAtTheCommit_HoldsOnce()
    {
        _desk.Book.Next.Enqueue(new CommitResult(CommitOutcome.Conflict, 0, Noon));
        await _desk.IngestAsync(Paid());
        Assert.Equal((998, 2), (_desk.Stock.Free("sku-1"), _desk.Stock.HeldOf("sku-1")));
    }

    [Fact]
    public void Preview_BadContent_SaysWhatIngestWouldSay()
    {
        Assert.Null(_desk.Intake.Preview(Paid()));
        Assert.Equal(OrderReasons.LinesMissing, _desk.Intake.Preview(Paid() with { Lines = [] })!.Reason);
        Assert.Empty(_desk.Book.EventsOf(Paid().Key.OrderId));
    }

    [Fact]
    public async Task Ingest_ExtremeMemberLevel_DoesNotOverflowThePriority() =>
        Assert.True((await _desk.IngestAsync(Paid() with { MemberLevel = int.MaxValue })).Priority > 0);

    private static void AssertSame(Refusal first, Refusal second)
    {
        Assert.Equal((first.Kind, first.Reason, first.Message), (second.Kind, second.Reason, second.Message));
        Assert.Equal(first.Violations.AsEnumerable(), second.Violations.AsEnumerable());
    }
}
