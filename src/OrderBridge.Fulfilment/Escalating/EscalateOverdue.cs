using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Escalating;

/// <summary>A deadline passed. A timer that has stopped or moved meanwhile changes nothing.</summary>
/// <param name="TimerKind">A key of <see cref="FulfilmentTimers"/>.</param>
public sealed record EscalateOverdue(string TimerKind) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (!order.Timers.Any(t => t.Kind == TimerKind && t.DueTime <= now))
        {
            return Decision.Nothing;
        }

        return TimerKind switch
        {
            FulfilmentTimers.Dispatch => new DispatchFulfilment().Decide(order, now),
            FulfilmentTimers.Acknowledge => new ChaseAnswer().Decide(order, now),
            _ => FulfilmentDecisions.Accept(order, now, new FulfilmentEscalated(TimerKind, order.Escalations + 1)),
        };
    }
}
