using Grpc.Core;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Hub.Tests.Stage;

namespace OrderBridge.Hub.Tests.Tracing;

/// <summary>One trace goes from the channel's message to the warehouse's task, through the journal and across restarts.</summary>
public sealed class When_a_call_carries_a_trace
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Its_events_those_that_flows_add_and_the_task_belong_to_it()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("sku-1", 1);
        var metadata = new Metadata { { "traceparent", $"00-{TraceId}-b7ad6b7169203331-01" } };
        var order = (await hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("traced", "sku-1") }, metadata)).Order;
        await hub.SettleAsync();

        using var events = hub.Events.StreamEvents(new StreamEventsRequest { Start = StreamStart.Beginning });
        var stem = order.OrderId[(order.OrderId.IndexOf('_', StringComparison.Ordinal) + 1)..];
        var told = (await events.ResponseStream.UntilAsync(m => m.Event is null)).Where(m => m.Event.AggregateId.Contains(stem, StringComparison.Ordinal)).ToList();
        Assert.Contains(told, m => m.Event.EventType == "order.received");
        Assert.Contains(told, m => m.Event.EventType == "fulfilment.dispatched");
        Assert.All(told, m => Assert.Contains(TraceId, m.Event.TraceParent, StringComparison.Ordinal));

        using var tasks = hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest());
        var task = (await tasks.ResponseStream.NextAsync(m => m.Task is not null)).Task;
        Assert.Contains(TraceId, task.TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_call_has_another_one()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("sku-1", 1);
        using var events = hub.Events.StreamEvents(new StreamEventsRequest { Start = StreamStart.Beginning });
        Assert.DoesNotContain(TraceId, (await events.ResponseStream.NextAsync(m => m.Event is not null)).Event.TraceParent, StringComparison.Ordinal);
    }
}
