using System.Collections.Concurrent;
using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.Measuring;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Cli.Tracking;

/// <summary>
/// A second reader of the warehouse tasks, beside the warehouse itself: measures how long orders take to become work, and sees
/// for itself whether an order becomes work twice.
/// </summary>
internal sealed class TaskConsumer(HubCaller hub, RunBook book, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, byte> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _works = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _orders = new(StringComparer.Ordinal);
    private int _duplicates;

    /// <summary>Order received by the hub to its task received here; orders that waited for nobody.</summary>
    public Latencies AcceptToTask { get; } = new();

    /// <summary>The same for orders that waited for payment or a person.</summary>
    public Latencies AcceptToTaskWaited { get; } = new();

    /// <summary>Orders that became work.</summary>
    public int OrdersWithTask => _orders.Count;

    /// <summary>Work that was issued as new twice. The same task again is no second one: the stream is at least once.</summary>
    public int Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Runs until cancelled; a broken stream goes on where it was.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var token = string.Empty;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var call = hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { ResumeToken = token }, hub.Options(cancellationToken));
                while (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    token = call.ResponseStream.Current.ResumeToken;
                    Take(call.ResponseStream.Current.Task);
                }
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), timeProvider, cancellationToken);
            }
            catch (RpcException)
            {
                return;
            }
        }
    }

    private void Take(FulfilmentTask? task)
    {
        if (task is { Kind: TaskKind.Create } && _tasks.TryAdd(task.TaskId, 0))
        {
            TakeWork(task);
        }
    }

    /// <summary>A higher attempt reminds of work that the warehouse has not taken yet; only a second first attempt is other work.</summary>
    private void TakeWork(FulfilmentTask task)
    {
        if (task.Attempt <= 1 && !_works.TryAdd(task.FulfilmentOrder.FulfilmentId, 0))
        {
            Interlocked.Increment(ref _duplicates);
        }

        var orderId = task.FulfilmentOrder.OrderId;
        if (_orders.TryAdd(orderId, 0))
        {
            var waited = book.FindById(orderId) is { } tracked && Waits(tracked);
            (waited ? AcceptToTaskWaited : AcceptToTask).Add(timeProvider.GetUtcNow() - task.OrderReceiveTime.ToDateTimeOffset());
        }
    }

    private static bool Waits(TrackedOrder tracked) =>
        tracked.WasHeld || tracked.Order.Payment is not MappingOrders.PaymentPlan.Paid;
}
