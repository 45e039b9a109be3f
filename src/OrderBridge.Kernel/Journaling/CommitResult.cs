using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Kernel.Journaling;

public enum CommitOutcome
{
    /// <summary>Durable.</summary>
    Committed = 0,

    /// <summary>An aggregate has moved on: load again and decide again.</summary>
    Conflict = 1,

    /// <summary>The counters do not allow a movement; <see cref="CommitResult.Refusal"/> says which.</summary>
    StockRefused = 2,

    /// <summary>The request id was used before with the same body: nothing was written.</summary>
    Repeated = 3,

    /// <summary>The request id was used before with another body.</summary>
    RequestReused = 4,

    /// <summary>Another owner has moved the cursor.</summary>
    CursorLost = 5,

    /// <summary>The queue to the writer is full; nothing was written.</summary>
    Overloaded = 6,
}

/// <summary>What became of a commit.</summary>
/// <param name="LastPosition">Journal position of its last event; 0 when nothing was written.</param>
/// <param name="RecordedTime">The journal's time of the batch.</param>
public sealed record CommitResult(CommitOutcome Outcome, long LastPosition, DateTimeOffset RecordedTime, Refusal? Refusal = null)
{
    public bool IsCommitted => Outcome is CommitOutcome.Committed;
}
