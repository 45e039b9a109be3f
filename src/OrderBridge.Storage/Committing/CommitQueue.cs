namespace OrderBridge.Storage.Committing;

/// <summary>Commits on their way to the writer: bounded, first in first out, many callers and one taker.</summary>
public sealed class CommitQueue(int capacity)
{
    private readonly object _gate = new(); // A monitor, because the writer waits on it.
    private readonly Queue<PreparedCommit> _waiting = new();
    private bool _closed;

    /// <summary>Commits that wait now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>False when the queue is full.</summary>
    /// <exception cref="StorageUnavailableException">The store is stopping.</exception>
    public bool TryAdd(PreparedCommit commit)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new StorageUnavailableException("The store is stopping; repeat the call.");
            }

            if (_waiting.Count >= capacity)
            {
                return false;
            }

            _waiting.Enqueue(commit);
            Monitor.Pulse(_gate);
        }

        return true;
    }

    /// <summary>Fills the batch with what waits now, and waits only when there is nothing. False when the queue is closed and empty.</summary>
    public bool Take(List<PreparedCommit> batch, int commitsMax, int bytesMax)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            Fill(batch, commitsMax, bytesMax);
            return batch.Count > 0;
        }
    }

    /// <summary>No more is taken in; what waits is still written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Fill(List<PreparedCommit> batch, int commitsMax, int bytesMax)
    {
        long bytes = 0;
        while (batch.Count < commitsMax && _waiting.TryPeek(out var next))
        {
            bytes += next.Bytes;
            if (batch.Count > 0 && bytes > bytesMax)
            {
                return;
            }

            batch.Add(_waiting.Dequeue());
        }
    }
}
