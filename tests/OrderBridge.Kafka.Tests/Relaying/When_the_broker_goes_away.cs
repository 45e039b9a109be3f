using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Tests.Running;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>Kafka is away under load and comes back: intake goes on, the lag grows, then all of it is out once and in order.</summary>
[Collection(OneBroker.Name)]
[Trait("Category", "Faults")]
public sealed class When_the_broker_goes_away(OneBroker broker)
{
    private const int Before = 200;
    private const int During = 1_500;

    [RequiresKafkaFact]
    public async Task Intake_goes_on_and_the_relay_catches_up()
    {
        await broker.EmptyAsync();
        await using var hub = await InProcessHub.StartAsync(broker.Bootstrap);
        var relay = hub.Part<RelayState>();
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 100_000);
        await KafkaHub.IngestAsync(hub.Channel, "before", Before, "sku-1");

        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loading = KafkaHub.IngestAsync(hub.Channel, "during", During, "sku-1", seen => half.TrySetResultWhen(seen == During / 2));
        await half.Task.WaitAsync(KafkaHub.Patience);
        await broker.Server.StopAsync();
        try
        {
            Assert.Equal(During, (await loading).Count);
            await KafkaHub.IngestAsync(hub.Channel, "after", Before, "sku-1");
            Assert.True(await Soon.BecomesAsync(async () => { await hub.Part<JournalRelay>().LookAsync(default); return relay.Lag > 0; }, KafkaHub.Patience));
            Assert.True(relay.Age > TimeSpan.Zero);
            var health = await new Health.HealthClient(hub.Channel).CheckAsync(new HealthCheckRequest());
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        }
        finally
        {
            await broker.Server.StartAgainAsync();
        }

        var journal = await KafkaHub.JournalAsync(hub.Channel);
        using var events = new TopicReader(broker.Bootstrap, KafkaHub.EventTopics);
        events.Until(seen => seen.Count >= journal.Count, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(journal, events.Messages));
        Assert.True(Soon.Becomes(() => relay.Lag == 0, KafkaHub.Patience));
    }
}
