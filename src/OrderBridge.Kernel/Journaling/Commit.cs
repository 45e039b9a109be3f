namespace OrderBridge.Kernel.Journaling;

/// <summary>The bytes a channel sent, kept as they came.</summary>
/// <param name="Hash">Lower hex SHA-256 of the content; the key, so that repeats are stored once.</param>
public sealed record RawPayload(string Hash, string Source, string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>Recognises a repeated request: same key and same body is a repeat, same key and another body is a mistake.</summary>
/// <param name="Key">RPC name, a slash, and the caller's request id.</param>
/// <param name="BodyHash">Hash of the request.</param>
public sealed record RequestMark(string Key, string BodyHash);

/// <summary>A reader's progress, moved by compare-and-set.</summary>
public sealed record CursorMove(string Name, long From, long To);

/// <summary>
/// One unit of work: everything in it becomes durable together or not at all. Storage derives stock movements, counters, list rows and
/// timers from the changes, so that no caller can forget them. Not thread-safe; used once.
/// </summary>
public sealed class Commit(EventContext context)
{
    private readonly List<Action> _onCommitted = [];
    private readonly List<Func<ValueTask>> _onFailed = [];
    private readonly List<Action> _onUnknown = [];
    private List<Task>? _followers;

    public EventContext Context { get; } = context;

    public List<AggregateChange> Changes { get; } = [];

    public RawPayload? Raw { get; set; }

    /// <summary>A message that was refused without becoming an aggregate; kept with its reason so that it can be replayed.</summary>
    public QuarantinedMessage? Quarantine { get; set; }

    public RequestMark? Request { get; set; }

    public CursorMove? Cursor { get; set; }

    /// <summary>What the counters answered to the attempt before this one: the gate was wrong, so it is not asked again.</summary>
    public Deciding.Refusal? StockRefusal { get; init; }

    public bool IsEmpty => Changes.Count == 0 && Raw is null && Quarantine is null && Request is null && Cursor is null;

    /// <summary>Adds events on an aggregate, or joins them to events this commit already has on it. Returns the state after them.</summary>
    public T Append<T>(T before, params IEnumerable<IDomainEvent> events)
        where T : class, IAggregate<T>
    {
        var at = Changes.FindIndex(c => c.AggregateId == before.Id);
        if (at < 0)
        {
            var change = AggregateChange.Of(before, events, Context.OccurredTime);
            if (!change.Events.IsEmpty)
            {
                Changes.Add(change);
            }

            return (T)change.After;
        }

        var more = AggregateChange.Of((T)Changes[at].After, events, Context.OccurredTime);
        Changes[at] = Changes[at] with { After = more.After, Events = [.. Changes[at].Events, .. more.Events] };
        return (T)more.After;
    }

    /// <summary>The state of an aggregate as this commit leaves it, or the given one when it does not change it.</summary>
    public T Latest<T>(T loaded)
        where T : class, IAggregate<T> =>
        Changes.Find(c => c.AggregateId == loaded.Id)?.After as T ?? loaded;

    /// <summary>Runs after the transaction is durable: tells caches and ledgers what is free now. Must not throw.</summary>
    public void OnCommitted(Action action) => _onCommitted.Add(action);

    /// <summary>Work that <see cref="OnCommitted"/> started and that goes on: a ledger in another process hears of the commit. Must not fail.</summary>
    public void Follow(Task follower)
    {
        if (!follower.IsCompleted)
        {
            (_followers ??= []).Add(follower);
        }
    }

    /// <summary>Ends with the last follower. The writer does not wait for it; whoever answers a caller does, so that the caller finds what it was told.</summary>
    public Task FollowedAsync() => _followers is null ? Task.CompletedTask : Task.WhenAll(_followers);

    /// <summary>Runs when the transaction did not happen: gives back what was taken ahead of it.</summary>
    public void OnFailed(Func<ValueTask> action) => _onFailed.Add(action);

    /// <summary>Runs when nobody can say whether the transaction happened, before what runs when it did not. Must not throw.</summary>
    public void OnUnknown(Action action) => _onUnknown.Add(action);

    /// <summary>Drops everything written into it so far and gives back what was taken; it can be filled again.</summary>
    public async ValueTask AbandonAsync()
    {
        Changes.Clear();
        (Raw, Quarantine, Request, Cursor) = (null, null, null, null);
        await SettleAsync(committed: false).ConfigureAwait(false);
        _onFailed.Clear();
        _onCommitted.Clear();
        _onUnknown.Clear();
    }

    /// <summary>Called once by the journal's front when it cannot know the outcome.</summary>
    public ValueTask SettleUnknownAsync()
    {
        _onUnknown.ForEach(action => action());
        return SettleAsync(committed: false);
    }

    /// <summary>Called once by the journal's front after the outcome is known.</summary>
    public async ValueTask SettleAsync(bool committed)
    {
        if (committed)
        {
            _onCommitted.ForEach(action => action());
            return;
        }

        foreach (var undo in _onFailed)
        {
            await undo().ConfigureAwait(false);
        }
    }
}
