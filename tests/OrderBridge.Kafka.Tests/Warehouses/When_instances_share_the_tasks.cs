using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Tests.Running;

namespace OrderBridge.Kafka.Tests.Warehouses;

/// <summary>Three warehouse programs of one group come, go and are killed under load: every order is shipped, once.</summary>
[Collection(OneBroker.Name)]
public sealed class When_instances_share_the_tasks(OneBroker broker)
{
    private const int Orders = 600;
    private const string Group = "shared-warehouse";

    [RequiresKafkaFact]
    public async Task Every_order_is_shipped_once()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap);
        var directory = Directory.CreateTempSubdirectory("orderbridge-kafka-wms-").FullName;
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 100_000);

        using var first = Start(hub, directory, 1);
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loading = KafkaHub.IngestAsync(hub.Channel, "shared", Orders, "sku-1", seen => third.TrySetResultWhen(seen == Orders / 3));
        await third.Task.WaitAsync(KafkaHub.Patience);
        using var second = Start(hub, directory, 2);
        using var another = Start(hub, directory, 3);
        Assert.Equal(Orders, (await loading).Count);
        await ShippedAsync(hub, Orders / 3);
        CommandProcess.Signal(second.Id, "KILL");
        await second.EndAsync();
        await KafkaHub.IngestAsync(hub.Channel, "more", Orders / 2, "sku-1");
        using var again = Start(hub, directory, 2);
        await MembersAsync(3); // However slowly they started: from here on at least two share what comes.
        await KafkaHub.IngestAsync(hub.Channel, "last", Orders / 2, "sku-1");
        await ShippedAsync(hub, 2 * Orders);

        foreach (var instance in (CommandProcess[])[first, another, again])
        {
            CommandProcess.Signal(instance.Id, "TERM");
            Assert.Equal(0, await instance.EndAsync());
        }

        var journal = await KafkaHub.JournalAsync(hub.Channel);
        Assert.Equal(2 * Orders, journal.Count(e => e.EventType == "fulfilment.shipped"));
        var taken = Enumerable.Range(1, 3).Select(n => Distinct(directory, n)).ToArray();
        Assert.True(taken.Sum() >= 2 * Orders, string.Join(", ", taken));
        Assert.True(taken.Count(t => t > 0) >= 2, $"Nothing was shared: {string.Join(", ", taken)}");
    }

    /// <summary>Waits until so many have partitions. One that was killed counts for as long as the brokers wait for it.</summary>
    private async Task MembersAsync(int members)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        await Eventually.BecomesAsync($"{members} instances have partitions", async () =>
            (await admin.DescribeConsumerGroupsAsync([Group])).ConsumerGroupDescriptions.Single().Members.Count(m => m.Assignment?.TopicPartitions.Count > 0) >= members);
    }

    private static async Task ShippedAsync(HubProcess hub, int orders)
    {
        var admin = new AdminService.AdminServiceClient(hub.Channel);
        await Eventually.BecomesAsync($"{orders} orders shipped", async () =>
            (await admin.GetStatisticsAsync(new GetStatisticsRequest())).OrdersByState.GetValueOrDefault("SHIPPED") >= orders);
    }

    private CommandProcess Start(HubProcess hub, string directory, int number) => CommandProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "OrderBridge.ReferenceWms.dll"),
        "--hub", hub.Address, "--key", HubProcess.AdminKey, "--kafka", broker.Bootstrap, "--kafka-group", Group,
        "--data", Path.Combine(directory, number.ToString(CultureInfo.InvariantCulture)), "--stats", StatsOf(directory, number),
        "--step-time", "30ms", "--steps", "accepted,packed,shipped", "--seed", number.ToString(CultureInfo.InvariantCulture));

    private static string StatsOf(string directory, int number) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"stats-{number}.json"));

    private static long Distinct(string directory, int number)
    {
        using var stats = JsonDocument.Parse(File.ReadAllText(StatsOf(directory, number)));
        return stats.RootElement.GetProperty("tasks_distinct").GetInt64();
    }
}
