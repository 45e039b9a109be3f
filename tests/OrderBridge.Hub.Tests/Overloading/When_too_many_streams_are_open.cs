using Grpc.Core;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Overloading;

public sealed class When_too_many_streams_are_open
{
    [Fact]
    public async Task One_more_is_refused_until_another_ends()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:StreamsOpen", "2");
        using var events = hub.Events.StreamEvents(new StreamEventsRequest());
        await events.ResponseStream.NextAsync();
        var orders = hub.Orders.WatchOrders(new WatchOrdersRequest());
        await orders.ResponseStream.NextAsync();

        using var surplus = hub.Stock.WatchAvailability(new());
        var refused = await Refused.ByAsync(() => surplus.ResponseStream.NextAsync());
        refused.Is(StatusCode.ResourceExhausted, "OVERLOADED");
        Assert.NotNull(refused.RetryDelay);

        orders.Dispose();
        await OpensAsync(hub);
    }

    /// <summary>The hub hears a moment later that the caller has gone.</summary>
    private static Task OpensAsync(RunningHub hub) => Repeating.UntilAsync(async () =>
    {
        using var again = hub.Stock.WatchAvailability(new());
        try
        {
            await again.ResponseStream.NextAsync();
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    });
}
