using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tasks;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.WireFormat;
using FulfilmentOrder = OrderBridge.Fulfilment.FulfilmentOrder;
using FulfilmentTask = OrderBridge.Fulfilment.Tasks.FulfilmentTask;
using Order = OrderBridge.Orders.Lifecycle.Order;
using Shipment = OrderBridge.Fulfilment.Shipment;

namespace OrderBridge.Server.Services;

/// <summary>Tasks of warehouses as a view of the journal: whatever was dispatched is in it, once per dispatch, in order.</summary>
public sealed class TaskStream(JournalFollower follower, IEventCodec codec, IAggregates aggregates, StateAt states)
{
    private const int WarehousesMax = 100;

    public async Task RunAsync(
        StreamFulfilmentTasksRequest request, IServerStreamWriter<StreamFulfilmentTasksResponse> responses, CancellationToken cancellationToken)
    {
        if (request.WarehouseIds.Count > WarehousesMax)
        {
            throw Answers.Invalid("warehouse_ids", "FIELD_INVALID", "Name at most 100 warehouses, or none for all.");
        }

        var warehouses = request.WarehouseIds.ToHashSet(StringComparer.Ordinal);
        var from = ResumeTokens.Read(request.ResumeToken) ?? 0;
        await foreach (var (record, position) in follower.FollowAsync(from, JournalFollower.Heartbeat, cancellationToken).ConfigureAwait(false))
        {
            var task = record is null ? null : await TaskOfAsync(record, cancellationToken).ConfigureAwait(false);
            if (task is not null && (warehouses.Count == 0 || warehouses.Contains(task.Value.Task.WarehouseId)))
            {
                var wire = await ToWireAsync(task.Value.Task, task.Value.Work, record!, cancellationToken).ConfigureAwait(false);
                await responses.WriteAsync(new StreamFulfilmentTasksResponse { Task = wire, ResumeToken = ResumeTokens.Of(position) }, cancellationToken).ConfigureAwait(false);
            }
            else if (record is null)
            {
                await responses.WriteAsync(new StreamFulfilmentTasksResponse { ResumeToken = ResumeTokens.Of(position) }, cancellationToken).ConfigureAwait(false);
            }
        }
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

    private async ValueTask<Contracts.Fulfilment.V1.FulfilmentTask> ToWireAsync(
        FulfilmentTask task, FulfilmentOrder work, JournalRecord record, CancellationToken cancellationToken)
    {
        var order = await aggregates.FindAsync<Order>(task.OrderId, cancellationToken).ConfigureAwait(false);
        return task.ToWire(work, record.RecordedTime, order?.ReceiveTime, record.TraceParent);
    }
}
