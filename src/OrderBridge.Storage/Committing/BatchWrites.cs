using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Committing;

/// <summary>Everything one transaction writes.</summary>
public sealed class BatchWrites(DateTimeOffset recordedTime)
{
    /// <summary>The journal's time of the batch, microseconds, never earlier than the batch before.</summary>
    public DateTimeOffset RecordedTime { get; } = recordedTime;

    /// <summary>Commits that passed, in order; their raw bytes, marks, cursors, timers and rows are to be written.</summary>
    public List<PreparedCommit> Accepted { get; } = [];

    /// <summary>Journal records of all of them, by position.</summary>
    public List<JournalRecord> Records { get; } = [];

    /// <summary>Last head of each aggregate that was written.</summary>
    public Dictionary<string, AggregateHead> Heads { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Accepted.Count == 0;
}
