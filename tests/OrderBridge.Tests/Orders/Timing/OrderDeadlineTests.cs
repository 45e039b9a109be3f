using OrderBridge.Kernel.Timing;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Timing;

public sealed class OrderDeadlineTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Payment_AtEightyPercent_RemindsOnce()
    {
        var order = await _desk.IngestAsync(Unpaid());
        order = await _desk.TickAsync(order, TimeSpan.FromMinutes(1152) - TimeSpan.FromTicks(1));
        Assert.Empty(order.Passed);
        order = await _desk.TickAsync(order, TimeSpan.FromTicks(1));
        Assert.Equal((OrderState.PendingPayment, OrderTimers.PaymentReminder), (order.State, Assert.Single(order.Passed)));
        order = await _desk.TickAsync(order, TimeSpan.FromHours(1));
        Assert.Single(_desk.Events<OrderDeadlinePassed>(order));
    }

    [Fact]
    public async Task Payment_RemindedBeforeAReview_IsNotRemindedAfterIt()
    {
        var order = await _desk.TickAsync(await _desk.IngestAsync(Unpaid()), TimeSpan.FromHours(20));
        order = await _desk.ResolveAsync(await _desk.HoldAsync(order));
        await _desk.CancelAsync(order, Pieces("a", 1));
        order = await _desk.TickAsync(order, TimeSpan.FromMinutes(1));
        Assert.Equal(OrderState.PendingPayment, order.State);
        Assert.Single(_desk.Events<OrderDeadlinePassed>(order));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Payment_ClockRunsOut_CancelsAlsoDuringReview(bool underReview)
    {
        var order = await _desk.IngestAsync(Unpaid());
        order = underReview ? await _desk.HoldAsync(order) : order;
        order = await _desk.TickAsync(order, TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.NotEqual(OrderState.Cancelled, order.State);
        order = await _desk.TickAsync(order, TimeSpan.FromTicks(1));

        Assert.Equal((OrderState.Cancelled, "payment_timeout", 1000), (order.State, order.CancelReason, _desk.Stock.Free("sku-1")));
    }

    [Fact]
    public async Task Payment_PaidDuringReview_StopsTheClock()
    {
        var order = await _desk.PayAsync(await _desk.HoldAsync(await _desk.IngestAsync(Unpaid())));
        Assert.Equal(OrderState.PendingReview, (await _desk.TickAsync(order, TimeSpan.FromHours(30))).State);
    }

    [Fact]
    public async Task Payment_ConfigurationEdited_DoesNotMoveARunningClock()
    {
        var order = await _desk.IngestAsync(Unpaid());
        _desk.Options.OnlinePayment = TimeSpan.FromMinutes(1);
        _desk.Options.PaymentReminderAt = 0.1;
        Assert.Equal(OrderState.PendingPayment, (await _desk.TickAsync(order, TimeSpan.FromHours(23))).State);
        Assert.Equal(OrderState.Cancelled, (await _desk.TickAsync(order, TimeSpan.FromHours(1))).State);
    }

    [Fact]
    public async Task Review_WarnAndBreach_AreToldOnceEach()
    {
        var order = await _desk.IngestAsync(CashOnDelivery());
        for (var hour = 0; hour < 4; hour++)
        {
            order = await _desk.TickAsync(order, TimeSpan.FromHours(1));
        }

        Assert.Equal(
            [(OrderTimers.ReviewWarning, Noon.AddHours(1)), (OrderTimers.Review, Noon.AddHours(2))],
            _desk.Book.EventsOf(order.Id).Where(e => e.Happened is OrderDeadlinePassed).Select(e => (((OrderDeadlinePassed)e.Happened).TimerKind, e.Time)));
        Assert.Equal(OrderState.PendingReview, order.State);
    }

    [Fact]
    public async Task Review_AtAPeak_TakesLonger()
    {
        _desk.Options.ReviewPeakFactor = 3;
        var order = await _desk.IngestAsync(CashOnDelivery());
        Assert.Equal([Noon.AddHours(3), Noon.AddHours(6)], order.Timers.Select(t => t.DueTime));
    }

    [Fact]
    public async Task Review_Again_IsWarnedAgain()
    {
        var order = await _desk.TickAsync(await _desk.HoldAsync(await _desk.IngestAsync(Paid())), TimeSpan.FromHours(1));
        order = await _desk.HoldAsync(await _desk.ResolveAsync(order), HoldType.Compliance);
        await _desk.TickAsync(order, TimeSpan.FromHours(1));
        Assert.Equal(2, _desk.Events<OrderDeadlinePassed>(order).Count());
    }

    [Fact]
    public async Task Delivered_TenDays_CompletesByItself()
    {
        var order = await States.InAsync(_desk, OrderState.Delivered);
        Assert.Equal(OrderState.Delivered, (await _desk.TickAsync(order, TimeSpan.FromDays(10) - TimeSpan.FromTicks(1))).State);
        order = await _desk.TickAsync(order, TimeSpan.FromTicks(1));
        Assert.Equal((OrderState.Completed, "auto_confirm"), (order.State, Assert.Single(_desk.Events<OrderCompleted>(order)).By));
    }

    [Theory]
    [InlineData(OrderState.Cancelling, OrderTimers.CancelAnswer, 10)]
    [InlineData(OrderState.Approved, OrderTimers.Route, 5)]
    [InlineData(OrderState.AwaitingStock, OrderTimers.StockPromise, 43_200)]
    public async Task Waiting_TooLong_IsToldOnceAndChangesNothingElse(OrderState state, string timer, int minutes)
    {
        var order = await _desk.TickAsync(await States.InAsync(_desk, state), TimeSpan.FromMinutes(minutes));
        order = await _desk.TickAsync(order, TimeSpan.FromMinutes(minutes));

        Assert.Equal((state, timer), (order.State, Assert.Single(_desk.Events<OrderDeadlinePassed>(order)).TimerKind));
        Assert.Empty(order.Timers);
    }

    [Fact]
    public async Task Fulfilling_PiecesThatNoWarehouseHas_AreToldWhenTheirTimeIsOver()
    {
        var order = await _desk.StartAsync(await _desk.IngestAsync(Paid().Only(Line("b", "sku-2", 3, 1000))), Pieces("b", 2));
        Assert.Equal(OrderTimers.Route, Assert.Single(order.Timers).Kind);

        order = await _desk.TickAsync(order, TimeSpan.FromMinutes(5));
        Assert.Equal((OrderState.Fulfilling, OrderTimers.Route), (order.State, Assert.Single(_desk.Events<OrderDeadlinePassed>(order)).TimerKind));
        Assert.Empty((await _desk.StartAsync(order)).Timers);
    }

    [Fact]
    public async Task Fulfilling_SentAgainAndNotRouted_HasAClock()
    {
        var order = await States.InAsync(_desk, OrderState.Shipped);
        await _desk.LoseAsync(order, "shp_1", Pieces("a", 2));
        _desk.Clock.Advance(TimeSpan.FromHours(1));
        order = await _desk.ReshipAsync(order, Pieces("a", 2));

        var timer = Assert.Single(order.Timers);
        Assert.Equal((OrderTimers.Route, _desk.Clock.GetUtcNow() + TimeSpan.FromMinutes(5)), (timer.Kind, timer.DueTime));
    }

    [Fact]
    public async Task Timer_TooEarlyOrOfAnotherState_ChangesNothing()
    {
        var order = await _desk.IngestAsync(Unpaid());
        foreach (var kind in new[] { OrderTimers.PaymentOnline, OrderTimers.AutoConfirm, OrderTimers.CancelAnswer, "nonsense" })
        {
            var after = OrderDesk.Accepted(await _desk.Commands.OnTimerAsync(new DueTimer("order", order.Id, kind, Noon), default));
            Assert.Equal(order.Version, after.Version);
        }
    }

    [Fact]
    public async Task Timer_RepeatedAfterItActed_ChangesNothing()
    {
        var order = await States.InAsync(_desk, OrderState.Cancelled);
        var due = new DueTimer("order", order.Id, OrderTimers.PaymentOnline, Noon.AddHours(24));
        Assert.Equal(order.Version, OrderDesk.Accepted(await _desk.Commands.OnTimerAsync(due, default)).Version);
    }
}
