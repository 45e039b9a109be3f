using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using Grpc.Net.Client;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.EndToEnd.Tracing;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace OrderBridge.Kafka.Tests.Receiving;

/// <summary>Warehouses and carriers that write to Kafka: the same answers as over gRPC, and nothing that holds up the rest.</summary>
[Collection(OneBroker.Name)]
public sealed class When_messages_come_by_topic(OneBroker broker)
{
    [RequiresKafkaFact]
    public async Task A_report_counts_once_however_often_it_comes()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, "--Kafka:GroupId", "repeats");
        var work = await WorkAsync(hub.Channel, "repeated");
        var report = Progress(work, "r-1", FulfilmentState.Accepted);

        await SendAsync(TopicNames.WarehouseReports, work, report);
        await SendAsync(TopicNames.WarehouseReports, work, report);
        await SendAsync(TopicNames.WarehouseReports, work, Progress(work, "r-2", FulfilmentState.Picking));
        await SendAsync(TopicNames.TrackingEvents, "p-1", Scan("p-1"));
        await SendAsync(TopicNames.TrackingEvents, "p-1", Scan("p-1"));
        await SendAsync(TopicNames.TrackingEvents, "p-1", Scan("p-1", "second"));

        Assert.True(await Soon.BecomesAsync(async () => await StateAsync(hub.Channel, work) == FulfilmentState.Picking, KafkaHub.Patience));
        Assert.True(await Soon.BecomesAsync(async () => await ScansAsync(hub.Channel, "p-1") == 2, KafkaHub.Patience));
        var journal = await KafkaHub.JournalAsync(hub.Channel);
        Assert.Equal(2, journal.Count(e => e.EventType == "fulfilment.progressed" && e.AggregateId == work));
        Assert.All(journal.Where(e => e.EventType == "fulfilment.progressed"), e => Assert.Equal("warehouse:kafka", e.Actor));
        Assert.All(journal.Where(e => e.EventType == "fulfilment.progressed"), e => Assert.Contains(TracedShop.TraceId, e.TraceParent, StringComparison.Ordinal)); // Although nobody collects.
        Assert.Equal(2, journal.Count(e => e.EventType == "shipment.tracking_recorded"));
    }

    [RequiresKafkaFact]
    public async Task Poison_goes_to_the_dead_letters_with_its_reason_and_the_rest_goes_on()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, ["--Kafka:GroupId", "poison", .. KafkaHub.Once]);
        var work = await WorkAsync(hub.Channel, "poisoned");

        await SendAsync(TopicNames.WarehouseReports, work, [0xFF, 0xFF, 0xFF], type: null);
        await SendAsync(TopicNames.WarehouseReports, work, [], "orderbridge.orders.v1.IngestOrderRequest");
        await SendAsync(TopicNames.WarehouseReports, work, Progress("ful_unknown-1", "r-1", FulfilmentState.Accepted));
        await SendAsync(TopicNames.WarehouseReports, work, Progress(work, "r-2", FulfilmentState.Accepted));

        Assert.True(await Soon.BecomesAsync(async () => await StateAsync(hub.Channel, work) == FulfilmentState.Accepted, KafkaHub.Patience));
        using var dead = new TopicReader(broker.Bootstrap, TopicNames.DeadLetter(TopicNames.WarehouseReports));
        dead.Until(seen => seen.Count >= 3, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Equal(
            ["FULFILMENT_NOT_FOUND", "MESSAGE_TYPE_UNKNOWN", "MESSAGE_UNREADABLE"],
            dead.Results.Select(r => Seen.Header(r, MessageHeaders.DeadLetterReason)).Order(StringComparer.Ordinal));
        Assert.All(dead.Results, r => Assert.Equal(TopicNames.WarehouseReports, Seen.Header(r, MessageHeaders.DeadLetterTopic)));
        Assert.All(dead.Results, r => Assert.NotEmpty(Seen.Header(r, MessageHeaders.DeadLetterMessage)));
        Assert.Contains(dead.Messages, m => m.Value is [0xFF, 0xFF, 0xFF] && m.Key == work);
    }

    [RequiresKafkaFact]
    public async Task A_dead_letter_is_sent_again_by_command_and_counts_then()
    {
        await broker.EmptyAsync();
        var work = await IdBeforehandAsync("late");
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, ["--Kafka:GroupId", "replay", .. KafkaHub.Once]);
        Assert.True(Soon.Becomes(() => HasTopics(), KafkaHub.Patience));
        await SendAsync(TopicNames.WarehouseReports, work, Progress(work, "r-1", FulfilmentState.Accepted));
        using (var dead = new TopicReader(broker.Bootstrap, TopicNames.DeadLetter(TopicNames.WarehouseReports)))
        {
            dead.Until(seen => seen.Count == 1, KafkaHub.Patience);
        }

        Assert.Equal(work, await WorkAsync(hub.Channel, "late"));
        Assert.Contains("FULFILMENT_NOT_FOUND", await ReplayAsync("--dry-run", "true"), StringComparison.Ordinal);
        Assert.Contains("1 dead letters", await ReplayAsync(), StringComparison.Ordinal);
        Assert.True(await Soon.BecomesAsync(async () => await StateAsync(hub.Channel, work) == FulfilmentState.Accepted, KafkaHub.Patience));
        Assert.Contains("0 dead letters", await ReplayAsync(), StringComparison.Ordinal);
    }

    [RequiresKafkaFact]
    public async Task What_came_while_the_hub_was_dead_is_taken_after_its_start()
    {
        await broker.EmptyAsync();
        var data = HubProcess.NewDirectory();
        string[] works;
        await using (var hub = await KafkaHub.StartAsync(broker.Bootstrap, data, "--Kafka:GroupId", "dead-hub"))
        {
            works = [await WorkAsync(hub.Channel, "a"), await WorkAsync(hub.Channel, "b"), await WorkAsync(hub.Channel, "c")];
            await SendAsync(TopicNames.WarehouseReports, works[0], Progress(works[0], "r-1", FulfilmentState.Accepted));
            await hub.KillAsync();
        }

        foreach (var work in works)
        {
            await SendAsync(TopicNames.WarehouseReports, work, Progress(work, "r-2", FulfilmentState.Picking));
        }

        await using var next = await KafkaHub.StartAsync(broker.Bootstrap, data, "--Kafka:GroupId", "dead-hub");
        foreach (var work in works)
        {
            Assert.True(await Soon.BecomesAsync(async () => await StateAsync(next.Channel, work) == FulfilmentState.Picking, KafkaHub.Patience), work);
        }
    }

    /// <summary>Ids are computed from the order's key: another hub with the same order knows what this one will call the work.</summary>
    private static async Task<string> IdBeforehandAsync(string order)
    {
        await using var other = await HubProcess.StartAsync();
        return await WorkAsync(other.Channel, order);
    }

    private static async Task<string> WorkAsync(GrpcChannel hub, string order)
    {
        await KafkaHub.StockAsync(hub, $"sku-{order}", 10);
        var orderId = (await KafkaHub.IngestAsync(hub, order, 1, $"sku-{order}")).Single();
        var fulfilment = new FulfilmentService.FulfilmentServiceClient(hub);
        var id = string.Empty;
        Assert.True(await Soon.BecomesAsync(async () =>
        {
            var listed = await fulfilment.ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { OrderId = orderId });
            id = listed.FulfilmentOrders.FirstOrDefault(f => f.State is FulfilmentState.Dispatched)?.FulfilmentId ?? string.Empty;
            return id.Length > 0;
        }, KafkaHub.Patience));
        return id;
    }

    private static async Task<FulfilmentState> StateAsync(GrpcChannel hub, string work) =>
        (await new FulfilmentService.FulfilmentServiceClient(hub).GetFulfilmentOrderAsync(new GetFulfilmentOrderRequest { FulfilmentId = work })).FulfilmentOrder.State;

    private static async Task<int> ScansAsync(GrpcChannel hub, string number)
    {
        try
        {
            var key = new TrackingKey { CarrierCode = "sf", TrackingNumber = number };
            return (await new TrackingService.TrackingServiceClient(hub).GetShipmentAsync(new GetShipmentRequest { Key = key })).Shipment.Events.Count;
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode is Grpc.Core.StatusCode.NotFound)
        {
            return 0;
        }
    }

    private static ReportFulfilmentProgressRequest Progress(string work, string reportId, FulfilmentState state) =>
        new() { FulfilmentId = work, ReportId = reportId, State = state, ReportTime = Timestamp.FromDateTime(Samples.Noon) };

    private static RecordTrackingEventsRequest Scan(string number, string place = "first") => new()
    {
        CarrierCode = "sf",
        TrackingNumber = number,
        Source = "tests",
        Events = { new TrackingEvent { Status = TrackingStatus.InTransit, EventTime = Timestamp.FromDateTime(Samples.Noon.AddMinutes(place.Length)), Description = place } },
    };

    private Task SendAsync(string topic, string key, IMessage message) => SendAsync(topic, key, message.ToByteArray(), message.Descriptor.FullName);

    private async Task SendAsync(string topic, string key, byte[] value, string? type)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap }).Build();
        var headers = new Headers { { MessageHeaders.TraceParent, Encoding.UTF8.GetBytes(TracedShop.TraceParent) } };
        if (type is not null)
        {
            headers.Add(MessageHeaders.MessageType, Encoding.UTF8.GetBytes(type));
        }

        await producer.ProduceAsync(topic, new Message<string, byte[]> { Key = key, Value = value, Headers = headers });
    }

    private bool HasTopics()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        return admin.GetMetadata(KafkaHub.Patience).Topics.Any(t => t.Topic == TopicNames.DeadLetter(TopicNames.WarehouseReports));
    }

    private async Task<string> ReplayAsync(params string[] more)
    {
        var (code, text) = await HubProcess.RunAsync(["replay-dead-letters", "--kafka", broker.Bootstrap, "--topic", TopicNames.WarehouseReports, .. KafkaHub.Once, .. more]);
        Assert.True(code == 0, text);
        return text;
    }
}
