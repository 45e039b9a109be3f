using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_orders_are_watched(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task Every_state_comes_in_order_also_when_several_events_were_one_commit()
    {
        using var watch = await WatchAsync(new WatchOrdersRequest { ChannelId = "every" });
        await _hub.CountAsync("a", 1000);
        await _hub.IngestAsync(Samples.Paid("1", "a", channel: "every"));

        var changes = await ChangesAsync(watch, OrderState.Fulfilling);

        Assert.Equal(Enumerable.Range(1, changes.Count).Select(v => $"v{v}"), changes.Select(c => c.Order.Etag));
        Assert.Equal(
            [
                ("order.received", OrderState.Received), ("order.stock_held", OrderState.Received), ("order.payment_recorded", OrderState.Received),
                ("order.approved", OrderState.Approved), ("order.fulfilment_started", OrderState.Fulfilling),
            ],
            changes.Select(c => (c.EventType, c.Order.State)));
        Assert.Equal([0, 1, 1, 1, 0], changes.Select(c => c.Order.Lines[0].ReservedQuantity));
    }

    [Fact]
    public async Task It_goes_on_behind_any_token()
    {
        using var watch = await WatchAsync(new WatchOrdersRequest { ChannelId = "resumed" });
        await _hub.CountAsync("a", 1000);
        await _hub.IngestAsync(Samples.Paid("1", "a", channel: "resumed"));
        await _hub.IngestAsync(Samples.Unpaid("2", "a", channel: "resumed"));
        await _hub.SettleAsync();
        var changes = await watch.ResponseStream.NextAsync(8, c => c.Order is not null);

        for (var i = 0; i < changes.Count - 1; i++)
        {
            using var again = _hub.Orders.WatchOrders(new WatchOrdersRequest { ChannelId = "resumed", ResumeToken = changes[i].ResumeToken });
            Assert.Equal(changes.Skip(i + 1), await again.ResponseStream.NextAsync(changes.Count - i - 1, c => c.Order is not null));
        }
    }

    [Fact]
    public async Task What_is_asked_for_by_id_comes_first_as_it_is_and_then_its_changes_only()
    {
        await _hub.CountAsync("a", 1000);
        var mine = await _hub.IngestAsync(Samples.Unpaid("mine", "a", channel: "by-id"));
        using var watch = _hub.Orders.WatchOrders(new WatchOrdersRequest { OrderIds = { mine.OrderId } });
        var present = await watch.ResponseStream.NextAsync();
        Assert.Equal((mine.Etag, string.Empty), (present.Order.Etag, present.EventType));

        await _hub.IngestAsync(Samples.Unpaid("other", "a", channel: "by-id"));
        await CancelAsync(mine.OrderId);

        var changes = await ChangesAsync(watch, OrderState.Cancelled);
        Assert.All(changes, c => Assert.Equal(mine.OrderId, c.Order.OrderId));
        Assert.Contains(changes, c => c.EventType == "order.cancelled");
    }

    [Fact]
    public async Task By_state_only_changes_into_it_come()
    {
        using var watch = await WatchAsync(new WatchOrdersRequest { ChannelId = "by-state", States = { OrderState.Cancelled } });
        await _hub.CountAsync("a", 1000);
        await _hub.IngestAsync(Samples.Unpaid("stays", "a", channel: "by-state"));
        var goes = await _hub.IngestAsync(Samples.Unpaid("goes", "a", channel: "by-state"));
        await CancelAsync(goes.OrderId);

        var change = await watch.ResponseStream.NextAsync(c => c.Order is not null);
        Assert.Equal((goes.OrderId, OrderState.Cancelled), (change.Order.OrderId, change.Order.State));
    }

    [Fact]
    public async Task What_cannot_be_watched_is_refused()
    {
        using var unknown = _hub.Orders.WatchOrders(new WatchOrdersRequest { OrderIds = { "ord_unknown" } });
        (await Refused.ByAsync(() => unknown.ResponseStream.NextAsync())).Is(StatusCode.NotFound, "ORDER_NOT_FOUND");
        using var many = _hub.Orders.WatchOrders(new WatchOrdersRequest { OrderIds = { Enumerable.Range(0, 1001).Select(i => $"{i}") } });
        (await Refused.ByAsync(() => many.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "order_ids");
        using var strange = _hub.Orders.WatchOrders(new WatchOrdersRequest { ResumeToken = "?" });
        (await Refused.ByAsync(() => strange.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "RESUME_TOKEN_INVALID", "resume_token");
    }

    /// <summary>A watch that is known to be open: its first heartbeat is read.</summary>
    private async Task<AsyncServerStreamingCall<WatchOrdersResponse>> WatchAsync(WatchOrdersRequest request)
    {
        var watch = _hub.Orders.WatchOrders(request);
        Assert.Null((await watch.ResponseStream.NextAsync()).Order);
        return watch;
    }

    private static async Task<List<WatchOrdersResponse>> ChangesAsync(AsyncServerStreamingCall<WatchOrdersResponse> watch, OrderState last)
    {
        var changes = await watch.ResponseStream.UntilAsync(c => c.Order?.State == last);
        return [.. changes.Where(c => c.Order is not null), watch.ResponseStream.Current];
    }

    private async Task CancelAsync(string orderId) =>
        await _hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = orderId, CancelReason = "changed_mind" });
}
