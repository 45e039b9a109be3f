using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.Contracts.Orders.V1;
using Polly;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class OrderSenderTests
{
    /// <summary>A hub that takes less than the adapter thinks says so in gRPC's own words.</summary>
    [Fact]
    public async Task SendAsync_OneMessageIsTooLarge_IsRefusedAndTheOthersOfItsStreamAreTaken()
    {
        var script = new HubScript { MessageBytesMax = 4 << 20 };
        await using var hub = await FakeHub.StartAsync(script);
        using var channel = new HubChannel(hub.Address, "key");
        await using var sender = new OrderSender(
            new OrderService.OrderServiceClient(channel.Calls), HubPipeline.Build(TimeProvider.System, seed: 1), NullLogger<OrderSender>.Instance);

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        var others = Enumerable.Range(0, 20).Select(i => SendAsync(sender, Message($"small-{i}", 10), bound.Token)).ToList();
        var large = SendAsync(sender, Message("large", 5 * 1024 * 1024), bound.Token);

        var refused = await Assert.ThrowsAsync<HubFailureException>(() => large);
        Assert.True(refused.Failure.IsTooLarge, refused.Message);
        Assert.False(refused.Failure.IsTransient);
        await Task.WhenAll(others);
        Assert.Equal(20, script.Orders.Select(o => o.ChannelOrderId).Distinct().Count());
    }

    /// <summary>Again as the pump does it: the stream that breaks under all of them may open the breaker, and a busy machine outlasts the attempts.</summary>
    private static async Task SendAsync(OrderSender sender, IngestOrdersRequest message, CancellationToken bound)
    {
        while (true)
        {
            try
            {
                await sender.SendAsync(message, bound);
                return;
            }
            catch (Exception e) when (e is ExecutionRejectedException or HubFailureException { Failure.IsTransient: true })
            {
                bound.ThrowIfCancellationRequested();
            }
        }
    }

    private static IngestOrdersRequest Message(string id, int rawBytes) =>
        new() { Order = new ChannelOrder { ChannelOrderId = id }, RawPayload = ByteString.CopyFrom(new byte[rawBytes]) };
}
