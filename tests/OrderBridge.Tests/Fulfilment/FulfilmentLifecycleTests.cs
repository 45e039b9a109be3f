using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Escalating;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Shorting;

namespace OrderBridge.Tests.Fulfilment;

public sealed class FulfilmentLifecycleTests
{
    private static readonly IFulfilmentCommand[] Commands =
    [
        new DispatchFulfilment(), new DispatchFulfilment(IsAgain: true), new ChaseAnswer(), new ResolveShortage(ShortageOption.Wait),
        new ResolveShortage(ShortageOption.RefundLine), Work.Cancel(), new RequestCancel("BUYER", "cs:1", [new LineQuantity("L1", "sku-1", 1)]),
        new HoldFulfilment("ADDRESS", "cs:1"), new ResumeFulfilment("cs:1"), new ClearException("done"), new CloseFulfilment("done"),
        Work.Ships(FulfilmentState.PartiallyShipped, 30, "P8", 1), Work.Ships(FulfilmentState.Shipped, 30, "P9", 3), Work.Misses(30, 1),
        .. Work.States.Select(s => Work.Says(s, 30)), .. Work.States.Select(s => Work.Says(s, 1)),
    ];

    public static TheoryData<FulfilmentState> States => [.. Work.States];

    [Fact]
    public void Every_state_is_reached_from_birth()
    {
        var reached = new HashSet<FulfilmentState>(FulfilmentLifecycle.Table.Births);
        while (reached.ToList().SelectMany(FulfilmentLifecycle.Table.After).Where(reached.Add).ToList().Count > 0)
        {
        }

        Assert.Equal(Work.States, reached.Order());
    }

    [Theory, MemberData(nameof(States))]
    public void Every_state_is_terminal_or_has_a_way_out_and_a_deadline(FulfilmentState state)
    {
        var isTerminal = FulfilmentLifecycle.Table.IsTerminal(state);
        Assert.NotEqual(isTerminal, FulfilmentLifecycle.IsOpen(state));
        Assert.NotEqual(isTerminal, FulfilmentTimers.Rule(state, FulfilmentTimes.Default) is not null);
        Assert.True(isTerminal || FulfilmentLifecycle.Table.After(state).Any(s => s != state));
    }

    [Theory, MemberData(nameof(States))]
    public void The_builder_leads_to_the_state_it_names(FulfilmentState state) => Assert.Equal(state, Work.In(state).State);

    [Theory, MemberData(nameof(States))]
    public void A_decision_in_any_state_refuses_with_a_reason_or_follows_the_table(FulfilmentState state)
    {
        var order = Work.In(state);
        foreach (var command in Commands)
        {
            var decision = command.Decide(order, Work.Evening);
            if (decision.Refusal is { } refusal)
            {
                Assert.Empty(decision.Events);
                Assert.NotEmpty(refusal.Message);
                continue;
            }

            var after = order.Take(decision, Work.Evening);
            Assert.True(after.State == state || FulfilmentLifecycle.Table.Allows(state, after.State), $"{state} -> {after.State} by {command}");
            Assert.Equal(FulfilmentStates.Of(after), after.State);
        }
    }

    [Theory, MemberData(nameof(States))]
    public void An_allowed_action_is_accepted_and_a_refused_one_says_the_same(FulfilmentState state)
    {
        var order = Work.In(state);
        var samples = new Dictionary<string, IFulfilmentCommand>
        {
            ["DispatchFulfilment"] = new DispatchFulfilment(IsAgain: true),
            ["ReportShortage"] = Work.Misses(30, 1),
            ["ResolveShortage"] = new ResolveShortage(ShortageOption.Wait),
            ["HoldFulfilment"] = new HoldFulfilment("ADDRESS", "cs:1"),
            ["ResumeFulfilment"] = new ResumeFulfilment("cs:1"),
            ["ClearFulfilmentException"] = new ClearException("done"),
            ["CloseFulfilment"] = new CloseFulfilment("done"),
            ["RequestFulfilmentCancellation"] = Work.Cancel(),
        };
        foreach (var action in FulfilmentActions.Of(order).Where(a => samples.ContainsKey(a.Action)))
        {
            var decision = samples[action.Action].Decide(order, Work.Evening);
            if (action.IsAllowed)
            {
                Assert.Null(decision.Refusal);
                Assert.NotEmpty(decision.Events);
            }
            else if (decision.Refusal is { } refusal && action.Action != "ReportShortage")
            {
                Assert.Equal(action.Refusal!.Reason, refusal.Reason);
            }
        }
    }

    [Theory, MemberData(nameof(States))]
    public void A_deadline_that_passes_always_does_something(FulfilmentState state)
    {
        var order = Work.In(state);
        foreach (var timer in order.Timers)
        {
            Assert.Empty(new EscalateOverdue(timer.Kind).Decide(order, timer.DueTime.AddTicks(-1)).Events);
            var after = order.Do(new EscalateOverdue(timer.Kind), timer.DueTime);
            Assert.NotEqual(order.Version, after.Version);
            Assert.All(after.Timers, t => Assert.True(t.DueTime > timer.DueTime));
        }

        Assert.Equal(FulfilmentLifecycle.IsOpen(state), order.Timers.Count == 1);
    }

    [Fact]
    public void Stored_numbers_are_frozen()
    {
        Assert.Equal(
            "Unspecified=0 Created=1 Dispatched=2 Accepted=3 Waved=4 Printed=5 Picking=6 Picked=7 Checked=8 Packed=9 Weighed=10 Ready=11 "
            + "PartiallyShipped=12 Shipped=13 Short=14 OnHold=15 CancelRequested=16 Cancelled=17 CancelRefused=18 WarehouseRejected=19 "
            + "Exception=20 Closed=21",
            Numbers<FulfilmentState>());
        Assert.Equal("Unspecified=0 Sale=1 Reship=2", Numbers<FulfilmentKind>());
        Assert.Equal("Unspecified=0 Wait=1 Substitute=2 RefundLine=3 Resource=4", Numbers<ShortageOption>());
        Assert.Equal(
            "Unspecified=0 LabelCreated=1 PickedUp=2 InTransit=3 Customs=4 OutForDelivery=5 ReadyForPickup=6 Delivered=7 AttemptFailed=8 "
            + "Exception=9 Refused=10 Returning=11 Returned=12 Intercepting=13 Intercepted=14 InterceptFailed=15 Lost=16 Damaged=17",
            Numbers<ShipmentState>());
    }

    private static string Numbers<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt32(v)}"));
}
