using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class UnitOfWorkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ScriptedJournal _journal = new();
    private readonly List<Commit> _prepared = [];
    private readonly List<string> _settled = [];

    [Fact]
    public async Task Run_Committed_ReturnsTheOutcomeOfThePreparation()
    {
        var outcome = await RunAsync(Fill);

        Assert.Equal("value", outcome.Value);
        Assert.Equal(["committed 1"], _settled);
    }

    [Fact]
    public async Task Run_Conflicts_PreparesAfreshEachTime()
    {
        _journal.Answers = [CommitOutcome.Conflict, CommitOutcome.Conflict];
        var outcome = await RunAsync(Fill);

        Assert.False(outcome.IsRefused);
        Assert.Equal(3, _prepared.Distinct().Count());
        Assert.Equal(["failed 1", "failed 2", "committed 3"], _settled);
    }

    /// <summary>What writes nothing meets no conflict: without another look a refusal by an old state would be final.</summary>
    [Theory]
    [InlineData(true, "value")]
    [InlineData(false, null)]
    public async Task Run_RefusedByItsState_IsDecidedAgainWhenOthersHadWritten(bool wasBehind, string? value)
    {
        _journal.WasBehind = wasBehind;
        var attempts = 0;
        var outcome = await RunAsync(_ => ++attempts == 1 ? Refusal.State("TOO_EARLY", "Nobody asked.") : "value");

        Assert.Equal((value, !wasBehind), (outcome.Value, outcome.IsRefused));
    }

    [Fact]
    public async Task Run_RefusedByItsStateTwice_IsRefused()
    {
        _journal.WasBehind = true;
        var outcome = await RunAsync(_ => Refusal.State("TOO_EARLY", "Nobody asked."));
        Assert.Equal("TOO_EARLY", outcome.Refusal!.Reason);
    }

    [Fact]
    public async Task Run_StockRefused_TellsTheNextAttemptWhatTheCountersSaid()
    {
        _journal.Answers = [CommitOutcome.StockRefused];
        await RunAsync(Fill);

        Assert.Null(_prepared[0].StockRefusal);
        Assert.Equal("OUT_OF_STOCK", _prepared[1].StockRefusal!.Reason);
    }

    [Fact]
    public async Task Run_StockRefusedForEver_ReturnsWhatTheCountersSaid()
    {
        _journal.Answers = [.. Enumerable.Repeat(CommitOutcome.StockRefused, 100)];
        var outcome = await RunAsync(Fill);

        Assert.Equal("OUT_OF_STOCK", outcome.Refusal!.Reason);
        Assert.Equal(_prepared.Count, _settled.Count);
        Assert.All(_settled, s => Assert.StartsWith("failed", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ConflictsForEver_AbortsWithADelay()
    {
        _journal.Answers = [.. Enumerable.Repeat(CommitOutcome.Conflict, 100)];
        var outcome = await RunAsync(Fill);

        Assert.Equal((RefusalKind.Aborted, "CONTENDED"), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
        Assert.True(outcome.Refusal.RetryAfter > TimeSpan.Zero);
        Assert.Equal(32, _prepared.Count);
    }

    [Theory]
    [InlineData(CommitOutcome.Repeated, RefusalKind.Aborted, UnitOfWork.Repeated)]
    [InlineData(CommitOutcome.RequestReused, RefusalKind.InvalidArgument, "REQUEST_ID_REUSED")]
    [InlineData(CommitOutcome.Overloaded, RefusalKind.Overloaded, "OVERLOADED")]
    [InlineData(CommitOutcome.CursorLost, RefusalKind.Aborted, "CONTENDED")]
    public async Task Run_NotWritten_IsRefusedOnce(CommitOutcome answer, RefusalKind kind, string reason)
    {
        _journal.Answers = [answer];
        var outcome = await RunAsync(Fill);

        Assert.Equal((kind, reason), (outcome.Refusal!.Kind, outcome.Refusal.Reason));
        Assert.Single(_prepared);
        Assert.Equal(["failed 1"], _settled);
    }

    [Fact]
    public async Task Run_RefusedWithNothingWritten_GivesBackAndDoesNotAskTheJournal()
    {
        var outcome = await RunAsync(_ => Refusal.State("NO", "No."));

        Assert.Equal("NO", outcome.Refusal!.Reason);
        Assert.Equal(0, _journal.Calls);
        Assert.Equal(["failed 1"], _settled);
    }

    [Fact]
    public async Task Run_RefusedWithARecordOfIt_WritesTheRecordAndReturnsTheRefusal()
    {
        var outcome = await RunAsync(commit =>
        {
            Fill(commit);
            return new Outcome<string>("kept", Refusal.State("NO", "No."));
        });

        Assert.Equal(("kept", "NO"), (outcome.Value, outcome.Refusal!.Reason));
        Assert.Equal(1, _journal.Calls);
        Assert.Equal(["committed 1"], _settled);
    }

    [Fact]
    public async Task Run_NothingToWrite_SettlesAsDone()
    {
        await RunAsync(_ => "as it was");

        Assert.Equal(0, _journal.Calls);
        Assert.Equal(["committed 1"], _settled);
    }

    [Fact]
    public async Task Run_PreparationThrows_GivesBackWhatWasTaken()
    {
        await Assert.ThrowsAsync<TimeoutException>(async () => await RunAsync(_ => throw new TimeoutException()));
        Assert.Equal(["failed 1"], _settled);
    }

    [Fact]
    public async Task Abandon_FilledCommit_GivesBackOnceAndCanBeFilledAgain()
    {
        var outcome = await AttemptAsync(
            async commit =>
            {
                Fill(commit);
                await commit.AbandonAsync();
                Assert.True(commit.IsEmpty);
                commit.Quarantine = new QuarantinedMessage("msg_1", "shop", "NO", "No.", string.Empty);
                return Refusal.State("NO", "No.");
            });

        Assert.Equal("NO", outcome.Refusal!.Reason);
        Assert.Equal(1, _journal.Calls);
        Assert.Equal(["failed 1"], _settled); // Once: the callbacks of the abandoned part do not run again.
    }

    [Fact]
    public async Task Settle_NotCommitted_RunsTheUndoingsInTurnAndNothingElse()
    {
        var commit = new Commit(Context());
        var log = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var at = i;
            commit.OnCommitted(() => log.Add(100 + at));
            commit.OnFailed(() =>
            {
                log.Add(at);
                return ValueTask.CompletedTask;
            });
        }

        await commit.SettleAsync(committed: false);
        Assert.Equal([0, 1, 2], log);
    }

    [Fact]
    public void Append_SameAggregateTwice_JoinsIntoOneChange()
    {
        var commit = new Commit(Context());
        var unborn = Counter.Unborn("c");
        var one = commit.Append(unborn, new Counted(2));
        var two = commit.Append(unborn, new Counted(3)); // A stale state: what the commit has already counts.

        Assert.Equal((1, 2), (one.Version, two.Version));
        var change = Assert.Single(commit.Changes);
        Assert.Equal((0, 2, 5), (change.ExpectedVersion, change.Events.Length, ((Counter)change.After).Sum));
        Assert.Same(two, commit.Latest(unborn));
        Assert.Equal("other", commit.Latest(Counter.Unborn("other")).Id);
    }

    [Fact]
    public void Append_NoEvents_LeavesTheCommitEmpty()
    {
        var commit = new Commit(Context());
        var unborn = Counter.Unborn("c");

        Assert.Same(unborn, commit.Append(unborn));
        Assert.True(commit.IsEmpty);
    }

    private static EventContext Context() => new("system:test", string.Empty, string.Empty, Noon);

    private static Outcome<string> Fill(Commit commit)
    {
        commit.Append(Counter.Unborn("c"), new Counted(1));
        return "value";
    }

    private ValueTask<Outcome<string>> RunAsync(Func<Commit, Outcome<string>> prepare) =>
        AttemptAsync(commit => ValueTask.FromResult(prepare(commit)));

    private ValueTask<Outcome<string>> AttemptAsync(Func<Commit, ValueTask<Outcome<string>>> prepare) => new UnitOfWork(_journal).RunAsync<string>(
        Context,
        (commit, _) =>
        {
            _prepared.Add(commit);
            var attempt = _prepared.Count;
            commit.OnCommitted(() => _settled.Add($"committed {attempt}"));
            commit.OnFailed(() =>
            {
                _settled.Add($"failed {attempt}");
                return ValueTask.CompletedTask;
            });
            return prepare(commit);
        },
        CancellationToken.None);

    private sealed record Counted(int By) : IDomainEvent;

    private sealed record Counter(string Id, long Version, int Sum) : IAggregate<Counter>
    {
        public static string Kind => "counter";

        public IReadOnlyList<OrderBridge.Kernel.Timing.RunningTimer> Timers => [];

        public static Counter Unborn(string id) => new(id, 0, 0);

        public Counter Apply(IDomainEvent happened, DateTimeOffset occurredTime) =>
            this with { Version = Version + 1, Sum = Sum + ((Counted)happened).By };
    }

    /// <summary>Answers as told, then commits; settles as every journal must.</summary>
    private sealed class ScriptedJournal : IJournal
    {
        public Queue<CommitOutcome> Script { get; private set; } = [];

        public CommitOutcome[] Answers
        {
            set => Script = new Queue<CommitOutcome>(value);
        }

        public int Calls { get; private set; }

        /// <summary>Others have written what this process has not seen; always.</summary>
        public bool WasBehind { get; set; }

        public ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken) => ValueTask.FromResult(WasBehind);

        public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
        {
            Calls++;
            var outcome = Script.TryDequeue(out var told) ? told : CommitOutcome.Committed;
            await commit.SettleAsync(outcome is CommitOutcome.Committed);
            return new CommitResult(outcome, Calls, Noon, outcome is CommitOutcome.StockRefused ? Refusal.State("OUT_OF_STOCK", "None left.") : null);
        }

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
