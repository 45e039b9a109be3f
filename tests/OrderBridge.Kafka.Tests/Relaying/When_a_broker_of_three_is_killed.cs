using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>Three brokers, replication 3: kill -9 of one after the other under load.</summary>
[Collection(OneBroker.Name)]
[Trait("Category", "Faults")]
public sealed class When_a_broker_of_three_is_killed
{
    private const int Orders = 1_500;

    [RequiresKafkaFact]
    public async Task Each_event_is_there_once_and_in_order()
    {
        await using var brokers = await KafkaServer.StartAsync(3);
        await using var hub = await KafkaHub.StartAsync(brokers.Bootstrap);
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 100_000);
        for (var node = 1; node <= 3; node++)
        {
            var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var loading = KafkaHub.IngestAsync(hub.Channel, $"node-{node}", Orders, "sku-1", seen => half.TrySetResultWhen(seen == Orders / 2));
            await half.Task.WaitAsync(KafkaHub.Patience);
            await brokers.KillAsync(node);
            Assert.Equal(Orders, (await loading).Count);
            await brokers.RestartAsync(node);
        }

        var journal = await KafkaHub.JournalAsync(hub.Channel);
        using var events = new TopicReader(brokers.Bootstrap, KafkaHub.EventTopics);
        events.Until(seen => seen.Count >= journal.Count, 2 * KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(journal, events.Messages));
    }
}
