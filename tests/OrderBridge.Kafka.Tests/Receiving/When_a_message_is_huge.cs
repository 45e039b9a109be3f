using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace OrderBridge.Kafka.Tests.Receiving;

/// <summary>What a call may bring, a topic can take; and what a topic of somebody else's making cannot take holds up nothing.</summary>
[Collection(OneBroker.Name)]
public sealed class When_a_message_is_huge(OneBroker broker)
{
    private const int SerialNumbersMax = 10_000;
    private const int Parcels = 5;

    [RequiresKafkaFact]
    public async Task A_report_of_fourteen_megabytes_reaches_the_topics_and_the_next_order_behind_it()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, "--Kafka:GroupId", "huge");
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 100_000);
        var order = Samples.Order("huge", "sku-1", Parcels * SerialNumbersMax);
        order.Lines[0].UnitPrice.MinorUnits = 1; // A small amount: nobody reviews it.
        order.TotalAmount.MinorUnits = order.Payment.PaidAmount.MinorUnits = Parcels * SerialNumbersMax;
        var orderId = (await new Contracts.Orders.V1.OrderService.OrderServiceClient(hub.Channel).IngestOrderAsync(new() { Order = order })).Order.OrderId;
        var work = await WorkAsync(hub.Channel, orderId);

        var report = Shipped(work);
        Assert.True(report.CalculateSize() > 14_000_000);
        await new FulfilmentService.FulfilmentServiceClient(hub.Channel).ReportFulfilmentProgressAsync(report);
        await KafkaHub.IngestAsync(hub.Channel, "after", 1, "sku-1");

        using var tasks = new TopicReader(broker.Bootstrap, TopicNames.FulfilmentTasks);
        tasks.Until(seen => seen.Count(m => FulfilmentTask.Parser.ParseFrom(m.Value).Kind is TaskKind.Create) == 2, KafkaHub.Patience);
        using var events = new TopicReader(broker.Bootstrap, TopicNames.Fulfilment);
        events.Until(seen => seen.Any(m => m.Value.Length > 14_000_000), KafkaHub.Patience);
    }

    [RequiresKafkaFact]
    public async Task Poison_that_its_dead_letter_topic_does_not_take_is_kept_without_its_value()
    {
        await broker.EmptyAsync();
        await MakeAsync(TopicNames.DeadLetter(TopicNames.WarehouseReports), bytesMax: 10_000);
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, ["--Kafka:GroupId", "beheaded", .. KafkaHub.Once]);
        Assert.True(Soon.Becomes(() => Has(TopicNames.WarehouseReports), KafkaHub.Patience));
        using (var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap }).Build())
        {
            await producer.ProduceAsync(TopicNames.WarehouseReports, new() { Key = "k", Value = Enumerable.Repeat((byte)0xFF, 20_000).ToArray() });
        }

        using var dead = new TopicReader(broker.Bootstrap, TopicNames.DeadLetter(TopicNames.WarehouseReports));
        dead.Until(seen => seen.Count == 1, KafkaHub.Patience);
        Assert.Empty(dead.Messages[0].Value);
        Assert.Equal("20000", Seen.Header(dead.Results[0], MessageHeaders.DeadLetterValueBytes));
        Assert.Equal(64, Seen.Header(dead.Results[0], MessageHeaders.DeadLetterValueHash).Length);
        var (code, text) = await HubProcess.RunAsync(["replay-dead-letters", "--kafka", broker.Bootstrap, "--topic", TopicNames.WarehouseReports, .. KafkaHub.Once]);
        Assert.True(code == 0, text);
        Assert.Contains("Cannot be sent again: its 20000 bytes did not fit", text, StringComparison.Ordinal);
        Assert.Contains("0 dead letters", text, StringComparison.Ordinal);
    }

    private static ReportFulfilmentProgressRequest Shipped(string work)
    {
        var report = new ReportFulfilmentProgressRequest { FulfilmentId = work, ReportId = "r-1", State = FulfilmentState.Shipped, ReportTime = Timestamp.FromDateTime(Samples.Noon) };
        for (var parcel = 1; parcel <= Parcels; parcel++)
        {
            var line = new PackageLine { LineId = "1", Quantity = SerialNumbersMax };
            line.SerialNumbers.AddRange(Enumerable.Range(0, SerialNumbersMax).Select(n => n.ToString(CultureInfo.InvariantCulture).PadLeft(100, '\u53f7')));
            report.Packages.Add(new Package { PackageId = $"{parcel}", CarrierCode = "sf", TrackingNumber = $"SF-{parcel}", Lines = { line } });
        }

        return report;
    }

    private static async Task<string> WorkAsync(Grpc.Net.Client.GrpcChannel hub, string orderId)
    {
        var id = string.Empty;
        Assert.True(await Soon.BecomesAsync(async () =>
        {
            var listed = await new FulfilmentService.FulfilmentServiceClient(hub).ListFulfilmentOrdersAsync(new ListFulfilmentOrdersRequest { OrderId = orderId });
            id = listed.FulfilmentOrders.FirstOrDefault(f => f.State is FulfilmentState.Dispatched)?.FulfilmentId ?? string.Empty;
            return id.Length > 0;
        }, KafkaHub.Patience));
        return id;
    }

    private async Task MakeAsync(string topic, int bytesMax)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = topic, NumPartitions = 1, Configs = new() { ["max.message.bytes"] = bytesMax.ToString(CultureInfo.InvariantCulture) } }]);
    }

    private bool Has(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        return admin.GetMetadata(KafkaHub.Patience).Topics.Any(t => t.Topic == topic);
    }
}
