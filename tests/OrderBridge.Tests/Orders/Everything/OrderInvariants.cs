using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;

namespace OrderBridge.Tests.Orders.Everything;

/// <summary>What is true of every order after every step.</summary>
internal static class OrderInvariants
{
    public static void Check(OrderDesk desk, Order order, IReadOnlyDictionary<string, long> put, IReadOnlyDictionary<string, long> gone)
    {
        Whole(desk, order);
        Quantities(desk, order);
        Money(order);
        Waiting(order);
        Stock(desk, order, put, gone);
    }

    private static void Whole(OrderDesk desk, Order order)
    {
        Assert.Contains(order.State, States.Seen);
        Assert.Equal(desk.Book.EventsOf(order.Id).Count, order.Version);
        Assert.Equal(OrderDesk.Dump(desk.Book.Replay<Order>(order.Id)), OrderDesk.Dump(order));
    }

    private static void Quantities(OrderDesk desk, Order order)
    {
        foreach (var line in order.Lines)
        {
            line.Quantities.Checked();
            Assert.True(!line.IsGoods || line.Quantities.Ordered == line.Content.Quantity, $"{line.LineId} counts {line.Quantities.Ordered} of {line.Content.Quantity}.");
            Assert.Equal(line.Quantities.Allocated, order.Work.Values.Sum(w => w.Where(p => p.LineId == line.LineId).Sum(p => p.Quantity)));
        }

        foreach (var held in order.State is OrderState.Rejected ? [] : order.Stock())
        {
            Assert.Equal(held.Lines.Sum(l => l.Quantity), desk.Stock.HeldBy(held.ReservationId));
        }

        Assert.All(order.Work.Values, w => Assert.All(w, p => Assert.True(p.Quantity > 0)));
    }

    private static void Money(Order order)
    {
        Assert.True(order.RefundDue.MinorUnits >= 0 && order.RefundDue.MinorUnits <= order.Paid.MinorUnits, $"{order.RefundDue} is due of {order.Paid}.");
        Assert.True(order.State is not OrderState.Cancelled || order.Refundable.IsZero, $"Cancelled, and {order.Refundable} is owed to nobody.");
    }

    /// <summary>Each state waits for what it says, and somebody will bring it.</summary>
    private static void Waiting(Order order)
    {
        var isReviewed = order.State is OrderState.PendingReview or OrderState.Intercepted;
        Assert.True(isReviewed == order.HasPlacedHold || order is { State: OrderState.Cancelling, HasPlacedHold: true }, $"{order.State}, and holds {string.Join(", ", order.Holds)}.");
        Assert.True(order.State is OrderState.Cancelling == order.Cancellation is not null, $"{order.State}, and cancellation {order.Cancellation}.");
        Assert.True(order.State is not OrderState.Cancelling || order.IsStopAwaited, "Waits for a warehouse that has nothing to stop, or refused.");
        Assert.True(order.State is not (OrderState.Approved or OrderState.Fulfilling) || !(order.Work.IsEmpty && order.Held().IsEmpty), $"{order.State} with nothing to do.");
        Assert.True(order.State is not OrderState.AwaitingStock || !order.Open().IsEmpty, "Waits for stock it has.");
        Assert.True(order.State is not OrderState.Shipped || order.Goods.Any(l => l.Quantities.InTransit > 0), "Shipped, and nothing is on its way.");
        Assert.True(order.Timers.Count > 0 || order.Passed.Count > 0 || OrderLifecycle.Table.IsTerminal(order.State)
            || order.State is OrderState.Fulfilling or OrderState.Shipped or OrderState.PendingReview or OrderState.Intercepted, $"No deadline in {order.State}.");
        var isDone = order.State is OrderState.Shipped or OrderState.Delivered or OrderState.Completed or OrderState.Archived or OrderState.Cancelled;
        Assert.True(!isDone || order.Unshipped().IsEmpty, $"{order.State}, and pieces wait to be sent.");
    }

    /// <summary>Nothing is sold twice and nothing leaks: what the order has not shipped it holds, everything else is free.</summary>
    private static void Stock(OrderDesk desk, Order order, IReadOnlyDictionary<string, long> put, IReadOnlyDictionary<string, long> gone)
    {
        foreach (var (sku, pieces) in put)
        {
            var needs = order.State is OrderState.Rejected ? 0 : order.Goods.Where(l => l.Content.SkuId == sku).Sum(l => l.Quantities.Reserved + l.Quantities.Allocated);
            Assert.Equal(needs, desk.Stock.HeldOf(sku));
            Assert.Equal(pieces, desk.Stock.Free(sku) + desk.Stock.HeldOf(sku) + gone.GetValueOrDefault(sku));
        }
    }
}
