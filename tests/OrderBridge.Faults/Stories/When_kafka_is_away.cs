using System.Diagnostics;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Stories;

/// <summary>The broker is gone: orders go on being taken, and afterwards each task comes once and in order.</summary>
/// <remarks>One broker of three that is killed: <c>When_a_broker_of_three_is_killed</c> in OrderBridge.Kafka.Tests.</remarks>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_kafka_is_away(FaultCluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan CheckMost = TimeSpan.FromMinutes(1);

    [RequiresServersFact]
    public async Task For_a_while_orders_go_on_and_the_tasks_come_afterwards()
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 4);
        await load.RushAsync(100);
        await KafkaFaults.Stopped(cluster).DuringAsync(async () =>
        {
            load.Calm();
            var since = Stopwatch.GetTimestamp();
            do
            {
                await load.Tally.MoreAsync(10);
                await AssertServingAsync();
            }
            while (Stopwatch.GetElapsedTime(since) < FaultSettings.Outage);
        });

        await cluster.Tap.MoreTasksAsync(cluster.Tap.TaskCount + 20); // Before the judge: stock was never away.
        await load.AssertSoundAsync(output, 20);
        Assert.Equal((0, 0), (load.Tally.FailedWith("STORE_UNAVAILABLE"), load.Tally.FailedWith("STOCK_LEDGER_NOT_READY")));
    }

    [RequiresServersFact]
    public async Task Killed_in_the_middle_of_a_transaction()
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 5);
        await load.RushAsync(200);
        await KafkaFaults.Killed(cluster).DuringAsync(() =>
        {
            load.Calm();
            return load.Tally.MoreAsync(30);
        });

        await cluster.Tap.MoreTasksAsync(cluster.Tap.TaskCount + 10); // Likewise.
        await load.AssertSoundAsync(output, 20);
    }

    private async Task AssertServingAsync()
    {
        foreach (var hub in cluster.Hubs)
        {
            var health = await new Health.HealthClient(hub.Channel).CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow + CheckMost);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        }
    }
}
