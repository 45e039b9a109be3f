using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Lifecycle;

/// <summary>What an order says can be asked of it is what it accepts, in every state, and every "no" has its reason.</summary>
public sealed class OrderActionsTests
{
    private static readonly string[] Reasons = [.. typeof(OrderReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    /// <summary>Accepted without a change: what was asked for is so already.</summary>
    private static readonly (OrderState State, string Action)[] Repeats =
    [
        (OrderState.Cancelled, "RequestCancellation"), (OrderState.Cancelling, "RequestCancellation"),
        (OrderState.Completed, "ConfirmReceipt"), (OrderState.Archived, "ConfirmReceipt"), (OrderState.Archived, "ArchiveOrder"),
    ];

    public static TheoryData<OrderState, string> All
    {
        get
        {
            var data = new TheoryData<OrderState, string>();
            foreach (var state in States.Seen)
            {
                foreach (var action in OrderLifecycle.ActionNames)
                {
                    data.Add(state, action);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task A_decision_agrees_with_the_table_for_online_orders(OrderState state, string action) =>
        DecisionAgreesAsync(desk => States.InAsync(desk, state), state, action);

    /// <summary>COD can be paid at any time; nothing about it waits for payment.</summary>
    [Theory]
    [InlineData(OrderState.PendingReview)]
    [InlineData(OrderState.Approved)]
    [InlineData(OrderState.Fulfilling)]
    [InlineData(OrderState.Shipped)]
    [InlineData(OrderState.Delivered)]
    [InlineData(OrderState.Cancelling)]
    [InlineData(OrderState.Cancelled)]
    public async Task A_decision_agrees_with_the_table_for_cash_on_delivery(OrderState state)
    {
        foreach (var action in OrderLifecycle.ActionNames)
        {
            await DecisionAgreesAsync(desk => CodAsync(desk, state), state, action);
        }
    }

    [Fact]
    public async Task A_reship_is_open_when_a_piece_was_lost()
    {
        foreach (var action in OrderLifecycle.ActionNames)
        {
            await DecisionAgreesAsync(LostAsync, OrderState.Delivered, action);
        }
    }

    /// <summary>Only the cancellation of all that is left is a repeat of itself; another part has to wait for the answer, and both say so.</summary>
    [Fact]
    public async Task While_the_cancellation_of_a_part_waits_the_same_reason_is_shown_and_given()
    {
        var desk = new OrderDesk();
        var order = await States.InAsync(desk, OrderState.Fulfilling);
        var waiting = await desk.CancelAsync(order, Pieces("a", 1));

        var shown = OrderActions.Of(waiting).Single(a => a.Action == "RequestCancellation").Refusal;

        Assert.Equal(OrderReasons.CancellationInProgress, shown!.Reason);
        Assert.Equal((await desk.TryCancelAsync(waiting)).Refusal!.Message, shown.Message);
    }

    [Fact]
    public void Every_reason_is_upper_snake_case_and_given_once()
    {
        Assert.All(Reasons, r => Assert.Matches("^[A-Z][A-Z_]{2,62}$", r));
        Assert.Equal(Reasons.Length, Reasons.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_repeat_of_an_accepted_command_changes_nothing(OrderState state, string action)
    {
        var desk = new OrderDesk();
        var order = await States.InAsync(desk, state);
        var first = await DoAsync(desk, order, action);
        if (first.IsRefused)
        {
            return;
        }

        var second = await DoAsync(desk, order, action);
        Assert.True(second.Refusal is null, $"{action} in {state} was accepted and then refused: {second.Refusal?.Reason}");
        Assert.Equal(OrderDesk.Dump(first.Value!), OrderDesk.Dump(second.Value!));
    }

    private static async Task DecisionAgreesAsync(Func<OrderDesk, Task<Order>> make, OrderState state, string action)
    {
        var desk = new OrderDesk();
        var order = await make(desk);
        Assert.Equal(state, order.State);
        var said = OrderActions.Of(order).Single(a => a.Action == action);
        var outcome = await DoAsync(desk, order, action);
        var after = await desk.AgainAsync(order);

        if (said.IsAllowed)
        {
            Assert.True(outcome.Refusal is null, $"{action} in {state}: {outcome.Refusal?.Reason} {outcome.Refusal?.Message}");
            Assert.True(after.Version > order.Version, $"{action} in {state} changed nothing.");
            return;
        }

        Assert.Equal(OrderDesk.Dump(order), OrderDesk.Dump(after));
        AssertExplained(said.Refusal!);
        if (!Repeats.Contains((state, action)))
        {
            Assert.NotNull(outcome.Refusal);
            AssertExplained(outcome.Refusal);
            if (outcome.Refusal.Reason != OrderReasons.HoldNotFound) // The call names a hold, and there is none.
            {
                Assert.Equal(outcome.Refusal.Reason, said.Refusal!.Reason);
            }
        }
    }

    private static void AssertExplained(Refusal refusal)
    {
        Assert.Contains(refusal.Reason, Reasons);
        Assert.NotEmpty(refusal.Message);
    }

    private static async Task<Order> CodAsync(OrderDesk desk, OrderState state)
    {
        var order = await desk.IngestAsync(CashOnDelivery());
        var approved = state is OrderState.PendingReview or OrderState.Cancelled ? order : await desk.ResolveAsync(order);
        var working = state is OrderState.Approved || approved == order ? approved : await desk.StartAsync(approved);
        return state switch
        {
            OrderState.Shipped => await desk.ShipAsync(working, "shp_1"),
            OrderState.Delivered => await desk.DeliverAsync(await desk.ShipAsync(working, "shp_1"), "shp_1"),
            OrderState.Cancelling or OrderState.Cancelled => await desk.CancelAsync(working),
            _ => working,
        };
    }

    private static async Task<Order> LostAsync(OrderDesk desk)
    {
        var order = await States.InAsync(desk, OrderState.Shipped);
        await desk.LoseAsync(order, "shp_1", Pieces("a", 1));
        return await desk.DeliverAsync(order, "shp_1");
    }

    private static ValueTask<Outcome<Order>> DoAsync(OrderDesk desk, Order order, string action)
    {
        var hold = order.Holds.FirstOrDefault(h => h.State is HoldState.Placed)?.HoldId ?? "address";
        var decide = new DecideHold(order.Id, hold, "seen", "ann", IsSupervisor: true);
        var (commands, caller) = (desk.Commands, OrderDesk.Agent);
        return action switch
        {
            "ConfirmPayment" => commands.ConfirmPaymentAsync(new ConfirmPayment(order.Id, order.Content.Total, null, "tx-9"), caller, default),
            "RequestCancellation" => commands.RequestCancellationAsync(new RequestCancellation(order.Id, "changed_mind", [], string.Empty, string.Empty), caller, default),
            "PlaceHold" => commands.PlaceHoldAsync(new PlaceHold(order.Id, HoldType.Compliance, "look"), caller, default),
            "ResolveHold" => commands.ResolveHoldAsync(decide, caller, default),
            "RejectHold" => commands.RejectHoldAsync(decide, caller, default),
            "ConfirmReceipt" => commands.ConfirmReceiptAsync(order.Id, caller, default),
            "ReshipOrder" => commands.ReshipAsync(new ReshipOrder(order.Id, [Pieces("a", 1)], "lost", "reship-1"), caller, default),
            "ArchiveOrder" => commands.ArchiveAsync(order.Id, caller, default),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "A new action needs a way to ask for it here."),
        };
    }
}
