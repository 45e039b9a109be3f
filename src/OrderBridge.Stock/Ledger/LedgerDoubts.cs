using System.Collections.Concurrent;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Ledger;

/// <summary>Keys on which the ledger was seen to be wrong, or may be; <see cref="LedgerKeeper"/> repairs them first. Safe for concurrent callers.</summary>
public sealed class LedgerDoubts
{
    private readonly ConcurrentDictionary<StockKey, byte> _keys = new();

    public bool IsEmpty => _keys.IsEmpty;

    public void Add(IEnumerable<StockLine> lines)
    {
        foreach (var line in lines)
        {
            Add(line.Key);
        }
    }

    public void Add(IEnumerable<StockKey> keys)
    {
        foreach (var key in keys)
        {
            Add(key);
        }
    }

    public void Add(StockKey key) => _keys.TryAdd(key, 0);

    /// <summary>Takes out at most <paramref name="limit"/> keys.</summary>
    public IReadOnlyList<StockKey> Take(int limit)
    {
        var taken = new List<StockKey>();
        foreach (var (key, _) in _keys)
        {
            if (taken.Count == limit)
            {
                break;
            }

            if (_keys.TryRemove(key, out _))
            {
                taken.Add(key);
            }
        }

        return taken;
    }
}
