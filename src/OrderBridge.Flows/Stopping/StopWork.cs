using System.Collections.Immutable;
using OrderBridge.Flows.Holding;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Flows.Stopping;

/// <summary>A cancellation of pieces that a warehouse has: the warehouse is asked (O16).</summary>
public sealed class AskWarehouseToStop(IAggregates aggregates, FulfilmentCommands fulfilment) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is CancellationRequested;

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, happened.AggregateId, cancellationToken).ConfigureAwait(false);
        if (order is not { State: OrderState.Cancelling, Cancellation: { } asked })
        {
            return null;
        }

        var left = asked.Lines.ToDictionary(l => l.LineId, l => l.Quantity, StringComparer.Ordinal);
        var isAsked = false;
        foreach (var (fulfilmentId, pieces) in order.Work)
        {
            var lines = Take(order, pieces, left);
            isAsked |= !lines.IsEmpty && await AskAsync(commit, fulfilmentId, asked, lines, cancellationToken).ConfigureAwait(false);
        }

        if (!isAsked)
        {
            OrderProgress.RefuseStop(commit, order, "no_work_can_be_stopped", happened.EventId);
        }

        return null;
    }

    private async ValueTask<bool> AskAsync(
        Commit commit, string fulfilmentId, CancellationRequested asked, ImmutableArray<LineQuantity> lines, CancellationToken cancellationToken)
    {
        var outcome = await fulfilment.PrepareAsync(commit, fulfilmentId, new RequestCancel(asked.Reason, asked.RequestedBy, lines), cancellationToken).ConfigureAwait(false);
        return !outcome.IsRefused;
    }

    private static ImmutableArray<LineQuantity> Take(Order order, ImmutableArray<LinePieces> pieces, Dictionary<string, long> left)
    {
        var lines = ImmutableArray.CreateBuilder<LineQuantity>();
        foreach (var p in pieces)
        {
            var take = Math.Min(p.Quantity, left.GetValueOrDefault(p.LineId));
            if (take > 0)
            {
                left[p.LineId] -= take;
                lines.Add(new LineQuantity(p.LineId, order.Line(p.LineId)!.Content.SkuId, take));
            }
        }

        return lines.ToImmutable();
    }
}

/// <summary>What the warehouse answered, or decided by itself: cancelled (O17), could not stop (O18), rejected (O25), closed (O26).</summary>
public sealed class FollowStop(IAggregates aggregates, WarehouseDirectory warehouses, OrderProgress progress) : IFlow
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

        switch (happened.Happened)
        {
            case FulfilmentCancelled e:
                return await progress.StopWorkAsync(
                    commit, order, work.Id, [.. e.Lines.Select(l => new LinePieces(l.LineId, l.Quantity))],
                    isEnded: e.NewState is FulfilmentState.Cancelled, happened.EventId, cancellationToken).ConfigureAwait(false);
            case FulfilmentCancelRefused e:
                OrderProgress.RefuseStop(commit, order, e.Reason, happened.EventId);
                return null;
            case FulfilmentRejected e:
                var elsewhere = await ElsewhereAsync(order, cancellationToken).ConfigureAwait(false);
                return await progress.RejectAsync(commit, order, work.Id, e.Reason, elsewhere, happened.EventId, cancellationToken).ConfigureAwait(false);
            default:
                return order.Work.TryGetValue(work.Id, out var rest)
                    ? await progress.CloseShortAsync(commit, order, rest, "warehouse_closed", happened.EventId, cancellationToken).ConfigureAwait(false)
                    : null;
        }
    }

    /// <summary>Warehouses that may send the order and have not rejected it before.</summary>
    private async ValueTask<ImmutableArray<string>> ElsewhereAsync(Order order, CancellationToken cancellationToken)
    {
        var allowed = order.Content.WarehouseIds.IsDefaultOrEmpty ? [.. warehouses.All] : order.Content.WarehouseIds;
        foreach (var id in order.FulfilmentIds)
        {
            var work = await aggregates.FindAsync<FulfilmentOrder>(id, cancellationToken).ConfigureAwait(false);
            allowed = work is { IsRejected: true } ? allowed.Remove(work.WarehouseId) : allowed;
        }

        return allowed;
    }
}
