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

    /// <summary>Metadata is sent once per stream.</summary>
    [Fact]
    public async Task Messages_of_one_stream_have_each_their_own()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("sku-1", 9);
        string[] sent = [$"00-{TraceId}-b7ad6b7169203331-01", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "rubbish", ""];
        using (var call = hub.Orders.IngestOrders())
        {
            foreach (var (trace, i) in sent.Select((trace, i) => (trace, i)))
            {
                await call.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = $"{i}", TraceParent = trace, Order = Samples.Paid($"streamed-{i}", "sku-1") });
                Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
                Assert.Null(call.ResponseStream.Current.Problem);
            }

            await call.RequestStream.CompleteAsync();
        }

        using var events = hub.Events.StreamEvents(new StreamEventsRequest { Start = StreamStart.Beginning });
        var traces = (await events.ResponseStream.UntilAsync(m => m.Event is null)).Where(m => m.Event.EventType == "order.received").Select(m => m.Event.TraceParent.Split('-')).ToList();
        Assert.Equal(4, traces.Count);
        Assert.Equal((TraceId, "01"), (traces[0][1], traces[0][3]));
        Assert.Equal(("1af7651916cd43dd8448eb211c80319c", "00"), (traces[1][1], traces[1][3]));
        Assert.Equal((traces[2][1], "01"), (traces[3][1], traces[3][3])); // Both belong to the stream's.
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
