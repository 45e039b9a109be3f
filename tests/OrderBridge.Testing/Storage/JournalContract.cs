using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;
using OrderBridge.Storage.Reading;
using OrderBridge.Testing.Stock;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Testing.Storage;

/// <summary>What every journal promises. Derive per implementation.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    protected HandClock Time { get; } = new(Noon);

    protected IStorage Storage { get; private set; } = null!;

    protected IJournal Journal => Storage.Journal;

    public async Task InitializeAsync() => Storage = await OpenAsync(new StorageOptions());

    public async Task DisposeAsync()
    {
        await Storage.DisposeAsync();
        await CleanUpAsync();
    }

    [Fact]
    public async Task Commit_NewAggregate_ReadsBackAsItWasWritten()
    {
        var commit = new Commit(new EventContext("channel:shopify", "cause-7", "request-9", Noon.AddTicks(12345)) { RuleRevision = "4", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        commit.Append(Tally.Unborn("tally-1"), new TallyStarted("first"), new TallyAdded(5));
        var result = await Journal.CommitAsync(commit, default);

        Assert.True(result.IsCommitted);
        var records = await Journal.AllRecordsAsync();
        Assert.Equal(2, records.Count);
        Assert.Equal(result.LastPosition, records[1].Position);
        Assert.Equal(["tally-1.1", "tally-1.2"], records.Select(r => r.EventId));
        var record = records[1];
        Assert.Equal(
            ("tally", "TallyAdded", "channel:shopify", "cause-7", "request-9", "4", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            (record.AggregateKind, record.EventType, record.Actor, record.CauseId, record.RequestId, record.RuleRevision, record.TraceParent));
        Assert.Equal(Noon.AddMicroseconds(1234), record.OccurredTime); // Kept in microseconds.
        Assert.Equal(Noon, record.RecordedTime);
        Assert.Equal(new TallyAdded(5), new JsonEventCodec().Decode(record.EventType, record.Payload));
        Assert.Equal(records[1].Position, await Journal.HeadAsync(default));
    }

    [Fact]
    public async Task Commit_OneOfTwoAggregatesMovedOn_WritesNeither()
    {
        await Storage.AppendAsync("tally-1", new TallyStarted("first"));
        var commit = NewCommit();
        commit.Append(Tally.Unborn("tally-2"), new TallyStarted("second"));
        commit.Append(Tally.Unborn("tally-1"), new TallyStarted("again"));
        commit.Cursor = new CursorMove("reader", 0, 1);
        commit.Request = new RequestMark("Add/1", "hash");

        Assert.Equal(CommitOutcome.Conflict, (await Journal.CommitAsync(commit, default)).Outcome);

        Assert.Single(await Journal.AllRecordsAsync());
        Assert.Null(await Storage.Aggregates.FindAsync<Tally>("tally-2", default));
        Assert.Equal(0, await Journal.CursorAsync("reader", default));
        Assert.Equal(CommitOutcome.Committed, (await MarkAsync("Add/1", "hash")).Outcome);
    }

    [Fact]
    public async Task Commit_Outcome_SettlesOnceAndTheRightWay()
    {
        var log = new List<string>();
        Commit Listening(Tally before, string name)
        {
            var commit = NewCommit();
            commit.Append(before, new TallyAdded(1));
            commit.OnCommitted(() => log.Add(name + " committed"));
            commit.OnFailed(() =>
            {
                log.Add(name + " failed");
                return ValueTask.CompletedTask;
            });
            return commit;
        }

        await Journal.CommitAsync(Listening(Tally.Unborn("tally-1"), "a"), default);
        await Journal.CommitAsync(Listening(Tally.Unborn("tally-1"), "b"), default);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            await Journal.CommitAsync(Listening(Tally.Unborn("tally-2"), "c"), new CancellationToken(canceled: true)));

        Assert.Equal(["a committed", "b failed", "c failed"], log);
    }

    [Fact]
    public async Task Commit_FiftyWritersOnOneAggregate_GiveEachVersionOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            var blind = await Storage.AddAsync(Tally.Unborn("tally-1"), new TallyAdded(i));
            await Storage.AppendAsync("tally-1", new TallyAdded(1));
            return blind.Outcome;
        })));

        var won = outcomes.Count(o => o is CommitOutcome.Committed);
        Assert.InRange(won, 0, 1); // Later ones meet a version that is there already.
        Assert.All(outcomes, o => Assert.True(o is CommitOutcome.Committed or CommitOutcome.Conflict));
        var versions = (await Journal.ReadAggregateAsync("tally-1", 0, default)).Select(r => r.AggregateVersion);
        Assert.Equal(Enumerable.Range(1, 50 + won).Select(v => (long)v), versions);
    }

    [Fact]
    public async Task Hashes_ChainTheRecordsOfEachAggregate()
    {
        for (var i = 0; i < 5; i++)
        {
            await Storage.AppendAsync("tally-1", new TallyAdded(i), new TallyAdded(-i));
            await Storage.AppendAsync("tally-2", new TallyAdded(i));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var chain in (await Journal.AllRecordsAsync()).GroupBy(r => r.AggregateId))
        {
            var previous = HashChain.Root;
            foreach (var record in chain)
            {
                Assert.Equal(HashChain.Next(previous.Span, record), record.Hash.ToArray());
                previous = record.Hash;
            }
        }
    }

    [Fact]
    public async Task ReadAggregate_AfterAVersion_GivesTheRestInOrder()
    {
        for (var i = 0; i < 4; i++)
        {
            await Storage.AppendAsync("tally-1", new TallyAdded(i));
            await Storage.AppendAsync("tally-2", new TallyAdded(i));
        }

        var rest = await Journal.ReadAggregateAsync("tally-1", 2, default);
        Assert.Equal(["tally-1.3", "tally-1.4"], rest.Select(r => r.EventId));
    }

    [Fact]
    public async Task Cursor_TwentyOwners_OneMovesIt()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(async () =>
        {
            var commit = NewCommit();
            commit.Append(Tally.Unborn($"tally-{i}"), new TallyAdded(1));
            commit.Cursor = new CursorMove("reader", 0, i);
            return (await Journal.CommitAsync(commit, default)).Outcome;
        })));

        Assert.Single(outcomes, CommitOutcome.Committed);
        Assert.Equal(19, outcomes.Count(o => o is CommitOutcome.CursorLost));
        Assert.Single(await Journal.AllRecordsAsync());
        Assert.Equal(outcomes.ToList().IndexOf(CommitOutcome.Committed) + 1, await Journal.CursorAsync("reader", default));
    }

    [Fact]
    public async Task Request_UsedBefore_IsRecognisedForItsRetention()
    {
        Assert.Equal(CommitOutcome.Committed, (await MarkAsync("Add/1", "hash")).Outcome);
        Assert.Equal(CommitOutcome.Repeated, (await MarkAsync("Add/1", "hash")).Outcome);
        Assert.Equal(CommitOutcome.RequestReused, (await MarkAsync("Add/1", "other")).Outcome);

        Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        Assert.Equal(CommitOutcome.Committed, (await MarkAsync("Add/1", "other")).Outcome);
        Assert.Equal(2, (await Journal.AllRecordsAsync()).Count);
    }

    [Fact]
    public async Task Request_SameKeyFromManyCallersAtOnce_CommitsOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => MarkAsync("Add/1", "hash"))));

        Assert.Single(outcomes, r => r.IsCommitted);
        Assert.Equal(39, outcomes.Count(r => r.Outcome is CommitOutcome.Repeated));
    }

    [Fact]
    public async Task Reader_BehindManyWriters_SkipsNothing()
    {
        const int Writers = 16;
        const int Each = 40;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var reading = Task.Run(async () =>
        {
            var seen = new List<JournalRecord>();
            while (seen.Count < Writers * Each)
            {
                var after = seen.Count == 0 ? 0 : seen[^1].Position;
                await Journal.WaitAsync(after, patience.Token);
                seen.AddRange(await Journal.ReadAsync(after, 7, patience.Token));
            }

            return seen;
        });
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await Storage.AppendAsync($"tally-{w}", new TallyAdded(i));
            }
        })));

        var records = await reading;
        Assert.Equal(records.Select(r => r.Position).Order(), records.Select(r => r.Position));
        Assert.All(records.GroupBy(r => r.AggregateId), g => Assert.Equal(Enumerable.Range(1, Each), g.Select(r => (int)r.AggregateVersion)));
        Assert.Equal((await Journal.AllRecordsAsync()).Select(r => r.EventId), records.Select(r => r.EventId));
    }

    [Fact]
    public async Task Read_LargeRecords_GivesShortPagesUntilThereAreNoMore()
    {
        const int Third = JournalPages.BytesMax * 2 / 5; // Two are within the bound, the third goes beyond it and is the last.
        for (var i = 0; i < 5; i++)
        {
            await Storage.AppendAsync($"tally-{i}", new TallyStarted(new string('x', Third)));
        }

        var first = await Journal.ReadAsync(0, 100, default);
        var second = await Journal.ReadAsync(first[^1].Position, 100, default);
        Assert.Equal((3, 2), (first.Count, second.Count));
        Assert.Empty(await Journal.ReadAsync(second[^1].Position, 100, default));
        Assert.Equal(["tally-0.1", "tally-1.1", "tally-2.1", "tally-3.1", "tally-4.1"], first.Concat(second).Select(r => r.EventId));
        Assert.Single(await Journal.ReadAsync(0, 1, default));
    }

    [Fact]
    public async Task Wait_NothingThere_CompletesWithTheNextCommit()
    {
        var waiting = Journal.WaitAsync(0, default).AsTask();
        Assert.False(waiting.IsCompleted);

        await Storage.AppendAsync("tally-1", new TallyAdded(1));

        await waiting.WaitAsync(TimeSpan.FromMinutes(2));
        await Journal.WaitAsync(0, default); // And at once for what is there.
    }

    [Fact]
    public async Task Wait_Cancelled_EndsWithoutARecord()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = Journal.WaitAsync(0, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task RecordedTime_ClockGoesBack_DoesNot()
    {
        await Storage.AppendAsync("tally-1", new TallyAdded(1));
        Time.Advance(TimeSpan.FromHours(-1));
        await Storage.AppendAsync("tally-1", new TallyAdded(2));

        Assert.All(await Journal.AllRecordsAsync(), r => Assert.Equal(Noon, r.RecordedTime));
    }

    [Fact]
    public async Task Commit_Empty_SucceedsAndWritesNothing()
    {
        var result = await Journal.CommitAsync(NewCommit(), default);

        Assert.True(result.IsCommitted);
        Assert.Equal(0, await Journal.HeadAsync(default));
    }

    /// <summary>Opens an empty store on <see cref="Time"/>.</summary>
    protected abstract ValueTask<IStorage> OpenAsync(StorageOptions options);

    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private async Task<CommitResult> MarkAsync(string key, string bodyHash)
    {
        var commit = NewCommit();
        var tally = await Storage.Aggregates.FindAsync<Tally>("tally-m", default) ?? Tally.Unborn("tally-m");
        commit.Append(tally, new TallyAdded(1));
        commit.Request = new RequestMark(key, bodyHash);
        return await Journal.CommitAsync(commit, default);
    }
}
