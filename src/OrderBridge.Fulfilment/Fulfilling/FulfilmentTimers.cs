using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>The one deadline of each state that is not an end.</summary>
public static class FulfilmentTimers
{
    public const string Dispatch = "fulfilment.dispatch";
    public const string Acknowledge = "fulfilment.acknowledge";
    public const string Work = "fulfilment.work";
    public const string Handover = "fulfilment.handover";
    public const string Remainder = "fulfilment.remainder";
    public const string Shortage = "fulfilment.shortage";
    public const string CancelAnswer = "fulfilment.cancel_answer";
    public const string Hold = "fulfilment.hold";
    public const string Exception = "fulfilment.exception";

    public static IReadOnlyList<RunningTimer> Of(FulfilmentOrder order) => Rule(order.State, order.Times) is (string kind, TimeSpan limit)
        ? [new RunningTimer(kind, Escalating.EscalationTimes.Next(limit, order.StateTime, order.Escalations, order.EscalateTime))]
        : [];

    /// <summary>Timer and limit of a state; null where nothing runs.</summary>
    public static (string Kind, TimeSpan Limit)? Rule(FulfilmentState state, FulfilmentTimes times) => state switch
    {
        FulfilmentState.Created => (Dispatch, times.Dispatch),
        FulfilmentState.Dispatched => (Acknowledge, times.Acknowledge),
        FulfilmentState.Accepted or FulfilmentState.Waved or FulfilmentState.Printed or FulfilmentState.Picking or FulfilmentState.Picked
            or FulfilmentState.Checked or FulfilmentState.Packed or FulfilmentState.Weighed or FulfilmentState.CancelRefused => (Work, times.WorkStep),
        FulfilmentState.Ready => (Handover, times.Handover),
        FulfilmentState.PartiallyShipped => (Remainder, times.Remainder),
        FulfilmentState.Short => (Shortage, times.Shortage),
        FulfilmentState.OnHold => (Hold, times.Hold),
        FulfilmentState.CancelRequested => (CancelAnswer, times.CancelAnswer),
        FulfilmentState.Exception => (Exception, times.Exception),
        _ => null,
    };
}
