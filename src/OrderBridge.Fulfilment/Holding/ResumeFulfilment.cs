using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment.Holding;

/// <summary>Ends the pause: work goes on where it was, or where the warehouse has got to meanwhile.</summary>
/// <param name="RequestedBy">Role and name; no personal data.</param>
public sealed record ResumeFulfilment(string RequestedBy) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now) => Guard(order) is { } refusal
        ? Decision.Refuse(refusal)
        : FulfilmentDecisions.Accept(order, now, new FulfilmentResumed(RequestedBy));

    public static Refusal? Guard(FulfilmentOrder order) => order.State is FulfilmentState.OnHold
        ? null
        : Refusal.State(FulfilmentReasons.NotOnHold, $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}, not held.");
}
