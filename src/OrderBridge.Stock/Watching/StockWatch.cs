using System.Threading.Channels;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Watching;

/// <summary>Keys that changed since the watcher last asked.</summary>
/// <param name="HasOverflowed">More changed than is kept: everything watched has to be read again.</param>
public sealed record StockChanges(IReadOnlyCollection<StockKey> Keys, bool HasOverflowed);

/// <summary>One watcher's changes, each key once however often it changed. One reader at a time.</summary>
public sealed class StockWatch : IDisposable
{
    /// <summary>Keys kept for a slow watcher before it is told to read everything again.</summary>
    public const int PendingMax = 10_000;

    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IReadOnlySet<StockKey>? _filter;
    private readonly Action<StockWatch> _ended;
    private HashSet<StockKey> _pending = [];
    private bool _hasOverflowed;

    internal StockWatch(IReadOnlySet<StockKey>? filter, Action<StockWatch> ended)
    {
        _filter = filter;
        _ended = ended;
    }

    /// <summary>Completes as soon as something watched has changed.</summary>
    public async ValueTask<StockChanges> NextAsync(CancellationToken cancellationToken)
    {
        await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            var changes = new StockChanges(_pending, _hasOverflowed);
            (_pending, _hasOverflowed) = ([], false);
            return changes;
        }
    }

    public void Dispose() => _ended(this);

    internal void Offer(IReadOnlyCollection<StockKey> keys)
    {
        if (Add(keys))
        {
            _signal.Writer.TryWrite(true);
        }
    }

    private bool Add(IReadOnlyCollection<StockKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (_filter?.Contains(key) != false && !_hasOverflowed)
                {
                    _pending.Add(key);
                }
            }

            if (_pending.Count > PendingMax)
            {
                (_pending, _hasOverflowed) = ([], true);
            }

            return _hasOverflowed || _pending.Count > 0;
        }
    }
}
