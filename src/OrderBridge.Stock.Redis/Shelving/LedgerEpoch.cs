using System.Collections.Concurrent;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>One filling of the ledger: its mark, what it was filled with, and on which servers. Safe for concurrent callers.</summary>
/// <param name="token">Stands in every warehouse that was filled for it.</param>
/// <param name="masters">Run ids of the masters that were filled.</param>
internal sealed class LedgerEpoch(string token, IEnumerable<string> warehouses, IEnumerable<string> masters)
{
    private readonly ConcurrentDictionary<string, byte> _warehouses = new(warehouses.Select(w => KeyValuePair.Create(w, (byte)0)), StringComparer.Ordinal);
    private readonly HashSet<string> _masters = new(masters, StringComparer.Ordinal);

    public string Token { get; } = token;

    public IEnumerable<string> Warehouses => _warehouses.Keys;

    public bool Knows(string warehouseId) => _warehouses.ContainsKey(warehouseId);

    public void Note(string warehouseId)
    {
        if (!_warehouses.ContainsKey(warehouseId))
        {
            _warehouses.TryAdd(warehouseId, 0);
        }
    }

    /// <summary>
    /// Compares the masters with those that were there. A master that is gone while a new one answers was restarted or replaced by a replica: writes
    /// may be lost. New ones beside all the old ones have joined, or one of them will replace another; one that does not answer may come back as it was.
    /// </summary>
    public bool IsReplacedBy(IReadOnlyDictionary<string, string> masters)
    {
        var now = masters.Values.ToHashSet(StringComparer.Ordinal);
        return _masters.Count > 0 && !now.IsSubsetOf(_masters) && !_masters.IsSubsetOf(now);
    }
}
