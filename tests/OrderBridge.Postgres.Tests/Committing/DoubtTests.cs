using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Committing;

/// <summary>The connection breaks at the worst moment: the caller is told the truth all the same.</summary>
public sealed class DoubtTests : IDisposable
{
    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private readonly CuttingProxy _proxy;

    public DoubtTests() => _proxy = new CuttingProxy(new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port);

    public void Dispose()
    {
        _proxy.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData(Cut.BeforeCommit)]
    [InlineData(Cut.AfterCommit)]
    public async Task Commit_ConnectionBreaksAtIt_IsDoneOnceAndSaidToBeDone(Cut cut)
    {
        await using var hub = OpenBehindProxy();
        _proxy.CutNext(cut);

        var result = await hub.AddAsync(Tally.Unborn("tally-1"), new TallyStarted("first"), new TallyAdded(5));

        Assert.Equal(1, _proxy.Cuts);
        Assert.True(result.IsCommitted);
        var records = await hub.Journal.ReadAggregateAsync("tally-1", 0, default);
        Assert.Equal([1L, 2L], records.Select(r => r.AggregateVersion));
        Assert.Equal(records[^1].Position, result.LastPosition);
        await hub.Journal.WaitAsync(result.LastPosition - 1, default);
        Assert.Equal(result.LastPosition, await hub.Journal.HeadAsync(default));
        Assert.Equal(5, (await hub.AppendAsync("tally-1", new TallyAdded(0))).Sum);
        (await hub.ProveAsync()).AssertOk();
    }

    [Fact]
    public async Task Commit_ServerDoesNotComeBack_IsUnavailableAndSettled()
    {
        await using var hub = OpenBehindProxy(TimeSpan.FromMilliseconds(300));
        var failed = 0;
        var commit = NewCommit();
        commit.Append(Tally.Unborn("tally-1"), new TallyAdded(1));
        commit.OnFailed(() =>
        {
            failed++;
            return ValueTask.CompletedTask;
        });
        _proxy.CutNext(Cut.BeforeCommit);
        _proxy.Dispose(); // Connections that stand go on; no new ones.
        await hub.Journal.CursorAsync("warm", default).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await hub.Journal.CommitAsync(commit, default));

        Assert.Equal(1, failed);
    }

    /// <summary>The journal's line is taken, and its holder says nothing more: the others do not wait for it, and it writes its batch afterwards.</summary>
    [Fact]
    public async Task Commit_WireFreezesInTheMiddle_OthersGoOnAndItIsDoneOnce()
    {
        await using var frozen = OpenBehindProxy();
        await using var other = Open(_database.ConnectionString);
        _proxy.CutNext(Cut.Freeze);
        var held = frozen.AddAsync(Tally.Unborn("tally-1"), new TallyAdded(5)).AsTask();
        Assert.True(SpinWait.SpinUntil(() => _proxy.Cuts == 1, Eventually.Patience));

        Assert.True((await other.AddAsync(Tally.Unborn("tally-2"), new TallyAdded(1))).IsCommitted);
        Assert.True((await held.WaitAsync(Eventually.Patience)).IsCommitted);

        Assert.Single(await other.Journal.ReadAggregateAsync("tally-1", 0, default));
        (await other.ProveAsync()).AssertOk();
    }

    /// <summary>What the server answered is certain: nothing is asked after, and nobody waits for sixteen attempts.</summary>
    [Fact]
    public async Task Commit_LineIsHeldForLong_IsUnavailableAfterOneWait()
    {
        await using var hub = Open(_database.ConnectionString, lockSeconds: 3);
        await using var holder = new NpgsqlConnection(_database.ConnectionString);
        await holder.OpenAsync();
        await using var line = await holder.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('orderbridge'), 1)", holder))
        {
            await take.ExecuteNonQueryAsync();
        }

        var since = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await hub.AddAsync(Tally.Unborn("tally-1"), new TallyAdded(1)));
        Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(36)); // Sixteen would be 48.

        await line.RollbackAsync();
        Assert.True((await hub.AddAsync(Tally.Unborn("tally-1"), new TallyAdded(1))).IsCommitted);
    }

    private PostgresStorage OpenBehindProxy(TimeSpan? patience = null) =>
        Open(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = _proxy.Port }.ToString(), patience);

    /// <summary>Waits for locks a second instead of ten, and long enough for a server that is slow to say what became of a commit.</summary>
    private PostgresStorage Open(string connectionString, TimeSpan? patience = null, int lockSeconds = 1) => PostgresStorage.Open(
        new NpgsqlConnectionStringBuilder(connectionString) { Options = $"-c lock_timeout={lockSeconds}s" }.ToString(), new JsonEventCodec(), new StorageOptions(),
        new PostgresOptions { DoubtPatience = patience ?? TimeSpan.FromMinutes(2) }, _time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
}
