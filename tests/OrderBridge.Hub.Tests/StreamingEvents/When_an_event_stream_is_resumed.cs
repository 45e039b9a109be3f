using OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Hub.Tests.StreamingEvents;

public sealed class When_an_event_stream_is_resumed(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(300)]
    public async Task Every_event_comes_exactly_once_however_often_the_caller_reconnects(int eventsPerConnection)
    {
        await HappenAsync($"exact-{eventsPerConnection}");
        var all = await Journal.EventsAsync(_hub, new StreamEventsRequest());
        var seen = new List<Event>();
        var token = string.Empty;
        while (seen.Count < all.Count)
        {
            using var stream = _hub.Events.StreamEvents(new StreamEventsRequest { ResumeToken = token });
            foreach (var message in await stream.ResponseStream.NextAsync(Math.Min(eventsPerConnection, all.Count - seen.Count), m => m.Event is not null))
            {
                seen.Add(message.Event);
                token = message.ResumeToken;
            }
        }

        Assert.Equal(all, seen);
        Assert.Equal(all.Count, all.Select(e => e.EventId).Distinct().Count());
        Assert.Empty(await Journal.EventsAsync(_hub, new StreamEventsRequest { ResumeToken = token }));
    }

    [Fact]
    public async Task What_happened_while_the_caller_was_away_is_not_skipped()
    {
        await HappenAsync("before");
        var before = await Journal.ReadAsync(_hub, new StreamEventsRequest());
        await HappenAsync("away");

        var after = await Journal.EventsAsync(_hub, new StreamEventsRequest { ResumeToken = before[^1].ResumeToken });

        Assert.Equal(await Journal.EventsAsync(_hub, new StreamEventsRequest()), [.. before.Select(m => m.Event), .. after]);
        Assert.Contains(after, e => e.OrderReceived is not null);
    }

    [Fact]
    public async Task Versions_of_an_aggregate_have_no_gaps_and_positions_grow()
    {
        await HappenAsync("versions");
        var all = await Journal.EventsAsync(_hub, new StreamEventsRequest());

        Assert.All(all.GroupBy(e => e.AggregateId), g => Assert.Equal(Enumerable.Range(1, g.Count()).Select(v => (long)v), g.Select(e => e.AggregateVersion)));
        Assert.Equal(all.Select(e => e.Position).Order(), all.Select(e => e.Position));
    }

    [Fact]
    public async Task A_heartbeats_token_leads_past_what_the_filter_left_out()
    {
        await HappenAsync("heartbeat");
        using var filtered = _hub.Events.StreamEvents(new StreamEventsRequest { AggregateId = "nothing-has-this-id" });
        var heartbeat = await filtered.ResponseStream.NextAsync();

        Assert.Null(heartbeat.Event);
        Assert.Empty(await Journal.EventsAsync(_hub, new StreamEventsRequest { ResumeToken = heartbeat.ResumeToken }));
    }

    [Fact]
    public async Task From_now_on_shows_nothing_old()
    {
        await HappenAsync("old");
        using var stream = _hub.Events.StreamEvents(new StreamEventsRequest { Start = StreamStart.Now });
        Assert.Null((await stream.ResponseStream.NextAsync()).Event);

        var order = await _hub.IngestAsync(Samples.Unpaid("new", "a"));
        Assert.Equal(order.OrderId, (await stream.ResponseStream.NextAsync(m => m.Event?.AggregateKind == "order")).Event.AggregateId);
    }

    private async Task HappenAsync(string id)
    {
        await _hub.CountAsync("a", 1000);
        await _hub.IngestAsync(Samples.Paid(id, "a"));
        await _hub.SettleAsync();
    }
}
