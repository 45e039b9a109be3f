using System.ComponentModel.DataAnnotations;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Creating;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Progressing;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Flows.Routing;

/// <summary>
/// An approved order becomes work for the warehouse that holds its stock (O9): reservation allocated, fulfilment order made and dispatched, order
/// FULFILLING, all in one transaction. Also routes pieces that came back from a warehouse, and reships (O23), and tries once more when its time is over.
/// </summary>
public sealed class RouteOrder(
    IAggregates aggregates, FulfilmentCommands fulfilment, StockReservations reservations, OrderProgress progress, Rejections rejections, RoutingOptions options) : IFlow
{
    public bool Follows(IDomainEvent happened) => happened is OrderApproved or FulfilmentReturned or ReshipDecided or LinesCancelled or CancellationRefused
        or OrderDeadlinePassed { TimerKind: OrderTimers.Route };

    public async ValueTask<Refusal?> StepAsync(Commit commit, FlowEvent happened, CancellationToken cancellationToken)
    {
        var order = await aggregates.OrderAsync(commit, happened.AggregateId, cancellationToken).ConfigureAwait(false);
        if (order is not { State: OrderState.Approved or OrderState.Fulfilling } || order.HeldStocks() is not { IsEmpty: false } stocks)
        {
            return null;
        }

        var refusing = await rejections.RefusingAsync(order, cancellationToken).ConfigureAwait(false);
        foreach (var held in stocks.OrderBy(h => refusing.Contains(h.WarehouseId)))
        {
            var refusal = refusing.Contains(held.WarehouseId)
                ? await MoveAsync(commit, order, held, cancellationToken).ConfigureAwait(false)
                : await StartAsync(commit, commit.Latest(order), held, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>A warehouse that rejected work of the order is not asked again: another one is, or a person.</summary>
    private async ValueTask<Refusal?> MoveAsync(Commit commit, Order order, HeldStock held, CancellationToken cancellationToken)
    {
        var elsewhere = await rejections.ElsewhereAsync(order, cancellationToken).ConfigureAwait(false);
        var (isMoved, refusal) = await progress.MoveAsync(commit, commit.Latest(order), held, elsewhere, cancellationToken).ConfigureAwait(false);
        if (isMoved)
        {
            var moved = commit.Latest(order);
            return await StartAsync(commit, moved, moved.HeldStocks()[0], cancellationToken).ConfigureAwait(false);
        }

        if (refusal is null)
        {
            progress.AskPerson(commit, order, $"Warehouse {held.WarehouseId} rejected work of the order, and no other has all pieces of it.");
        }

        return refusal;
    }

    private async ValueTask<Refusal?> StartAsync(Commit commit, Order order, HeldStock held, CancellationToken cancellationToken)
    {
        var create = CommandFor(order, held, order.IsReship ? FulfilmentKind.Reship : FulfilmentKind.Sale);
        var committed = await reservations.CommitAsync(commit, held.ReservationId, cancellationToken).ConfigureAwait(false);
        var allocated = committed.IsRefused
            ? committed
            : await reservations.AllocateAsync(commit, held.ReservationId, create.FulfilmentId, cancellationToken).ConfigureAwait(false);
        if (allocated.IsRefused)
        {
            return allocated.Refusal;
        }

        var created = await fulfilment.PrepareCreateAsync(commit, create, cancellationToken).ConfigureAwait(false);
        var dispatched = created.IsRefused
            ? created
            : await fulfilment.PrepareAsync(commit, create.FulfilmentId, new DispatchFulfilment(), cancellationToken).ConfigureAwait(false);
        if (dispatched.IsRefused)
        {
            return dispatched.Refusal;
        }

        OrderProgress.StartWork(commit, order, create.FulfilmentId, held.WarehouseId, held.Lines, held.ReservationId);
        return null;
    }

    private CreateFulfilment CommandFor(Order order, HeldStock held, FulfilmentKind kind) => new(
        order.Id, order.Content.Key.ChannelId, held.WarehouseId, held.ReservationId, order.FulfilmentIds.Length + 1, kind,
        [.. held.Lines.Select(l => ToLine(order, l))], order.Content.Recipient, order.Content.ShippingAddress)
    {
        Remark = order.Content.BuyerRemark,
        Priority = order.Priority,
        DeclaredValue = ValueToInsure(order),
        Times = options.Times,
    };

    private static FulfilmentLine ToLine(Order order, LinePieces pieces)
    {
        var content = order.Line(pieces.LineId)!.Content;
        return new FulfilmentLine(pieces.LineId, content.SkuId, content.Name, pieces.Quantity);
    }

    /// <summary>High-value goods are insured by default (S1-12).</summary>
    private Money? ValueToInsure(Order order) =>
        options.InsureFromMinorUnits > 0 && order.Content.Total.MinorUnits >= options.InsureFromMinorUnits ? order.Content.Total : null;
}

/// <summary>How orders become work.</summary>
public sealed class RoutingOptions
{
    /// <summary>Total in minor units from which a parcel is insured (S1-12); 0 switches it off. Default 500,000 (5,000.00; an assumption).</summary>
    [Range(0, long.MaxValue)]
    public long InsureFromMinorUnits { get; set; } = 500_000;

    /// <summary>Deadlines of new fulfilment orders; running ones keep theirs.</summary>
    public FulfilmentTimes Times { get; set; } = FulfilmentTimes.Default;
}
