using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Committing;

/// <summary>An event as it will be stored.</summary>
/// <param name="Movements">What it does to stock counters.</param>
public readonly record struct PreparedEvent(
    IDomainEvent Happened, string EventType, byte[] Payload, IReadOnlyList<StockMovement> Movements);

/// <summary>A change with everything that follows from it and does not depend on the order of commits.</summary>
/// <param name="TimersGone">Timer rows that end with this change.</param>
/// <param name="TimersNew">Timer rows that begin with it.</param>
/// <param name="Rows">List rows to write or remove.</param>
public sealed record PreparedChange(
    AggregateChange Source, PreparedEvent[] Events, TimerRow[] TimersGone, TimerRow[] TimersNew, RowChange[] Rows);

/// <summary>A commit that waits for the writer: encoded on its caller's thread, so that the one writer has little to do.</summary>
public sealed class PreparedCommit(Commit source, PreparedChange[] changes, RawPayloadRow? raw)
{
    private readonly TaskCompletionSource<CommitResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Commit Source { get; } = source;

    public PreparedChange[] Changes { get; } = changes;

    public RawPayloadRow? Raw { get; } = raw;

    /// <summary>Payload bytes, for the bound of a batch.</summary>
    public int Bytes { get; } = changes.Sum(c => c.Events.Sum(e => e.Payload.Length)) + (raw?.Content.Length ?? 0);

    public int EventCount { get; } = changes.Sum(c => c.Events.Length);

    /// <summary>Completes after the outcome is durable; its continuations run elsewhere than on the writer.</summary>
    public Task<CommitResult> Completion => _completion.Task;

    internal void Answer(CommitResult result) => _completion.TrySetResult(result);

    internal void Fail(Exception reason) => _completion.TrySetException(reason);
}
