using Grpc.Core;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Expiring;

/// <summary>A caller that waits no longer gets DEADLINE_EXCEEDED; its work happened whole or not at all, and its repeat tells.</summary>
public sealed class When_a_deadline_passes
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task The_call_ends_though_the_store_is_blocked_and_the_hub_stays_healthy()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("a", 10);
        var known = await hub.IngestAsync(Samples.Unpaid("known", "a"));
        using (hub.HoldStore())
        {
            Assert.Equal(StatusCode.DeadlineExceeded, (await EndedAsync(hub, Samples.Paid("late", "a", 4))).StatusCode);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await hub.Health.CheckAsync(new HealthCheckRequest())).Status);
            Assert.Equal(known.OrderId, (await hub.OrderAsync(known.OrderId)).OrderId);
        }

        var again = await hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Paid("late", "a", 4) });
        Assert.Contains(again.Outcome, new[] { IngestOutcome.Created, IngestOutcome.Unchanged });
        await hub.SettleAsync();
        Assert.Equal(5, (await hub.LevelAsync("a")).Reserved);
        Assert.Equal(4, (await hub.FindAsync(Samples.Paid("late", "a")))!.Lines[0].AllocatedQuantity);
    }

    [Fact]
    public async Task The_hub_itself_ends_a_call_whose_client_does_not_look_at_the_clock()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("a", 10);
        using (hub.HoldStore())
        {
            var answer = await RawCall.SendAsync(
                hub, "/orderbridge.orders.v1.OrderService/IngestOrder", new IngestOrderRequest { Order = Samples.Paid("late", "a") }, "300m");
            Assert.Equal("4", answer);
        }
    }

    [Fact]
    public async Task The_place_of_a_call_that_expired_is_free_again()
    {
        await using var hub = await RunningHub.StartAsync("--Overload:OrdersUnderWay", "1");
        await hub.CountAsync("a", 10);
        using (hub.HoldStore())
        {
            Assert.Equal(StatusCode.DeadlineExceeded, (await EndedAsync(hub, Samples.Paid("late", "a"))).StatusCode);
        }

        await Repeating.UntilAsync(() => TakenAsync(hub, Samples.Paid("next", "a"))); // Its commit was on the way and ends with it.
        await Repeating.UntilAsync(() => TakenAsync(hub, Samples.Paid("late", "a"))); // It may arrive only now, and has the place again for a moment.
        Assert.Equal(1, (await hub.FindAsync(Samples.Paid("late", "a")))!.Revision);
        await hub.SettleAsync();
        Assert.Equal(2, (await hub.LevelAsync("a")).Reserved);
    }

    [Fact]
    public async Task A_stream_of_orders_ends_too_and_each_of_its_messages_is_whole_or_absent()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("a", 100);
        using (hub.HoldStore())
        {
            using var stream = hub.Orders.IngestOrders(deadline: DateTime.UtcNow + Short);
            for (var i = 0; i < 10; i++)
            {
                await Record.ExceptionAsync(() => stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = $"{i}", Order = Samples.Paid($"{i}", "a", 2) })); // On a busy machine it is over by now.
            }

            var ended = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.NextAsync());
            Assert.Equal(StatusCode.DeadlineExceeded, ended.StatusCode);
        }

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, (await hub.IngestAsync(Samples.Paid($"{i}", "a", 2))).Revision);
        }

        await hub.SettleAsync();
        Assert.Equal(20, (await hub.LevelAsync("a")).Reserved);
    }

    private static Task<RpcException> EndedAsync(RunningHub hub, ChannelOrder order) => Assert.ThrowsAsync<RpcException>(
        () => hub.Orders.IngestOrderAsync(new IngestOrderRequest { Order = order }, deadline: DateTime.UtcNow + Short).ResponseAsync);

    private static async Task<bool> TakenAsync(RunningHub hub, ChannelOrder order)
    {
        try
        {
            await hub.IngestAsync(order);
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    }
}
