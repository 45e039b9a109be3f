using System.Collections.Concurrent;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Scripting;

/// <summary>Names of the keys. All keys of a warehouse carry one hash tag, so a cluster keeps them in one slot and a script may touch them together.</summary>
internal sealed class LedgerKeys(string prefix)
{
    private readonly ConcurrentDictionary<string, RedisKey[]> _warehouses = new(StringComparer.Ordinal);

    /// <summary>What all servers agree on.</summary>
    public RedisKey[] State { get; } = [prefix + ":ledger"];

    public RedisKey[] Of(string warehouseId) => _warehouses.GetOrAdd(warehouseId, static (id, p) => Make(p, id), prefix);

    private static RedisKey[] Make(string prefix, string warehouseId)
    {
        var tag = warehouseId.Replace("%", "%25", StringComparison.Ordinal).Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
        return [$"{prefix}:{{{tag}}}:stock", $"{prefix}:{{{tag}}}:due"];
    }
}
