using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;

namespace OrderBridge.Tests.Orders.Lifecycle;

/// <summary>Walks over the table itself.</summary>
public sealed class OrderLifecycleTests
{
    private static readonly OrderState[] Living = [.. Enum.GetValues<OrderState>().Where(s => s is not OrderState.Unspecified)];

    [Fact]
    public void Every_state_can_be_reached_from_birth()
    {
        var reached = OrderLifecycle.Table.Births.ToHashSet();
        while (reached.SelectMany(OrderLifecycle.Table.After).Where(s => !reached.Contains(s)).ToArray() is { Length: > 0 } more)
        {
            reached.UnionWith(more);
        }

        Assert.Equal(Living, reached.Order());
    }

    [Fact]
    public void Every_state_that_is_not_an_end_can_be_left() =>
        Assert.All(Living.Where(s => !OrderLifecycle.Table.IsTerminal(s)), s => Assert.NotEmpty(OrderLifecycle.Table.After(s)));

    [Fact]
    public void Every_state_leads_to_an_end() => Assert.All(Living, state =>
    {
        var seen = new HashSet<OrderState> { state };
        while (!seen.Any(OrderLifecycle.Table.IsTerminal) && seen.SelectMany(OrderLifecycle.Table.After).Where(s => !seen.Contains(s)).ToArray() is { Length: > 0 } more)
        {
            seen.UnionWith(more);
        }

        Assert.Contains(seen, OrderLifecycle.Table.IsTerminal);
    });

    [Fact]
    public void Archived_orders_never_move() => Assert.Empty(OrderLifecycle.Table.After(OrderState.Archived));

    [Fact]
    public void Row_names_are_given_once()
    {
        var ids = OrderLifecycle.Table.Transitions.Select(t => t.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(OrderLifecycle.Table.Transitions, t => Assert.NotEmpty(t.Trigger));
    }

    [Fact]
    public void Every_action_names_states_of_the_table() =>
        Assert.All(OrderLifecycle.ActionNames, a => Assert.NotEmpty(OrderLifecycle.StatesFor(a).Intersect(Living)));

    [Theory]
    [InlineData(OrderState.PendingPayment, "PENDING_PAYMENT")]
    [InlineData(OrderState.Shipped, "SHIPPED")]
    [InlineData(OrderState.AwaitingStock, "AWAITING_STOCK")]
    public void Word_State_IsTheContractsName(OrderState state, string expected) => Assert.Equal(expected, OrderLifecycle.Word(state));

    /// <summary>Stored and on the wire: frozen.</summary>
    [Fact]
    public void State_Numbers_AreFrozen() => Assert.Equal(
        ["Unspecified=0", "Received=1", "Rejected=2", "PendingPayment=3", "PendingReview=4", "Intercepted=5", "AwaitingStock=6", "Approved=7", "Fulfilling=8",
            "Shipped=9", "Delivered=10", "Completed=11", "Archived=12", "Cancelling=13", "Cancelled=14"],
        Enum.GetValues<OrderState>().Select(s => $"{s}={(int)s}"));

    [Fact]
    public void Hold_numbers_are_frozen() => Assert.Equal(
        "Unspecified=0 PaymentMismatch=1 Address=2 Stock=3 Fraud=4 Blacklist=5 DuplicateSuspect=6 SpecialGoods=7 LargeAmount=8 BuyerRemark=9 WaitMerge=10 "
        + "DelayedReview=11 Compliance=12 DeliveryDispute=13 CashOnDelivery=14 ChangedLate=15",
        string.Join(' ', Enum.GetValues<HoldType>().Select(t => $"{t}={(int)t}")));

    public static TheoryData<OrderState> States => [.. Desk.States.Seen];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_state_can_be_made_by_commands(OrderState state)
    {
        var desk = new OrderDesk();
        var order = await Desk.States.InAsync(desk, state);

        Assert.Equal(state, order.State);
        Assert.Equal(OrderDesk.Dump(desk.Book.Replay<Order>(order.Id)), OrderDesk.Dump(order));
    }

    /// <summary>FULFILLING is watched by its fulfilment orders' timers, SHIPPED by its parcels' (rows O9, O12, O18, O23 of the table).</summary>
    [Theory]
    [MemberData(nameof(States))]
    public async Task A_state_that_waits_has_a_deadline(OrderState state)
    {
        var order = await Desk.States.InAsync(new OrderDesk(), state);
        var isWatchedElsewhere = state is OrderState.Fulfilling or OrderState.Shipped;

        Assert.Equal(OrderLifecycle.Table.IsTerminal(state) || isWatchedElsewhere, order.Timers.Count == 0);
        Assert.All(order.Timers, t => Assert.True(t.DueTime > order.StateTime));
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task The_tables_timeout_names_the_timer_that_runs(OrderState state)
    {
        var order = await Desk.States.InAsync(new OrderDesk(), state);
        var named = OrderLifecycle.Table.Transitions.Where(t => t.To == state).Select(t => t.Timeout).Distinct().ToArray();

        Assert.All(order.Timers.Where(t => t.Kind is not (OrderTimers.PaymentReminder or OrderTimers.ReviewWarning or OrderTimers.PaymentOnline)), t => Assert.Contains(t.Kind, named));
    }
}
