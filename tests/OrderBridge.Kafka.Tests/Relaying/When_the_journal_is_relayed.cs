using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>A hub, a broker, and a consumer that knows nothing but topics.</summary>
[Collection(OneBroker.Name)]
public sealed class When_the_journal_is_relayed(OneBroker broker)
{
    private const int Orders = 300;

    [RequiresKafkaFact]
    public async Task Every_event_is_there_once_in_order_and_as_the_stream_sends_it()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap);
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 10_000);
        var accepted = await KafkaHub.IngestAsync(hub.Channel, "relay", Orders, "sku-1");
        var journal = await KafkaHub.JournalAsync(hub.Channel);

        using var events = new TopicReader(broker.Bootstrap, KafkaHub.EventTopics);
        events.Until(seen => seen.Count >= journal.Count, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(journal, events.Messages));

        using var tasks = new TopicReader(broker.Bootstrap, TopicNames.FulfilmentTasks);
        tasks.Until(seen => seen.Count >= Orders, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(tasks.Messages));
        Assert.All(tasks.Messages, m => Assert.Equal(m.Key, FulfilmentTask.Parser.ParseFrom(m.Value).FulfilmentOrder.OrderId));
        Assert.All(tasks.Messages, m => Assert.Equal(m.EventId, FulfilmentTask.Parser.ParseFrom(m.Value).TaskId));
        Assert.Equal(accepted.Order(), tasks.Messages.Select(m => m.Key).Order());
    }

    [RequiresKafkaFact]
    public async Task The_last_level_of_each_key_is_the_present_one()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap);
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 500);
        await KafkaHub.StockAsync(hub.Channel, "sku-2", 7);
        await KafkaHub.IngestAsync(hub.Channel, "levels", 100, "sku-1");

        using var levels = new TopicReader(broker.Bootstrap, TopicNames.StockLevels);
        levels.Until(seen => Last(seen, "WH-1/sku-1")?.Sellable == 400 && Last(seen, "WH-1/sku-2")?.Sellable == 7, KafkaHub.Patience);
        Assert.Equal(100, Last(levels.Messages, "WH-1/sku-1")!.Reserved);
    }

    private static StockLevel? Last(IReadOnlyList<Seen> seen, string key) =>
        seen.LastOrDefault(m => m.Key == key) is { } last ? StockLevel.Parser.ParseFrom(last.Value) : null;
}
