using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Arguments of the scripts that set levels, quotas and holds. The first is left for the epoch.</summary>
internal static class LevelWrites
{
    /// <summary>Entries of one script call, so that none blocks Redis for long.</summary>
    public const int BatchSize = 500;

    /// <param name="repairs">Of one warehouse.</param>
    public static RedisValue[] Repairs(IEnumerable<LedgerRepair> repairs)
    {
        var values = new List<RedisValue> { RedisValue.Null };
        foreach (var repair in repairs)
        {
            values.Add(repair.Truth.Key.SkuId);
            values.Add(repair.Seen is { } seen ? LevelText.Of(seen) : "");
            values.Add(LevelText.Of(repair.Truth));
            values.Add(repair.Quotas.Count);
            foreach (var quota in repair.Quotas)
            {
                values.AddRange([quota.ChannelId, quota.Quota, quota.Used]);
            }
        }

        return [.. values];
    }

    /// <param name="quotas">Of one warehouse.</param>
    public static RedisValue[] Quotas(IEnumerable<ChannelQuota> quotas) =>
        [RedisValue.Null, .. quotas.SelectMany(q => new RedisValue[] { q.Key.SkuId, q.ChannelId, q.Quota, q.Used })];

    /// <param name="holds">Of one warehouse.</param>
    public static RedisValue[] Holds(IEnumerable<LedgerHold> holds)
    {
        var values = new List<RedisValue> { RedisValue.Null };
        foreach (var hold in holds)
        {
            values.AddRange([hold.ReservationId, hold.ChannelId, hold.CheckTime.ToUnixTimeMilliseconds(), DemandDigest.Of(hold.Lines), hold.Lines.Length]);
            foreach (var line in hold.Lines)
            {
                values.AddRange([line.SkuId, line.Quantity]);
            }
        }

        return [.. values];
    }
}
