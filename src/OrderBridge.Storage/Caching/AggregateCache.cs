using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Caching;

/// <summary>
/// Decoded aggregates, bounded, in shards. It never shows a state older than what this process has been answered: commits enter before
/// their callers hear of them, and a replay that raced with a commit is not kept.
/// </summary>
public sealed class AggregateCache : IBatchObserver
{
    private const int ShardCount = 64; // A power of two.

    private readonly Shard[] _shards;

    /// <param name="capacity">Aggregates at most; 0 keeps none.</param>
    public AggregateCache(int capacity)
    {
        var each = capacity == 0 ? 0 : Math.Max(1, capacity / ShardCount);
        _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard(each))];
    }

    public IAggregate? Find(string id) => ShardOf(id).Find(id);

    /// <summary>Taken before a replay; tells <see cref="Fill"/> whether a commit came between.</summary>
    public long Ticket(string id) => ShardOf(id).Ticket();

    public void Fill(IAggregate state, long ticket)
    {
        ArgumentNullException.ThrowIfNull(state);
        ShardOf(state.Id).Fill(state, ticket);
    }

    /// <summary>After a conflict: somebody else's commit made the kept state old.</summary>
    public void Forget(string id) => ShardOf(id).Forget(id);

    /// <summary>Another process committed a version: what is older is forgotten, also what is being replayed now.</summary>
    public void Outdate(string id, long version) => ShardOf(id).Outdate(id, version);

    public void Committed(BatchWrites writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        foreach (var commit in writes.Accepted)
        {
            foreach (var change in commit.Changes)
            {
                ShardOf(change.Source.AggregateId).Put(change.Source.After);
            }
        }
    }

    private Shard ShardOf(string id) => _shards[id.GetHashCode(StringComparison.Ordinal) & (ShardCount - 1)];

    private sealed class Shard(int capacity)
    {
        private readonly Lock _gate = new();
        private readonly LruMap<IAggregate> _states = new(capacity);
        private long _commits;

        public IAggregate? Find(string id)
        {
            lock (_gate)
            {
                return _states.TryGet(id, out var state) ? state : null;
            }
        }

        public long Ticket()
        {
            lock (_gate)
            {
                return _commits;
            }
        }

        public void Put(IAggregate state)
        {
            lock (_gate)
            {
                _commits++;
                _states.Set(state.Id, state);
            }
        }

        public void Fill(IAggregate state, long ticket)
        {
            lock (_gate)
            {
                if (_commits == ticket)
                {
                    _states.Set(state.Id, state);
                }
            }
        }

        public void Forget(string id) => Outdate(id, long.MaxValue);

        public void Outdate(string id, long version)
        {
            lock (_gate)
            {
                _commits++;
                if (_states.TryGet(id, out var state) && state.Version < version)
                {
                    _states.Remove(id);
                }
            }
        }
    }
}
