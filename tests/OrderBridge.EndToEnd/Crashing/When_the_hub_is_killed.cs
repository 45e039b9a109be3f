using System.Collections.Concurrent;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using Xunit.Abstractions;

namespace OrderBridge.EndToEnd.Crashing;

/// <summary>Kill -9 at random moments under load: what was acknowledged is there, nothing is doubled or oversold.</summary>
/// <remarks>ORDERBRIDGE_TRIALS sets the number of kills (default 20), ORDERBRIDGE_SEED the moments.</remarks>
[Trait("Category", "Faults")]
public sealed class When_the_hub_is_killed(ITestOutputHelper output)
{
    private const int Clients = 4;
    private const int MessagesPerClient = 5_000;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_oversold()
    {
        var trials = Setting("ORDERBRIDGE_TRIALS", 20);
        var seed = Setting("ORDERBRIDGE_SEED", Environment.ProcessId);
        output.WriteLine($"{trials} trials, ORDERBRIDGE_SEED={seed}");
        var random = new Random(seed);
        var data = HubProcess.NewDirectory();
        var acknowledged = new ConcurrentDictionary<string, string>();
        for (var trial = 0; trial < trials; trial++)
        {
            await using var hub = await HubProcess.StartAsync(data);
            if (trial == 0)
            {
                await new StockService.StockServiceClient(hub.Channel).SetStockAsync(Samples.Stock("hot", (long)trials * Clients * MessagesPerClient)); // Enough for all of them: a kill may come late.
            }

            await LoadUntilKilledAsync(hub, trial, random.Next(1, 400), acknowledged);
        }

        await VerifyAsync(data, acknowledged);
    }

    /// <summary>Clients send and note what was acknowledged; after a number of acknowledgements the hub is killed.</summary>
    private static async Task LoadUntilKilledAsync(HubProcess hub, int trial, int killAfter, ConcurrentDictionary<string, string> acknowledged)
    {
        var seen = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Clients).Select(c => SendAsync(hub, $"{trial}-{c}", (id, orderId) =>
        {
            acknowledged[id] = orderId;
            if (Interlocked.Increment(ref seen) == killAfter)
            {
                reached.TrySetResult();
            }
        })).ToArray();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(180));
        await hub.KillAsync();
        await Task.WhenAll(clients);
    }

    private static async Task SendAsync(HubProcess hub, string prefix, Action<string, string> noted)
    {
        try
        {
            using var call = new OrderService.OrderServiceClient(hub.Channel).IngestOrders();
            var reading = ReadAsync(call, noted);
            for (var i = 0; i < MessagesPerClient; i++)
            {
                var id = $"{prefix}-{i}";
                await call.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = id, Order = Samples.Order(id, "hot") });
            }

            await call.RequestStream.CompleteAsync();
            await reading;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // The hub is dead, as planned.
        }
    }

    private static async Task ReadAsync(AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> call, Action<string, string> noted)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var result = call.ResponseStream.Current;
                if (result.Problem is null)
                {
                    noted(result.MessageId, result.OrderId);
                }
            }
        }
        catch (RpcException)
        {
            // The hub is dead, as planned.
        }
    }

    private static async Task VerifyAsync(string data, ConcurrentDictionary<string, string> acknowledged)
    {
        await using (var hub = await HubProcess.StartAsync(data))
        {
            var orders = new OrderService.OrderServiceClient(hub.Channel);
            foreach (var (id, orderId) in acknowledged)
            {
                var order = (await orders.GetOrderAsync(new GetOrderRequest { OrderId = orderId })).Order;
                Assert.Equal(id, order.ChannelOrderId);
                Assert.Equal(1, order.Revision);
            }

            var proof = await new Contracts.Admin.V1.AdminService.AdminServiceClient(hub.Channel).ProveStoreAsync(new() { WaitForFlows = true });
            Assert.True(proof.Ok, proof.ToString());
            Assert.Equal(0, await hub.TerminateAsync());
        }

        var (exitCode, text) = await HubProcess.ProveAsync(data);
        Assert.True(exitCode == 0, text);
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : usual;
}
