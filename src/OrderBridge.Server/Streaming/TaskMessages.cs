using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tasks;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.WireFormat;
using FulfilmentOrder = OrderBridge.Fulfilment.FulfilmentOrder;
using FulfilmentTask = OrderBridge.Fulfilment.Tasks.FulfilmentTask;
using Order = OrderBridge.Orders.Lifecycle.Order;
using Shipment = OrderBridge.Fulfilment.Shipment;
using WireTask = OrderBridge.Contracts.Fulfilment.V1.FulfilmentTask;

namespace OrderBridge.Server.Streaming;

/// <summary>The task that a journal record is for a warehouse, the same on every stream and topic and however often it is asked for.</summary>
public sealed class TaskMessages(IEventCodec codec, IAggregates aggregates, StateAt states)
{
    /// <summary>Null when the record asks nothing of a warehouse, or of none that is <paramref name="wanted"/>.</summary>
    public async ValueTask<WireTask?> OfAsync(JournalRecord record, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var task = await TaskOfAsync(record, cancellationToken).ConfigureAwait(false);
        return task is not null && wanted(task.Value.Task.WarehouseId)
            ? await ToWireAsync(task.Value.Task, task.Value.Work, record, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async ValueTask<(FulfilmentTask Task, FulfilmentOrder Work)?> TaskOfAsync(JournalRecord record, CancellationToken cancellationToken)
    {
        var happened = record.AggregateKind is "fulfilment_order" or "shipment" ? codec.Decode(record) : null;
        return happened switch
        {
            FulfilmentDispatched or FulfilmentCancelRequested or FulfilmentShortageResolved or FulfilmentClosed or FulfilmentHeld or FulfilmentResumed =>
                await OfWorkAsync(record, happened, cancellationToken).ConfigureAwait(false),
            InterceptRequested => await OfParcelAsync(record, happened, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    /// <summary>The work as it was right after the event: a warehouse that starts over must not be asked for what came later.</summary>
    private async ValueTask<(FulfilmentTask Task, FulfilmentOrder Work)?> OfWorkAsync(JournalRecord record, IDomainEvent happened, CancellationToken cancellationToken)
    {
        var work = await states.FindAsync<FulfilmentOrder>(record, cancellationToken).ConfigureAwait(false);
        return FulfilmentTasks.Of(record.EventId, happened, work!) is { } task ? (task, work!) : null;
    }

    private async ValueTask<(FulfilmentTask Task, FulfilmentOrder Work)?> OfParcelAsync(JournalRecord record, IDomainEvent happened, CancellationToken cancellationToken)
    {
        var parcel = await states.FindAsync<Shipment>(record, cancellationToken).ConfigureAwait(false);
        if (FulfilmentTasks.Of(record.EventId, happened, parcel!) is not { } intercept)
        {
            return null;
        }

        var source = await aggregates.FindAsync<FulfilmentOrder>(intercept.FulfilmentId, cancellationToken).ConfigureAwait(false);
        return (intercept, source!);
    }

    private async ValueTask<WireTask> ToWireAsync(FulfilmentTask task, FulfilmentOrder work, JournalRecord record, CancellationToken cancellationToken)
    {
        var order = await aggregates.FindAsync<Order>(task.OrderId, cancellationToken).ConfigureAwait(false);
        return task.ToWire(work, record.RecordedTime, order?.ReceiveTime, record.TraceParent);
    }
}
