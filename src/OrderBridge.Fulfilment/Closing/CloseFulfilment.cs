using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Closing;

/// <summary>Ends what is done, or gives up what a person has looked at: open pieces are closed short and the warehouse is told.</summary>
public sealed record CloseFulfilment(string Reason) : IFulfilmentCommand
{
    public Decision Decide(FulfilmentOrder order, DateTimeOffset now)
    {
        if (order.State is FulfilmentState.Closed)
        {
            return Decision.Nothing;
        }

        return Guard(order) is { } refusal
            ? Decision.Refuse(refusal)
            : FulfilmentDecisions.Accept(order, now, new FulfilmentClosed(Reason));
    }

    public static Refusal? Guard(FulfilmentOrder order) => order.State is FulfilmentState.Shipped or FulfilmentState.Cancelled
            or FulfilmentState.WarehouseRejected or FulfilmentState.Exception or FulfilmentState.Short or FulfilmentState.PartiallyShipped
        ? null
        : FulfilmentDecisions.WrongState(order, "closing", "Cancel it instead, so that the warehouse can answer.");
}
