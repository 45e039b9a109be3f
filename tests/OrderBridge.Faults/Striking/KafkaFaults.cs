using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Striking;

/// <summary>What happens to the broker.</summary>
internal static class KafkaFaults
{
    public static Fault Killed(FaultCluster cluster) => new("Kafka is killed", () => cluster.Kafka.KillAsync(1), () => cluster.Kafka.RestartAsync(1));

    public static Fault Stopped(FaultCluster cluster) => new("Kafka is stopped", cluster.Kafka.StopAsync, cluster.Kafka.StartAgainAsync);

    public static Fault Frozen(FaultCluster cluster) => new("Kafka stands still", () => cluster.Kafka.FreezeAsync(1), () => cluster.Kafka.ThawAsync(1));
}
