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

    public static Refusal? Guard(FulfilmentOrder order) => order switch
    {
        {
            State: FulfilmentState.Shipped or FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected or FulfilmentState.Exception
                or FulfilmentState.Short or FulfilmentState.PartiallyShipped
        } => null,
        { State: FulfilmentState.CancelRequested, Escalations: > 0 } => null, // It had its time to answer and let it pass.
        { State: FulfilmentState.CancelRequested } => Refusal.State(
            FulfilmentReasons.CancellationPending, $"The warehouse has not answered the cancellation of {order.Id} and has time left; close it when that is over."),
        _ => FulfilmentDecisions.WrongState(order, "closing", "Cancel it instead, so that the warehouse can answer."),
    };
}
