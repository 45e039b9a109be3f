using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Storage.Committing;

/// <summary>A movement as it was booked.</summary>
/// <param name="Position">Journal position of its event.</param>
/// <param name="Ordinal">Its place among the movements of the event, from 0.</param>
/// <param name="After">The level after it.</param>
public readonly record struct BookedMovement(long Position, int Ordinal, StockMovement Movement, StockLevel After);

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

    public List<BookedMovement> Movements { get; } = [];

    /// <summary>Levels that moved, as they are after the batch, in key order.</summary>
    public SortedDictionary<StockKey, StockLevel> Levels { get; } = [];

    /// <summary>Quotas that moved, were set or (null) removed.</summary>
    public Dictionary<QuotaKey, ChannelQuota?> Quotas { get; } = [];

    public bool IsEmpty => Accepted.Count == 0;

    /// <summary>Moves what was decided to the positions that it got. The hash chain covers versions and not positions, so it stays whole.</summary>
    /// <returns>By how much.</returns>
    public long MoveTo(long firstPosition)
    {
        var by = Records.Count == 0 ? 0 : firstPosition - Records[0].Position;
        if (by != 0)
        {
            for (var i = 0; i < Records.Count; i++)
            {
                Records[i] = Records[i] with { Position = Records[i].Position + by };
            }

            for (var i = 0; i < Movements.Count; i++)
            {
                Movements[i] = Movements[i] with { Position = Movements[i].Position + by };
            }
        }

        return by;
    }
}
