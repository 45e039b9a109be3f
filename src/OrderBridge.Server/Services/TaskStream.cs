using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Streaming;

namespace OrderBridge.Server.Services;

/// <summary>Tasks of warehouses as a view of the journal: whatever was dispatched is in it, once per dispatch, in order.</summary>
public sealed class TaskStream(JournalFollower follower, TaskMessages tasks)
{
    private const int WarehousesMax = 100;

    public async Task RunAsync(
        StreamFulfilmentTasksRequest request, IServerStreamWriter<StreamFulfilmentTasksResponse> responses, ServerCallContext context)
    {
        if (request.WarehouseIds.Count > WarehousesMax)
        {
            throw Answers.Invalid("warehouse_ids", "FIELD_INVALID", "Name at most 100 warehouses, or none for all.");
        }

        context.RequireWarehouses(request.WarehouseIds);
        var cancellationToken = context.CancellationToken;
        IEnumerable<string> wanted = request.WarehouseIds.Count == 0 && context.Caller().Warehouses is { } own ? own : request.WarehouseIds;
        var warehouses = wanted.ToHashSet(StringComparer.Ordinal);
        var from = ResumeTokens.Read(request.ResumeToken) ?? 0;
        var view = new JournalView<StreamFulfilmentTasksResponse>(MessageOfAsync, token => new StreamFulfilmentTasksResponse { ResumeToken = token });
        await follower.SendAsync(responses, view, from, cancellationToken).ConfigureAwait(false);

        async ValueTask<StreamFulfilmentTasksResponse?> MessageOfAsync(JournalRecord record) =>
            await tasks.OfAsync(record, IsWanted, cancellationToken).ConfigureAwait(false) is { } task
                ? new StreamFulfilmentTasksResponse { Task = task, ResumeToken = ResumeTokens.Of(record.Position) }
                : null;

        bool IsWanted(string warehouseId) => warehouses.Count == 0 || warehouses.Contains(warehouseId);
    }
}
