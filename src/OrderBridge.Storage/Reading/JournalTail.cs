using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Reading;

/// <summary>
/// The newest records of a journal: wakes readers the moment something is durable, and serves those that follow closely from memory. Where other
/// processes write too, somebody has to append their records in their place.
/// </summary>
/// <param name="head">Position of the newest record at the start; 0 when there is none.</param>
/// <param name="capacity">Records kept.</param>
public sealed class JournalTail(long head, int capacity) : IBatchObserver
{
    private const int ForgottenAtOnce = 1024;

    /// <summary>Payload bytes kept at most, 64 MiB: records of large orders are fewer.</summary>
    private const long BytesKept = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<JournalRecord> _records = [];
    private TaskCompletionSource _more = NewSignal();
    private long _head = head;
    private long _bytes;
    private long _before = head; // The records kept are all those after this position.

    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>Completes as soon as the head is past the position.</summary>
    public async ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken)
    {
        while (SignalAfter(afterPosition) is { } more)
        {
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records after a position, or null when they are no longer kept.</summary>
    public IReadOnlyList<JournalRecord>? Read(long afterPosition, int limit)
    {
        lock (_gate)
        {
            if (afterPosition >= _head)
            {
                return [];
            }

            return afterPosition < _before ? null : Slice(afterPosition, limit);
        }
    }

    public void Committed(BatchWrites writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        Append(writes.Records);
    }

    /// <summary>Adds records after the head. The caller knows that nothing is, or can appear, between.</summary>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count == 0)
        {
            return;
        }

        TaskCompletionSource passed;
        lock (_gate)
        {
            _records.AddRange(records);
            _bytes += records.Sum(r => (long)r.Payload.Length);
            _head = _records[^1].Position;
            Forget();
            passed = _more;
            _more = NewSignal();
        }

        passed.SetResult();
    }

    private Task? SignalAfter(long afterPosition)
    {
        lock (_gate)
        {
            return _head > afterPosition ? null : _more.Task;
        }
    }

    private List<JournalRecord> Slice(long afterPosition, int limit)
    {
        var low = 0;
        var high = _records.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _records[middle].Position <= afterPosition ? (middle + 1, high) : (low, middle);
        }

        return _records.GetRange(low, JournalPages.CountFrom(_records, low, limit));
    }

    /// <summary>In steps, so that the rest is not moved down with every batch.</summary>
    private void Forget()
    {
        var surplus = _records.Count - capacity;
        if (surplus <= Math.Min(ForgottenAtOnce, capacity) && _bytes <= BytesKept)
        {
            return;
        }

        surplus = Math.Max(surplus, 0);
        _bytes -= _records.Take(surplus).Sum(r => (long)r.Payload.Length);
        for (; _bytes > BytesKept; surplus++)
        {
            _bytes -= _records[surplus].Payload.Length;
        }

        _before = _records[surplus - 1].Position;
        _records.RemoveRange(0, surplus);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
