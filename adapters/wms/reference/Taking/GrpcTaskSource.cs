using System.Runtime.CompilerServices;
using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Taking;

/// <summary>Tasks from the hub's stream. The cursor is the inbox's own: no broker, no offsets, nothing to confirm.</summary>
public sealed class GrpcTaskSource(CallInvoker calls, IReadOnlyList<string> warehouses, TimeProvider timeProvider) : ITaskSource
{
    /// <summary>Three heartbeats of the hub (15 s each): a stream that says nothing for longer is dead, whatever TCP thinks.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    private readonly FulfilmentService.FulfilmentServiceClient _client = new(calls);

    /// <exception cref="RpcException">The stream broke.</exception>
    /// <exception cref="TimeoutException">The stream was silent for too long.</exception>
    public async IAsyncEnumerable<TaskMessage> ReadAsync(
        string resumeToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new StreamFulfilmentTasksRequest { ResumeToken = resumeToken, WarehouseIds = { warehouses } };
        using var call = _client.StreamFulfilmentTasks(request, cancellationToken: cancellationToken);
        var stream = call.ResponseStream;
        while (await stream.MoveNext(cancellationToken).WaitAsync(SilenceMax, timeProvider, cancellationToken))
        {
            var message = stream.Current;
            var task = message.Task is null ? null : WarehouseTask.Of(message.Task);
            yield return new TaskMessage(task, message.ResumeToken, timeProvider.GetUtcNow());
        }
    }

    public ValueTask ConfirmAsync(TaskMessage last, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
