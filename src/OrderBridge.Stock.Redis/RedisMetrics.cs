using System.Diagnostics.Metrics;

namespace OrderBridge.Stock.Redis;

/// <summary>Counters of the Redis ledger. Drift between ledger and database is counted by the Stock module.</summary>
public static class RedisMetrics
{
    public const string MeterName = "OrderBridge.Stock.Redis";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Attempts that failed, by kind of failure.</summary>
    public static readonly Counter<long> Repeats = Meter.CreateCounter<long>(
        "orderbridge.stock.redis.failed_attempts", "{attempt}", "Attempts at a script that failed, by kind of failure.");

    /// <summary>Times that what was filled turned out to be gone or replaced, by cause.</summary>
    public static readonly Counter<long> Losses = Meter.CreateCounter<long>(
        "orderbridge.stock.redis.losses", "{loss}", "Times that the ledger was found wiped, restarted or replaced by a replica.");
}
