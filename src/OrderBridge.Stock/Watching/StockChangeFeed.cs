using System.Collections.Concurrent;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Watching;

/// <summary>
/// Tells watchers which keys have changed. It says only which: a watcher reads the levels itself, so a slow one misses numbers in between but never
/// the last. In a group of servers, a reader of the journal publishes the keys that the others changed. Safe for concurrent callers.
/// </summary>
public sealed class StockChangeFeed
{
    private readonly ConcurrentDictionary<StockWatch, byte> _watches = new();

    /// <summary>Costs nothing while nobody watches. Never blocks and never throws.</summary>
    public void Publish(IEnumerable<StockKey> keys)
    {
        if (_watches.IsEmpty)
        {
            return;
        }

        var changed = keys as IReadOnlyCollection<StockKey> ?? [.. keys];
        foreach (var (watch, _) in _watches)
        {
            watch.Offer(changed);
        }
    }

    /// <summary>Starts to watch. Dispose the watch to end it.</summary>
    /// <param name="keys">What to watch; null for everything.</param>
    public StockWatch Watch(IReadOnlySet<StockKey>? keys)
    {
        var watch = new StockWatch(keys, ended => _watches.TryRemove(ended, out _));
        _watches.TryAdd(watch, 0);
        return watch;
    }
}
