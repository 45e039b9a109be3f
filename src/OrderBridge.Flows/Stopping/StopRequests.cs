using System.Collections.Immutable;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;

namespace OrderBridge.Flows.Stopping;

/// <summary>Whom a cancellation has to ask. Any number of calls: who was asked is not asked twice, and who refused not again.</summary>
public sealed class StopRequests(IAggregates aggregates, FulfilmentCommands fulfilment)
{
    /// <summary>Asks every warehouse that has pieces to cancel and no question open; ends the cancellation when none can be asked (O18).</summary>
    public async ValueTask PursueAsync(Commit commit, Order order, string causeId, CancellationToken cancellationToken)
    {
        order = commit.Latest(order);
        if (order is not { State: OrderState.Cancelling, Cancellation: { } asked })
        {
            return;
        }

        var left = asked.Lines.ToDictionary(l => l.LineId, l => l.Quantity, StringComparer.Ordinal);
        var isAsked = false;
        foreach (var work in await WorkAsync(commit, order, cancellationToken).ConfigureAwait(false))
        {
            var lines = Take(order, order.Work[work.Id], left);
            isAsked |= !lines.IsEmpty && await AskAsync(commit, work, asked, lines, cancellationToken).ConfigureAwait(false);
        }

        if (!isAsked)
        {
            OrderProgress.RefuseAll(commit, order, "no_work_can_be_stopped", causeId);
        }
    }

    /// <summary>Work that may be stopped, where a question is open first: what it stops need not be asked of others.</summary>
    private async ValueTask<IReadOnlyList<FulfilmentOrder>> WorkAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var works = new List<FulfilmentOrder>(order.Work.Count);
        foreach (var id in order.Work.Keys.Where(id => !order.StopRefusedBy.Contains(id)))
        {
            if (await aggregates.FindAsync<FulfilmentOrder>(id, cancellationToken).ConfigureAwait(false) is { } work)
            {
                works.Add(commit.Latest(work));
            }
        }

        return [.. works.OrderBy(w => w.Cancellation is null)];
    }

    /// <summary>
    /// True when an answer is awaited. A question that is open stays as it was asked, since its answer must not confirm pieces that were never asked for;
    /// what it leaves is asked for when the answer has come. Work that ended by itself tells with the event that is on its way.
    /// </summary>
    private async ValueTask<bool> AskAsync(
        Commit commit, FulfilmentOrder work, CancellationRequested asked, ImmutableArray<LineQuantity> lines, CancellationToken cancellationToken)
    {
        if (work is { Cancellation: not null } or { State: FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected })
        {
            return true;
        }

        var shippable = work.Remaining().ToDictionary(l => l.LineId, l => l.Quantity, StringComparer.Ordinal);
        ImmutableArray<LineQuantity> some =
            [.. lines.Select(l => l with { Quantity = Math.Min(l.Quantity, shippable.GetValueOrDefault(l.LineId)) }).Where(l => l.Quantity > 0)];
        return !some.IsEmpty
            && !(await fulfilment.PrepareAsync(commit, work.Id, new RequestCancel(asked.Reason, asked.RequestedBy, some), cancellationToken).ConfigureAwait(false)).IsRefused;
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
