using Grpc.Core;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Contracts.Orders.V1;
using static OrderBridge.Contracts.Grpc.Health.V1.HealthCheckResponse.Types;

namespace OrderBridge.Hub.Tests.Draining;

public sealed class When_the_hub_drains
{
    /// <summary>Longer than a test waits: a stream that did not end by itself would be noticed.</summary>
    private static readonly string[] LongDrain = ["--Overload:DrainTime", "00:02:00"];

    [Fact]
    public async Task Health_says_so_and_calls_under_way_finish()
    {
        await using var hub = await RunningHub.StartAsync(LongDrain);
        await hub.CountAsync("a", 10);
        using var health = hub.Health.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, (await health.ResponseStream.NextAsync()).Status);
        Task<Order> underWay;
        Task stopping;
        using (hub.HoldStore())
        {
            underWay = hub.IngestAsync(Samples.Paid("1", "a"));
            await Taken.OrdersAsync(hub, 1);
            stopping = hub.StopAsync();
            Assert.Equal(ServingStatus.NotServing, (await health.ResponseStream.NextAsync()).Status);
        }

        Assert.Equal(OrderState.Approved, (await underWay).State);
        await stopping.WaitAsync(Patience.Length);
        await using var next = await RunningHub.StartOnAsync(hub.DataDirectory, null);
        await next.SettleAsync();
        Assert.NotNull(await next.FindAsync(Samples.Paid("1", "a")));
    }

    [Fact]
    public async Task Messages_that_a_stream_has_handed_over_are_answered_before_it_ends()
    {
        const int messages = 20;
        await using var hub = await RunningHub.StartAsync(LongDrain);
        await hub.CountAsync("a", messages);
        using var stream = hub.Orders.IngestOrders();
        Task stopping;
        using (hub.HoldStore())
        {
            for (var i = 0; i < messages; i++)
            {
                await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = $"{i}", Order = Samples.Paid($"{i}", "a") });
            }

            await Taken.OrdersAsync(hub, messages);
            stopping = hub.StopAsync();
        }

        var answers = await stream.ResponseStream.NextAsync(messages);
        Assert.All(answers, a => Assert.Equal(IngestOutcome.Created, a.Outcome));
        (await Refused.ByAsync(() => stream.ResponseStream.NextAsync())).Is(StatusCode.Unavailable, "DRAINING");
        await stopping.WaitAsync(Patience.Length);

        await using var next = await RunningHub.StartOnAsync(hub.DataDirectory, null);
        await next.SettleAsync();
        Assert.Equal(messages, (await next.LevelAsync("a")).Reserved);
    }

    [Fact]
    public async Task A_caller_finds_nobody_after_it()
    {
        await using var hub = await RunningHub.StartAsync(LongDrain);
        await hub.StopAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => hub.IngestAsync(Samples.Paid("1", "a")));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }
}
