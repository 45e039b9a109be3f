using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Holding;

/// <summary>Pauses the work. A warehouse that has gone on meanwhile still reports, and its parcels count.</summary>
/// <param name="RequestedBy">Role and name; no personal data.</param>
public sealed record HoldFulfilment(string Reason, string RequestedBy) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (order.State is FulfilmentState.OnHold)
        {
            return Decision.Nothing;
        }

        return Guard(order) is { } refusal
            ? Decision.Refuse(refusal)
            : FulfilmentDecisions.Accept(order, now, new FulfilmentHeld(Reason, RequestedBy));
    }

    public static Refusal? Guard(FulfilmentOrder order) =>
        FulfilmentLifecycle.IsOpen(order.State) && order.State is not (FulfilmentState.OnHold or FulfilmentState.CancelRequested)
            ? null
            : FulfilmentDecisions.WrongState(order, "a hold", "Only open work that nobody has cancelled can be held.");
}
