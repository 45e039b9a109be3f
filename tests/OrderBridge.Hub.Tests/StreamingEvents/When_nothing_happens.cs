using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Server.Streaming;

namespace OrderBridge.Hub.Tests.StreamingEvents;

/// <summary>Heartbeats, by a clock that the test moves: a wait of exactly the asked length begins, and ends with a heartbeat.</summary>
public sealed class When_nothing_happens
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(60)]
    public async Task A_heartbeat_comes_after_the_asked_silence_again_and_again(int seconds)
    {
        var asked = TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(seconds < 60 ? 7 : 0); // Nobody else waits exactly that long.
        var clock = new HubClock();
        await using var hub = await RunningHub.StartAsync(clock);
        var waits = clock.WaitBegins(asked);
        using var stream = hub.Events.StreamEvents(new StreamEventsRequest { HeartbeatInterval = Duration.FromTimeSpan(asked) });
        var first = await stream.ResponseStream.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            await waits.WaitAsync(Patience.Length);
            waits = clock.WaitBegins(asked);
            clock.Advance(asked);
            var heartbeat = await stream.ResponseStream.NextAsync();
            Assert.Null(heartbeat.Event);
            Assert.Equal(first.ResumeToken, heartbeat.ResumeToken);
        }
    }

    [Fact]
    public async Task Watches_send_one_after_15_seconds()
    {
        var clock = new HubClock();
        await using var hub = await RunningHub.StartAsync(clock);
        var waits = clock.WaitBegins(StreamPulse.Usual);
        using var stream = hub.Orders.WatchOrders(new WatchOrdersRequest());
        await stream.ResponseStream.NextAsync();
        await waits.WaitAsync(Patience.Length);

        clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Null((await stream.ResponseStream.NextAsync()).Order);
    }
}
