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

    private PostgresStorage OpenBehindProxy(TimeSpan? patience = null) => PostgresStorage.Open(
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = _proxy.Port }.ToString(), new JsonEventCodec(), new StorageOptions(),
        new PostgresOptions { DoubtPatience = patience ?? TimeSpan.FromSeconds(15) }, _time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
}
