using OrderBridge.Flows.Routing;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Flows.Stopping;

/// <summary>
/// A cancellation of pieces that a warehouse has: the warehouse is asked (O16). Looked at again when some of the pieces went another way, so that a
/// cancellation never waits for somebody who was not asked.
/// </summary>
public sealed class AskWarehouseToStop(IAggregates aggregates, StopRequests requests) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is CancellationRequested or LinesShipped or LinesCancelled or FulfilmentReturned;

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, happened.AggregateId, cancellationToken).ConfigureAwait(false);
        if (order is { State: OrderState.Cancelling })
        {
            await requests.PursueAsync(commit, order, happened.EventId, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}

/// <summary>What the warehouse answered, or decided by itself: cancelled (O17), could not stop (O18), rejected (O25), closed (O26).</summary>
public sealed class FollowStop(IAggregates aggregates, Rejections rejections, StopRequests requests, OrderProgress progress) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is FulfilmentCancelled or FulfilmentCancelRefused or FulfilmentRejected or FulfilmentClosed;

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var work = await aggregates.FindAsync<FulfilmentOrder>(happened.AggregateId, cancellationToken).ConfigureAwait(false);
        var order = await aggregates.OrderAsync(commit, work!.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            return null;
        }

        var refusal = await FollowAsync(commit, order, work, happened, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            await requests.PursueAsync(commit, order, happened.EventId, cancellationToken).ConfigureAwait(false);
        }

        return refusal;
    }

    private async ValueTask<Refusal?> FollowAsync(Commit commit, Order order, FulfilmentOrder work, FlowEvent happened, CancellationToken cancellationToken)
    {
        switch (happened.Happened)
        {
            case FulfilmentCancelled e:
                return await progress.StopWorkAsync(
                    commit, order, work.Id, [.. e.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))],
                    isEnded: e.NewState is FulfilmentState.Cancelled, happened.EventId, cancellationToken).ConfigureAwait(false);
            case FulfilmentCancelRefused when work.Cancellation is not null:
                return null; // It was asked again meanwhile: this answers an older question, and the newer one is open.
            case FulfilmentCancelRefused e:
                OrderProgress.RefuseStop(commit, order, work.Id, e.Reason, happened.EventId);
                return null;
            case FulfilmentRejected e:
                var elsewhere = await rejections.ElsewhereAsync(order, cancellationToken).ConfigureAwait(false);
                return await progress.RejectAsync(commit, order, work.Id, e.Reason, elsewhere, happened.EventId, cancellationToken).ConfigureAwait(false);
            default:
                return order.Work.TryGetValue(work.Id, out var rest)
                    ? await progress.CloseShortAsync(commit, order, rest, "warehouse_closed", happened.EventId, cancellationToken).ConfigureAwait(false)
                    : null;
        }
    }
}
