using System.Globalization;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;
using Xunit.Abstractions;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>Kill -9 of the hub under load at random moments: after the last start each event and each task is there once.</summary>
/// <remarks>ORDERBRIDGE_SEED sets the moments.</remarks>
[Collection(OneBroker.Name)]
[Trait("Category", "Faults")]
public sealed class When_the_relay_is_killed(OneBroker broker, ITestOutputHelper output)
{
    private const int Kills = 3;
    private const int OrdersMax = 3_000;

    [RequiresKafkaFact]
    public async Task Nothing_is_lost_and_nothing_is_seen_twice()
    {
        await broker.EmptyAsync();
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORDERBRIDGE_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.ProcessId;
        output.WriteLine($"ORDERBRIDGE_SEED={seed}");
        var random = new Random(seed);
        var data = HubProcess.NewDirectory();
        var acknowledged = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, data);
            await KafkaHub.StockAsync(hub.Channel, $"sku-{kill}", 1_000_000);
            acknowledged.UnionWith(await LoadUntilKilledAsync(hub, kill, random.Next(100, 1_500)));
        }

        await using var last = await KafkaHub.StartAsync(broker.Bootstrap, data);
        var journal = await KafkaHub.JournalAsync(last.Channel);
        using var events = new TopicReader(broker.Bootstrap, KafkaHub.EventTopics);
        events.Until(seen => seen.Count >= journal.Count, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(journal, events.Messages));

        var dispatched = journal.Where(e => e.EventType == "fulfilment.dispatched").Select(e => e.EventId).ToHashSet();
        using var tasks = new TopicReader(broker.Bootstrap, TopicNames.FulfilmentTasks);
        tasks.Until(seen => seen.Count >= dispatched.Count, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(tasks.Messages));
        Assert.Equal(dispatched.Order(), tasks.Messages.Select(m => m.EventId).Order());
        Assert.Subset(tasks.Messages.Select(m => m.Key).ToHashSet(), acknowledged);
        output.WriteLine($"{acknowledged.Count} orders acknowledged, {journal.Count} events");
    }

    private static async Task<IReadOnlyCollection<string>> LoadUntilKilledAsync(HubProcess hub, int kill, int after)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loading = KafkaHub.IngestAsync(hub.Channel, $"kill-{kill}", OrdersMax, $"sku-{kill}", seen => reached.TrySetResultWhen(seen == after));
        await reached.Task.WaitAsync(KafkaHub.Patience);
        await hub.KillAsync();
        return await loading;
    }
}
