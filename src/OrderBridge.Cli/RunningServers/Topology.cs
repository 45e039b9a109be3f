using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.RunningServers;

/// <summary>How many hubs a demo runs, and what they stand on; null is what a hub has in itself: a file, its memory, its stream.</summary>
/// <param name="Postgres">Connection string; may hold a password, so it is never shown.</param>
/// <param name="Redis">Servers and options as StackExchange.Redis reads them; likewise.</param>
/// <param name="Kafka">Brokers, <c>host:port,host:port</c>.</param>
internal sealed record Topology(int Hubs, string? Postgres, string? Redis, string? Kafka)
{
    /// <summary>Begin of the ledger's keys: a demo shares a Redis with others, and its stock with nobody.</summary>
    public string RedisPrefix { get; } = $"orderbridge-demo-{RunKeys.RandomText()[..8]}";

    public string Storage => Postgres is null ? "sqlite" : "postgres";

    public string Ledger => Redis is null ? "memory" : "redis";

    public string TasksBy => Kafka is null ? "stream" : "kafka";

    /// <summary>For people.</summary>
    public string Sentence =>
        $"{(Hubs == 1 ? "One hub" : $"{Hubs} hubs")}: orders in {(Postgres is null ? "a SQLite file" : "PostgreSQL")}, stock ledger in {(Redis is null ? "memory" : "Redis")}, "
        + $"the warehouse takes its tasks from {(Kafka is null ? "the hub's stream" : "Kafka")}.";
}
