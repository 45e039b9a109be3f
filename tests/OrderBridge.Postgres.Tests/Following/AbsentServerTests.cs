using Npgsql;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Following;

/// <summary>Whatever is asked while the server is away: callers are told to come back, never that the hub failed.</summary>
public sealed class AbsentServerTests : IAsyncLifetime
{
    private readonly PostgresServer _server = PostgresServer.Start("fsync=off");
    private PostgresDatabase _database = null!;
    private PostgresStorage _hub = null!;

    public async Task InitializeAsync()
    {
        _database = new PostgresDatabase(_server);
        _hub = _database.Open(new HandClock(Noon));
        await _hub.AddAsync(Tally.Unborn("tally-1"), new TallyAdded(1));
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Whether_there_is_something_newer_is_not_known()
    {
        _server.Crash();

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _hub.CommittedPositionAsync(default));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _hub.Journal.CatchUpAsync(default));
    }

    [Fact]
    public async Task A_view_that_was_open_ends()
    {
        await using var view = await _hub.SnapshotAsync(default);
        _server.Crash();

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await view.RecordsAsync(default).ToListAsync());
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await view.RowsAsync(view.Tables.All.First().RowType).ToListAsync());
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _hub.SnapshotAsync(default));
    }

    [Fact]
    public async Task A_view_that_nobody_wants_any_more_is_left()
    {
        await using var view = await _hub.SnapshotAsync(default);
        var left = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await view.RowsAsync(view.Tables.All.First().RowType).ToListAsync(left));
    }

    [Fact]
    public async Task A_view_that_did_not_open_leaves_its_connection_to_others()
    {
        _database.Execute("ALTER TABLE journal RENAME TO away");
        for (var attempt = 0; attempt < 30; attempt++) // More than a hub has for reading.
        {
            await Assert.ThrowsAsync<PostgresException>(async () => await _hub.SnapshotAsync(default));
        }

        _database.Execute("ALTER TABLE away RENAME TO journal");
        await using var view = await _hub.SnapshotAsync(default);
        Assert.Single(await view.RecordsAsync(default).ToListAsync());
    }
}
