using Grpc.Core;
using OrderBridge.Contracts.Grpc.Health.V1;
using Reflection = OrderBridge.Contracts.Grpc.Reflection;

namespace OrderBridge.Hub.Tests.Draining;

/// <summary>Endless streams have to end by themselves, else the hub would wait for them until its time is up.</summary>
public sealed class When_streams_are_open_while_the_hub_drains
{
    public static TheoryData<string> Streams => [.. Openings.Keys];

    private static Dictionary<string, Func<RunningHub, Task<Func<Task>>>> Openings { get; } = new()
    {
        ["StreamEvents"] = hub => ServerAsync(hub.Events.StreamEvents(new())),
        ["StreamFulfilmentTasks"] = hub => ServerAsync(hub.Fulfilment.StreamFulfilmentTasks(new())),
        ["WatchOrders"] = hub => ServerAsync(hub.Orders.WatchOrders(new())),
        ["WatchShipment"] = hub => ServerAsync(hub.Tracking.WatchShipment(new())),
        ["WatchAvailability"] = hub => ServerAsync(hub.Stock.WatchAvailability(new())),
        ["Health.Watch"] = hub => ServerAsync(hub.Health.Watch(new HealthCheckRequest())),
        ["IngestOrders"] = hub => DuplexAsync(hub.Orders.IngestOrders(), new() { MessageId = "1", Order = Samples.Paid("1", "a") }),
        ["StreamTrackingEvents"] = ScansAsync,
        ["v1.ServerReflectionInfo"] = hub => DuplexAsync(
            new Reflection.V1.ServerReflection.ServerReflectionClient(hub.Anonymous).ServerReflectionInfo(), new() { ListServices = "*" }),
        ["v1alpha.ServerReflectionInfo"] = hub => DuplexAsync(
            new Reflection.V1Alpha.ServerReflection.ServerReflectionClient(hub.Anonymous).ServerReflectionInfo(), new() { ListServices = "*" }),
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task It_ends_as_draining_and_the_hub_does_not_wait(string stream)
    {
        await using var hub = await RunningHub.StartAsync("--Overload:DrainTime", "00:02:00");
        await hub.CountAsync("a", 10);
        var ending = await Openings[stream](hub);

        var stopping = hub.StopAsync();
        var refused = await Refused.ByAsync(ending);
        refused.Is(StatusCode.Unavailable, "DRAINING");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryDelay);
        await stopping.WaitAsync(Patience.Length);
    }

    /// <summary>Reads one message, so that the stream is known to be open; the rest of it comes later.</summary>
    private static async Task<Func<Task>> ServerAsync<T>(AsyncServerStreamingCall<T> call)
    {
        await call.ResponseStream.NextAsync();
        return () => call.ResponseStream.ToEndAsync();
    }

    private static async Task<Func<Task>> DuplexAsync<TSent, TRead>(AsyncDuplexStreamingCall<TSent, TRead> call, TSent first)
    {
        await call.RequestStream.WriteAsync(first);
        await call.ResponseStream.NextAsync();
        return () => call.ResponseStream.ToEndAsync();
    }

    private static async Task<Func<Task>> ScansAsync(RunningHub hub)
    {
        using var watch = hub.Tracking.WatchShipment(new());
        await watch.ResponseStream.NextAsync();
        var call = hub.Tracking.StreamTrackingEvents();
        await call.RequestStream.WriteAsync(new()
        {
            CarrierCode = "sf", TrackingNumber = "SF1", Events = { Samples.Scan(Contracts.Fulfilment.V1.TrackingStatus.PickedUp, 1) },
        });
        await watch.ResponseStream.NextAsync(m => m.Shipment is not null);
        return () => call.ResponseAsync;
    }
}
