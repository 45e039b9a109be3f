using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
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
        await foreach (var (record, position) in follower.FollowAsync(from, JournalFollower.Heartbeat, cancellationToken).ConfigureAwait(false))
        {
            var task = record is null ? null : await tasks.OfAsync(record, IsWanted, cancellationToken).ConfigureAwait(false);
            if (task is not null || record is null)
            {
                await responses.WriteAsync(new StreamFulfilmentTasksResponse { Task = task, ResumeToken = ResumeTokens.Of(position) }, cancellationToken).ConfigureAwait(false);
            }
        }

        bool IsWanted(string warehouseId) => warehouses.Count == 0 || warehouses.Contains(warehouseId);
    }
}
