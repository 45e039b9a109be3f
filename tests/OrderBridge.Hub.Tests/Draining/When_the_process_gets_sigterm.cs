using System.Collections.Concurrent;
using Grpc.Core;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using static OrderBridge.Contracts.Grpc.Health.V1.HealthCheckResponse.Types;

namespace OrderBridge.Hub.Tests.Draining;

/// <summary>A real process under load, told to end.</summary>
public sealed class When_the_process_gets_sigterm
{
    private const int AnswersBefore = 200;

    /// <summary>More than a hub takes until the signal arrives, and so few that flows have followed them soon.</summary>
    private const int MessagesMax = 5_000;

    [Fact]
    public async Task It_drains_and_exits_0_and_loses_nothing_that_it_acknowledged()
    {
        var acknowledged = new ConcurrentDictionary<string, string>();
        string data;
        await using (var hub = await HubProcess.StartAsync(RunningHub.NewDirectory(), "--Overload:DrainTime", "00:01:00"))
        {
            data = hub.DataDirectory;
            await new StockService.StockServiceClient(hub.Channel).SetStockAsync(new SetStockRequest
            {
                RequestId = "1", Counts = { new StockCount { WarehouseId = Samples.Warehouse, SkuId = "a", OnHand = 1_000_000 } },
            });
            using var health = new Health.HealthClient(hub.Channel).Watch(new HealthCheckRequest());
            Assert.Equal(ServingStatus.Serving, (await health.ResponseStream.NextAsync()).Status);
            using var stream = new OrderService.OrderServiceClient(hub.Channel).IngestOrders();
            var sending = SendAsync(stream);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var reading = ReadAsync(stream, acknowledged, enough);
            await enough.Task.WaitAsync(Patience.Length);

            Assert.Equal(0, await hub.TerminateAsync().WaitAsync(Patience.Length));
            Assert.Equal(ServingStatus.NotServing, (await health.ResponseStream.NextAsync().WaitAsync(Patience.Length)).Status);
            (await Refused.ByAsync(() => reading.WaitAsync(Patience.Length))).Is(StatusCode.Unavailable, "DRAINING");
            await Record.ExceptionAsync(() => sending).WaitAsync(Patience.Length); // The stream has ended, as planned; how a message on its way hears of it depends on the moment.
        }

        var (exitCode, text) = await HubProcess.ProveAsync(data);
        Assert.True(exitCode == 0, text);
        await using var next = await RunningHub.StartOnAsync(data, null);
        await next.SettleAsync();
        Assert.True(acknowledged.Count >= AnswersBefore);
        foreach (var (messageId, orderId) in acknowledged)
        {
            Assert.Equal(messageId, (await next.OrderAsync(orderId)).ChannelOrderId);
        }
    }

    /// <summary>Sends until nobody takes any more, and keeps the stream open.</summary>
    private static async Task SendAsync(AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> stream)
    {
        for (var i = 0; i < MessagesMax; i++)
        {
            await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = $"{i}", Order = Samples.Paid($"{i}", "a") });
        }
    }

    private static async Task ReadAsync(
        AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> stream, ConcurrentDictionary<string, string> acknowledged, TaskCompletionSource enough)
    {
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            var answer = stream.ResponseStream.Current;
            if (answer.Problem is null)
            {
                acknowledged[answer.MessageId] = answer.OrderId;
            }

            if (acknowledged.Count == AnswersBefore)
            {
                enough.TrySetResult();
            }
        }
    }
}
