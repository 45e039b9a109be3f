using Npgsql;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Striking;

/// <summary>What happens to PostgreSQL.</summary>
internal static class PostgresFaults
{
    public static Fault Crashed(FaultCluster cluster) =>
        new("PostgreSQL crashes", () => Task.Run(cluster.Postgres.Crash), () => Task.Run(cluster.Postgres.Restart));

    public static Fault Terminated(FaultCluster cluster) => Fault.Of("every connection to PostgreSQL is terminated", async () =>
    {
        await using var connection = cluster.Connect(cluster.Postgres.ConnectionString("postgres"));
        await using var terminate = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'orderbridge'", connection);
        await terminate.ExecuteNonQueryAsync();
    });
}
