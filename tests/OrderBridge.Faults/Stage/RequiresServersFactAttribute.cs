using OrderBridge.Kafka.Connecting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Stage;

/// <summary>Skipped with the reason where one of the servers is missing; a server named in ORDERBRIDGE_REQUIRE has to be there.</summary>
public sealed class RequiresServersFactAttribute : FactAttribute
{
    public RequiresServersFactAttribute() => Skip = Trouble!;

    private static string? Trouble => PostgresServer.ReasonToSkip ?? RedisServer.ReasonToSkip ?? KafkaTrouble;

    private static string? KafkaTrouble =>
        ServerPrograms.IsRequired("kafka") ? null : new[] { KafkaServer.Trouble, KafkaLibrary.Trouble }.FirstOrDefault(t => t.Length > 0);
}
