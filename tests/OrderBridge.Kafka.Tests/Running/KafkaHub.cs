using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>A hub as a process with Kafka, and what tests do with it.</summary>
internal static class KafkaHub
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>For a stream or a proof that never ends: the test fails instead of standing still.</summary>
    private static readonly TimeSpan CallMost = TimeSpan.FromMinutes(10);

    public static readonly string[] EventTopics = [TopicNames.Orders, TopicNames.Stock, TopicNames.Fulfilment, TopicNames.Shipments];

    /// <summary>Dead letters are kept at least once: a broker that answers too late gets one twice. For tests that count them, none is too late.</summary>
    public static readonly string[] Once = ["--Kafka:Patience", "00:02:00"];

    public static Task<HubProcess> StartAsync(string bootstrap, string? data = null, params string[] more) =>
        HubProcess.StartAsync(data, ["--kafka", bootstrap, "--Kafka:Partitions", "4", "--Kafka:RetryMax", "00:00:00.5", "--Kafka:Patience", "00:00:10", .. more]);

    public static async Task StockAsync(GrpcChannel hub, string sku, long pieces) =>
        await new StockService.StockServiceClient(hub).SetStockAsync(Samples.Stock(sku, pieces));

    /// <summary>Sends orders over one stream and returns the ids of those that were acknowledged; ends early when the hub dies.</summary>
    public static async Task<IReadOnlyCollection<string>> IngestAsync(GrpcChannel hub, string prefix, int count, string sku, Action<int>? acknowledged = null)
    {
        var ids = new ConcurrentQueue<string>();
        try
        {
            using var call = new OrderService.OrderServiceClient(hub).IngestOrders(deadline: DateTime.UtcNow + CallMost);
            var reading = Task.Run(async () =>
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    if (call.ResponseStream.Current.Problem is null)
                    {
                        ids.Enqueue(call.ResponseStream.Current.OrderId);
                        acknowledged?.Invoke(ids.Count);
                    }
                }
            });
            for (var i = 0; i < count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");
                await call.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = id, Order = Samples.Order(id, sku) });
            }

            await call.RequestStream.CompleteAsync();
            await reading;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // The hub was killed, where a test does that; what was acknowledged counts.
        }

        return ids;
    }

    /// <summary>Every event of the journal once flows are done: the truth that topics are compared with.</summary>
    public static async Task<IReadOnlyList<Event>> JournalAsync(GrpcChannel hub)
    {
        var proof = await new Contracts.Admin.V1.AdminService.AdminServiceClient(hub).ProveStoreAsync(new() { WaitForFlows = true }, deadline: DateTime.UtcNow + CallMost);
        Assert.True(proof.Ok, proof.ToString());
        var events = new List<Event>();
        using var limit = new CancellationTokenSource(Patience);
        using var call = new EventService.EventServiceClient(hub).StreamEvents(new StreamEventsRequest(), cancellationToken: limit.Token);
        while (await call.ResponseStream.MoveNext(limit.Token) && call.ResponseStream.Current.Event is { } happened)
        {
            events.Add(happened);
        }

        return events;
    }
}
