using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;

namespace OrderBridge.Kafka.Relaying;

/// <summary>
/// Reads the journal and sends what follows from it, once: the target keeps the mark in the same transaction as the messages, so that a relay that
/// died anywhere goes on exactly where its last whole transaction ended. The journal's cursor follows by compare-and-set; it says how far the relay
/// is, and shows a second owner. Of several hubs one relays, by lease; an owner that wakes late is shut out by the target. One call at a time.
/// </summary>
public sealed partial class JournalRelay(
    IJournal journal, IRelayMessages messages, IRelayTarget target, ILeases leases, RelayState state, KafkaOptions options, TimeProvider timeProvider,
    ILogger<JournalRelay> logger)
{
    /// <summary>Name of the journal's cursor, and of the mark.</summary>
    public const string Cursor = "kafka";

    /// <summary>Between two looks at a mark that is older than the cursor.</summary>
    private static readonly TimeSpan MarkPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Records of a batch that even slow brokers take within their patience. An assumption.</summary>
    private const int BatchMin = 16;

    private int _batch = options.BatchSize;
    private bool _isOpen;
    private long _position;
    private long _cursor;
    private Task<Batch>? _ahead;

    /// <summary>Whether this hub relays, as far as it knows.</summary>
    public bool IsOwner { get; private set; }

    /// <summary>Sends at most one batch. Returns how many records it read; 0 when there are none, or when they are another hub's work. After an exception the next call begins afresh.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            IsOwner = await leases.HoldAsync(Cursor, cancellationToken).ConfigureAwait(false);
            if (!IsOwner)
            {
                return await StandByAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!_isOpen)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            }

            return await SendAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _batch = Math.Max(Math.Min(BatchMin, options.BatchSize), _batch / 2); // Brokers that take too long for a large one may take a smaller one.
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until there is something to send; where another hub relays, until it is time to ask whether it still does.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => IsOwner
        ? journal.WaitAsync(_position, cancellationToken)
        : new ValueTask(Task.Delay(options.LeaseInterval, timeProvider, cancellationToken));

    /// <summary>Leaves the work to a hub that may reach the target better.</summary>
    /// <returns>Whether there may be one.</returns>
    public async ValueTask<bool> HandOverAsync(CancellationToken cancellationToken)
    {
        await leases.YieldAsync(Cursor, cancellationToken).ConfigureAwait(false);
        return leases.IsShared;
    }

    /// <summary>Lets go of the target, so that another owner need not wait for it to time out.</summary>
    public async ValueTask CloseAsync()
    {
        _isOpen = false;
        if (TakeAhead() is { } ahead)
        {
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Whatever it was, it is read again.
        }

        await target.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Looks how far the journal is without sending anything: the lag grows also while no broker answers.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        var next = await journal.ReadAsync(state.Position, 1, cancellationToken).ConfigureAwait(false);
        state.Saw(await journal.HeadAsync(cancellationToken).ConfigureAwait(false), next.Count == 0 ? null : next[0].RecordedTime);
    }

    /// <summary>The owner's progress, as the journal shows it.</summary>
    private async ValueTask<int> StandByAsync(CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        state.Sent(await journal.CursorAsync(Cursor, cancellationToken).ConfigureAwait(false));
        await LookAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _cursor = await journal.CursorAsync(Cursor, cancellationToken).ConfigureAwait(false);
        state.Sent(_cursor);
        var mark = await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        _cursor = await journal.CursorAsync(Cursor, cancellationToken).ConfigureAwait(false);
        mark = await NewestAsync(mark, cancellationToken).ConfigureAwait(false);
        _position = await BeginAsync(mark, cancellationToken).ConfigureAwait(false);
        state.Sent(_position);
        _isOpen = true;
        LogBegins(logger, _position, mark?.Position, _cursor);
    }

    /// <summary>
    /// The cursor moves after the mark. A broker that was killed has been seen to show an older mark for a while after its start, with the transaction
    /// behind it committed; what it shows later counts. A target that has really lost what it had, or is a new one, gets it again.
    /// </summary>
    private async ValueTask<RelayMark?> NewestAsync(RelayMark? mark, CancellationToken cancellationToken)
    {
        var (since, first) = (timeProvider.GetTimestamp(), mark);
        while ((mark?.Position ?? 0) < _cursor && timeProvider.GetElapsedTime(since) < options.Patience)
        {
            await Task.Delay(MarkPause, timeProvider, cancellationToken).ConfigureAwait(false);
            mark = await target.MarkAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((first?.Position ?? 0) < _cursor)
        {
            LogOldMark(logger, first?.Position, _cursor, mark?.Position, timeProvider.GetElapsedTime(since).TotalSeconds);
        }

        return mark;
    }

    /// <summary>
    /// The target's own mark, as long as this journal has that very record. None: the target is new and gets all of it. Another journal's: this one
    /// was put back from a backup, whose cursor says up to where both agree; what is sent again has the ids it had.
    /// </summary>
    private async ValueTask<long> BeginAsync(RelayMark? mark, CancellationToken cancellationToken)
    {
        if (mark is null)
        {
            return 0;
        }

        await SeeAsync(mark.Position, cancellationToken).ConfigureAwait(false);
        var at = await journal.ReadAsync(mark.Position - 1, 1, cancellationToken).ConfigureAwait(false);
        return at.Count == 1 && RelayMark.Of(at[0]) == mark ? mark.Position : _cursor;
    }

    /// <summary>What another hub has written and sent may not have come to this hub's reader yet. A journal that stays shorter is another one.</summary>
    private async ValueTask SeeAsync(long position, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await journal.WaitAsync(position - 1, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogShortJournal(logger, position, options.Patience.TotalSeconds);
        }
    }

    private async ValueTask<int> SendAsync(CancellationToken cancellationToken)
    {
        var batch = await (TakeAhead() ?? PrepareAsync(_position, cancellationToken)).ConfigureAwait(false);
        if (batch.Records.Count == 0)
        {
            state.Saw(_position, null);
            return 0;
        }

        var last = batch.Records[^1];
        state.Saw(Math.Max(last.Position, await journal.HeadAsync(cancellationToken).ConfigureAwait(false)), batch.Records[0].RecordedTime);
        if (batch.Records.Count == batch.Size)
        {
            _ahead = PrepareAsync(last.Position, cancellationToken); // Behind by a batch or more: the next one is made ready while this one is sent.
        }

        await target.SendAsync(batch.Messages, RelayMark.Of(last), cancellationToken).ConfigureAwait(false);
        _position = last.Position;
        state.Sent(_position);
        await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        _batch = Math.Min(options.BatchSize, _batch + (_batch / 8) + 1);
        return batch.Records.Count;
    }

    private async Task<Batch> PrepareAsync(long after, CancellationToken cancellationToken)
    {
        var size = _batch;
        var records = await journal.ReadAsync(after, size, cancellationToken).ConfigureAwait(false);
        return new Batch(size, records, records.Count == 0 ? [] : await messages.OfAsync(records, cancellationToken).ConfigureAwait(false));
    }

    private Task<Batch>? TakeAhead()
    {
        var ahead = _ahead;
        _ahead = null;
        return ahead;
    }

    /// <summary>A busy writer is no trouble, because the mark is out: the cursor catches up with the next batch.</summary>
    private async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        var commit = new Commit(new EventContext("system:relay", string.Empty, string.Empty, timeProvider.GetUtcNow()))
        {
            Cursor = new CursorMove(Cursor, _cursor, _position),
        };
        var result = await journal.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (result.Outcome is CommitOutcome.CursorLost)
        {
            throw new RelayFencedException("Another relay has moved the journal's cursor.");
        }

        _cursor = result.IsCommitted ? _position : _cursor;
    }

    private sealed record Batch(int Size, IReadOnlyList<JournalRecord> Records, IReadOnlyList<RelayMessage> Messages);

    [LoggerMessage(EventId = 9207, Level = LogLevel.Warning, Message = "Kafka's mark is {Mark}, which the journal has not reached after {Seconds} s: it is another journal than the one that was sent")]
    private static partial void LogShortJournal(ILogger logger, long mark, double seconds);

    [LoggerMessage(EventId = 9206, Level = LogLevel.Warning, Message = "Kafka's mark was {First}, behind the journal's cursor {Cursor}; it is {Mark} after {Seconds} s, and what follows is sent")]
    private static partial void LogOldMark(ILogger logger, long? first, long cursor, long? mark, double seconds);

    [LoggerMessage(EventId = 9205, Level = LogLevel.Information, Message = "The relay to Kafka begins behind {Position}; the mark is {Mark}, the journal's cursor {Cursor}")]
    private static partial void LogBegins(ILogger logger, long position, long? mark, long cursor);
}
