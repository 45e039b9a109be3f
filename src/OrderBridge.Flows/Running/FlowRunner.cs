using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;

namespace OrderBridge.Flows.Running;

/// <summary>
/// Reads the journal behind a cursor and runs the flows. Events of one order are followed in order, orders side by side. The cursor moves when a
/// whole batch is done: after a crash the batch runs again, and what was done changes nothing (docs/decisions). Of several hubs one runs them, by lease.
/// </summary>
public sealed partial class FlowRunner(
    IJournal journal, IEventCodec codec, UnitOfWork work, FlowKeys keys, IEnumerable<IFlow> flows, ILeases leases, FlowOptions options, TimeProvider timeProvider,
    ILogger<FlowRunner> logger)
{
    /// <summary>Name of the cursor.</summary>
    public const string Cursor = "flows";

    /// <summary>How far the durable cursor may be behind, in batches that nothing followed from: what a start reads again.</summary>
    public const int BatchesBehindMax = 16;

    private readonly IFlow[] _flows = [.. flows];
    private bool _isOwner;
    private long _durable = -1;

    /// <summary>Journal position up to which everything was followed, by this hub or by the one that owns the work.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>Follows at most one batch. Returns how many records it read; 0 when there are none, or when they are another hub's work.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        _isOwner = await leases.HoldAsync(Cursor, cancellationToken).ConfigureAwait(false);
        if (!_isOwner)
        {
            await ReadCursorAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        if (Position < 0)
        {
            await ReadCursorAsync(cancellationToken).ConfigureAwait(false);
        }

        var records = await journal.ReadAsync(Position, options.BatchSize, cancellationToken).ConfigureAwait(false);
        if (records.Count == 0)
        {
            await LeaveReadableAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        var groups = await GroupAsync(records, cancellationToken).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups, parallel, FollowAllAsync).ConfigureAwait(false);
        await AdvanceAsync(records[^1].Position, groups.Count > 0, cancellationToken).ConfigureAwait(false);
        return records.Count;
    }

    /// <summary>Waits until there is something after the cursor; where another hub owns it, until it is time to ask whether it still does.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => _isOwner
        ? journal.WaitAsync(Math.Max(0, Position), cancellationToken)
        : new ValueTask(Task.Delay(options.LeaseInterval, timeProvider, cancellationToken));

    private async ValueTask ReadCursorAsync(CancellationToken cancellationToken)
    {
        _durable = await journal.CursorAsync(Cursor, cancellationToken).ConfigureAwait(false);
        Position = _durable;
    }

    private async ValueTask<IReadOnlyCollection<List<FlowEvent>>> GroupAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, List<FlowEvent>>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var happened = new FlowEvent(record.EventId, record.AggregateKind, record.AggregateId, codec.Decode(record), record.TraceParent);
            if (Array.Exists(_flows, f => f.Follows(happened.Happened)))
            {
                var key = await keys.OfAsync(happened, cancellationToken).ConfigureAwait(false);
                (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _) ??= []).Add(happened);
            }
        }

        return groups.Values;
    }

    private async ValueTask FollowAllAsync(List<FlowEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            foreach (var flow in _flows)
            {
                if (flow.Follows(happened.Happened))
                {
                    await FollowAsync(flow, happened, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Repeats a step until it is done, or until it is plain that repeating does not help.</summary>
    private async ValueTask FollowAsync(IFlow flow, FlowEvent happened, CancellationToken cancellationToken)
    {
        using var activity = FlowTracing.Start(flow, happened);
        for (var attempt = 1; ; attempt++)
        {
            var (refusal, failure) = await TryAsync(flow, happened, cancellationToken).ConfigureAwait(false);
            if (refusal is null && failure is null)
            {
                return;
            }

            var transient = failure is OutageException || refusal is { Kind: RefusalKind.Aborted or RefusalKind.Overloaded or RefusalKind.Unavailable };
            if (!transient && attempt >= options.AttemptsMax)
            {
                await GiveUpAsync(flow, happened, refusal, failure, cancellationToken).ConfigureAwait(false);
                return;
            }

            var wait = refusal?.RetryAfter ?? TimeSpan.FromMilliseconds(Math.Min(5000, 20 * Math.Pow(2, attempt)));
            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(Refusal? Refusal, Exception? Failure)> TryAsync(IFlow flow, FlowEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await work.RunAsync<bool>(
                () => ContextOf(happened),
                async (commit, token) =>
                {
                    var refusal = await flow.StepAsync(commit, happened, token).ConfigureAwait(false);
                    if (refusal is not null)
                    {
                        await commit.AbandonAsync().ConfigureAwait(false);
                    }

                    return new Outcome<bool>(true, refusal);
                },
                cancellationToken).ConfigureAwait(false);
            return (outcome.Refusal, null);
        }
#pragma warning disable CA1031 // Whatever a step throws, the other orders go on; the event is kept with its reason.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return (null, e);
        }
    }

    /// <summary>Whoever listens to traces or not: what follows belongs to the trace of its cause.</summary>
    private EventContext ContextOf(FlowEvent happened)
    {
        var context = new EventContext("system:flows", happened.EventId, string.Empty, timeProvider.GetUtcNow());
        return context.TraceParent.Length > 0 ? context : context with { TraceParent = happened.TraceParent };
    }

    /// <summary>Keeps the event with its reason. Where that cannot be written the batch fails, and runs again.</summary>
    private async ValueTask GiveUpAsync(IFlow flow, FlowEvent happened, Refusal? refusal, Exception? failure, CancellationToken cancellationToken)
    {
        FlowMetrics.CountQuarantined(refusal?.Reason ?? "FLOW_STEP_FAILED");
        LogStepFailed(logger, failure, flow.GetType().Name, happened.EventId, refusal?.Reason ?? "FLOW_STEP_FAILED");
        var commit = new Commit(ContextOf(happened))
        {
            Quarantine = new QuarantinedMessage(
                $"flow/{happened.EventId}/{flow.GetType().Name}", "flows", refusal?.Reason ?? "FLOW_STEP_FAILED",
                refusal?.Message ?? failure?.Message ?? string.Empty, string.Empty),
        };
        var result = await journal.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (!result.IsCommitted)
        {
            throw new InvalidOperationException($"What flow {flow.GetType().Name} could not follow was not kept: {result.Outcome}.", failure);
        }
    }

    /// <summary>A batch that nothing followed from needs no durable cursor, since reading it again costs less than a write; many of them do.</summary>
    private async ValueTask AdvanceAsync(long position, bool worked, CancellationToken cancellationToken)
    {
        var isNear = position - _durable < (long)BatchesBehindMax * options.BatchSize;
        Position = (!worked && isNear) || await MoveCursorAsync(position, cancellationToken).ConfigureAwait(false)
            ? position
            : -1; // Another owner moved it, or the writer is busy: read the cursor again; repeats change nothing.
    }

    /// <summary>When nothing is left to do, other hubs can read where this one stands.</summary>
    private async ValueTask LeaveReadableAsync(CancellationToken cancellationToken)
    {
        if (leases.IsShared && Position > _durable)
        {
            await AdvanceAsync(Position, worked: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Never back: an owner that slept past its lease finds the cursor ahead of it.</summary>
    private async ValueTask<bool> MoveCursorAsync(long position, CancellationToken cancellationToken)
    {
        var from = await journal.CursorAsync(Cursor, cancellationToken).ConfigureAwait(false);
        _durable = Math.Max(from, position);
        if (from >= position)
        {
            return from == position;
        }

        var commit = new Commit(new EventContext("system:flows", string.Empty, string.Empty, timeProvider.GetUtcNow()))
        {
            Cursor = new CursorMove(Cursor, from, position),
        };
        return (await journal.CommitAsync(commit, cancellationToken).ConfigureAwait(false)).IsCommitted;
    }

    [LoggerMessage(EventId = 9101, Level = LogLevel.Error, Message = "Flow {Flow} could not follow event {EventId}: {Reason}; it is kept in quarantine")]
    private static partial void LogStepFailed(ILogger logger, Exception? exception, string flow, string eventId, string reason);
}
