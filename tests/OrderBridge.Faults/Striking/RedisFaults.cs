using System.Globalization;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Stage;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Striking;

/// <summary>What happens to Redis. None of it may matter for long: what it holds is in the database too.</summary>
internal static class RedisFaults
{
    /// <summary>Killed; when it is back, the last bytes that it had told the disk are not there.</summary>
    /// <param name="fsync">Its setting <c>appendfsync</c>, for as long as it lives.</param>
    public static Fault Killed(FaultCluster cluster, string fsync, int lostBytes) => new(
        $"Redis (appendfsync {fsync}) is killed and lacks its last {lostBytes} bytes",
        async () =>
        {
            await cluster.Redis.CommandAsync("CONFIG", "SET", "appendfsync", fsync);
            await cluster.Redis.KillAsync();
            cluster.Redis.LoseTail(lostBytes);
        },
        () => cluster.Redis.RestartAsync());

    public static Fault Emptied(FaultCluster cluster) => new(
        "Redis is killed and starts with nothing",
        async () =>
        {
            await cluster.Redis.KillAsync();
            cluster.Redis.LoseAll();
        },
        () => cluster.Redis.RestartAsync());

    public static Fault Flushed(FaultCluster cluster) => Fault.Of("Redis is wiped by FLUSHALL", () => cluster.Redis.CommandAsync("FLUSHALL"));

    public static Fault Frozen(FaultCluster cluster) => Fault.Of("Redis stands still", () => cluster.Redis.Freeze(), () => cluster.Redis.Thaw());

    /// <summary>
    /// A replica hears nothing of what is promised from the strike on. Then the master dies, the replica takes its place, and the address that the hubs
    /// know leads there.
    /// </summary>
    public static Fault FailedOver(FaultCluster cluster)
    {
        RedisServer? replica = null;
        return new(
            "Redis fails over to a replica that is behind",
            async () =>
            {
                replica = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
                try
                {
                    await replica.CommandAsync("REPLICAOF", "127.0.0.1", cluster.Redis.Port.ToString(CultureInfo.InvariantCulture));
                    await Eventually.BecomesAsync("the replica has what the master has", async () =>
                        (await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
                    await replica.CommandAsync("REPLICAOF", "127.0.0.1", "1");
                }
                catch
                {
                    replica.Dispose(); // What has not begun is not ended either.
                    throw;
                }
            },
            async () =>
            {
                await cluster.Redis.KillAsync();
                cluster.Redis.Dispose();
                await replica!.CommandAsync("REPLICAOF", "NO", "ONE");
                cluster.Redis = replica;
                foreach (var hub in cluster.Hubs)
                {
                    hub.ToRedis.LeadsTo = replica.Port;
                }
            });
    }
}
