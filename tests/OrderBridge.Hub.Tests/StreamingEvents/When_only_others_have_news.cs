using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Streaming;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Hub.Tests.StreamingEvents;

/// <summary>Silence is what the caller hears, however busy the hub is; and a message is no silence.</summary>
public sealed class When_only_others_have_news
{
    public static TheoryData<string> Streams => [.. Openings.Keys];

    /// <summary>Opens a stream that nothing of this test concerns; returns how its next message is read: true for a heartbeat.</summary>
    private static Dictionary<string, Func<RunningHub, Func<Task<bool>>>> Openings { get; } = new()
    {
        ["StreamEvents"] = hub => Reader(hub.Events.StreamEvents(new() { AggregateId = "nobody" }), m => m.Event is null),
        ["StreamFulfilmentTasks"] = hub => Reader(hub.Fulfilment.StreamFulfilmentTasks(new() { WarehouseIds = { "nowhere" } }), m => m.Task is null),
        ["WatchOrders"] = hub => Reader(hub.Orders.WatchOrders(new() { ChannelId = "nobodys" }), m => m.Order is null),
        ["WatchShipment"] = hub => Reader(hub.Tracking.WatchShipment(new() { OrderId = "nobodys" }), m => m.Shipment is null),
        ["WatchAvailability"] = hub => Reader(hub.Stock.WatchAvailability(new() { SkuIds = { "quiet" }, WarehouseId = "nowhere" }), m => m.Levels.Count == 0),
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_heartbeat_comes_after_15_seconds_all_the_same(string stream)
    {
        var clock = new HubClock();
        await using var hub = await RunningHub.StartAsync(clock);
        var since = clock.GetUtcNow();
        var next = Openings[stream](hub);
        await next();

        var heartbeat = next();
        for (var i = 0; !heartbeat.IsCompleted; i++) // If none comes, the stream's deadline ends it.
        {
            await hub.CountAsync($"busy-{stream}", i + 1);
            Assert.False(heartbeat.IsCompleted && clock.GetUtcNow() - since < StreamPulse.Usual, "The silence was not fifteen seconds long.");
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.True(await heartbeat);
    }

    [Fact]
    public async Task Nothing_empty_comes_between_changes()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("a", 100);
        var opened = TimeProvider.System.GetTimestamp();
        using var watch = hub.Orders.WatchOrders(new WatchOrdersRequest());
        Assert.Null((await watch.ResponseStream.NextAsync()).Order);

        var last = default(Order);
        for (var i = 0; i < 5; i++)
        {
            last = await hub.IngestAsync(Samples.Unpaid($"{i}", "a"));
        }

        var before = await watch.ResponseStream.UntilAsync(m => m.Order?.OrderId == last!.OrderId && m.Order.State == last.State);
        var wasSilent = TimeProvider.System.GetElapsedTime(opened) >= StreamPulse.Usual; // On a machine that stood still.
        Assert.All(before, m => Assert.True(m.Order is not null || wasSilent));
        Assert.NotEmpty(before);
    }

    /// <summary>A replay that takes long and finds nothing for this caller: here each record takes six seconds.</summary>
    [Fact]
    public async Task A_long_stretch_that_is_left_out_is_broken_by_heartbeats()
    {
        await using var hub = await RunningHub.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await hub.CountAsync($"old-{i}", 1);
        }

        var time = new ManualTime();
        var follower = new JournalFollower(
            hub.Services.GetRequiredService<IJournal>(), hub.Services.GetRequiredService<CallGate>(), hub.Services.GetRequiredService<IHostApplicationLifetime>(), time);
        var told = new Told();
        var read = 0;
        var view = new JournalView<StreamEventsResponse>(
            record =>
            {
                time.Advance(TimeSpan.FromSeconds(6));
                return new(++read == 7 ? new StreamEventsResponse { Event = new Event { EventId = record.EventId } } : null);
            },
            token => new StreamEventsResponse { ResumeToken = token });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower.SendAsync(told, view, 0, told.CaughtUp(count: 4)).WaitAsync(Patience.Length));

        // Due after 18 s, after 18 s more, not before 18 s behind the message; the last one says that the stream has caught up.
        Assert.Equal(["j1-3", "j1-6", "event", "j1-10"], told.Messages.Select(m => m.Event is null ? m.ResumeToken : "event"));
    }

    private static Func<Task<bool>> Reader<T>(AsyncServerStreamingCall<T> call, Func<T, bool> isHeartbeat) =>
        async () => isHeartbeat(await call.ResponseStream.NextAsync());

    /// <summary>What was sent; the stream ends with as many messages as the test waits for.</summary>
    private sealed class Told : IServerStreamWriter<StreamEventsResponse>
    {
        private readonly CancellationTokenSource _enough = new();
        private int _count;

        public List<StreamEventsResponse> Messages { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public CancellationToken CaughtUp(int count)
        {
            _count = count;
            return _enough.Token;
        }

        public Task WriteAsync(StreamEventsResponse message)
        {
            Messages.Add(message);
            return Messages.Count == _count ? _enough.CancelAsync() : Task.CompletedTask;
        }

        public Task WriteAsync(StreamEventsResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
