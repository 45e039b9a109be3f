using OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Hub.Tests.StreamingEvents;

public sealed class When_events_are_filtered : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private List<Event> _all = [];
    private HashSet<string> _ofBlue = [];

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        await _hub.CountAsync("a", 1000);
        await _hub.IngestAsync(Samples.Paid("1", "a", channel: "red"));
        var blue = await _hub.IngestAsync(Samples.Paid("2", "a", channel: "blue"));
        await _hub.SettleAsync();
        blue = await _hub.OrderAsync(blue.OrderId);
        _ofBlue = [blue.OrderId, blue.ReservationId, .. blue.FulfilmentIds];
        _all = await Journal.EventsAsync(_hub, new StreamEventsRequest());
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public Task By_kind_only_those_aggregates_are_seen() => ShowsAsync(
        new StreamEventsRequest { AggregateKinds = { "order", "reservation" } }, e => e.AggregateKind is "order" or "reservation");

    [Fact]
    public Task By_type_only_those_events_are_seen() => ShowsAsync(
        new StreamEventsRequest { EventTypes = { "order.approved", "stock.adjusted" } }, e => e.EventType is "order.approved" or "stock.adjusted");

    [Fact]
    public Task By_aggregate_only_its_events_are_seen() => ShowsAsync(
        new StreamEventsRequest { AggregateId = _ofBlue.First() }, e => e.AggregateId == _ofBlue.First());

    [Fact]
    public Task By_channel_its_orders_reservations_and_work_are_seen() => ShowsAsync(
        new StreamEventsRequest { ChannelId = "blue" }, e => _ofBlue.Contains(e.AggregateId));

    [Fact]
    public Task Filters_combine_with_and() => ShowsAsync(
        new StreamEventsRequest { ChannelId = "blue", AggregateKinds = { "order" }, EventTypes = { "order.received", "stock.reserved" } },
        e => _ofBlue.Contains(e.AggregateId) && e.EventType == "order.received");

    private async Task ShowsAsync(StreamEventsRequest request, Func<Event, bool> fits)
    {
        var expected = _all.Where(fits).ToList();
        Assert.InRange(expected.Count, 1, _all.Count - 1);
        Assert.Equal(expected, await Journal.EventsAsync(_hub, request));
    }
}
