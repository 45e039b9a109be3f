using Npgsql;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Committing;

/// <summary>Two hubs commit side by side and the first is slow: no reader may go past what is still open.</summary>
public sealed class LateCommitTests : IAsyncLifetime
{
    private const string WaitsInLine = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private PostgresStorage _writer = null!;
    private PostgresStorage _reader = null!;

    public Task InitializeAsync()
    {
        (_writer, _reader) = (_database.Open(_time), _database.Open(_time));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task A_position_after_an_open_one_is_not_given_so_no_reader_can_pass_it()
    {
        using var slow = new Neighbour(_database);
        var first = slow.Begin("tally-slow", Noon);

        var quick = _writer.AddAsync(Tally.Unborn("tally-quick"), new TallyAdded(1)).AsTask();
        await Eventually.TrueAsync(() => _database.Scalar<long>(WaitsInLine) == 1);
        Assert.False(quick.IsCompleted);
        Assert.Empty(await _reader.Journal.ReadAsync(0, 10, default));
        Assert.Equal(0, _database.Scalar<long>("SELECT count(*) FROM journal"));
        slow.Commit();

        Assert.Equal(first + 1, (await quick).LastPosition);
        await _reader.Journal.WaitAsync(first, default).AsTask().WaitAsync(Eventually.Patience);
        await _writer.Journal.WaitAsync(first, default).AsTask().WaitAsync(Eventually.Patience); // A hub's own commits reach its readers by the same way as everybody's.
        Assert.Equal(["tally-slow.1", "tally-quick.1"], (await _reader.Journal.ReadAsync(0, 10, default)).Select(r => r.EventId));
        Assert.Equal(["tally-slow.1", "tally-quick.1"], (await _writer.Journal.AllRecordsAsync()).Select(r => r.EventId));
    }

    [Fact]
    public async Task A_position_that_is_given_back_leaves_a_gap_and_stops_nobody()
    {
        using var slow = new Neighbour(_database);
        var first = slow.Begin("tally-slow", Noon);
        var quick = _writer.AddAsync(Tally.Unborn("tally-quick"), new TallyAdded(1)).AsTask();
        await Eventually.TrueAsync(() => _database.Scalar<long>(WaitsInLine) == 1);
        slow.Rollback();

        var position = (await quick).LastPosition;
        Assert.True(position > first);
        await _reader.Journal.WaitAsync(0, default).AsTask().WaitAsync(Eventually.Patience);
        await _writer.Journal.WaitAsync(0, default).AsTask().WaitAsync(Eventually.Patience);
        Assert.Equal(position, Assert.Single(await _reader.Journal.AllRecordsAsync()).Position);
        Assert.Equal(position, await _writer.Journal.HeadAsync(default));
    }

    /// <summary>The negative control: what the lock is for. Positions from the sequence alone commit out of order, and a reader passes one by.</summary>
    [Fact]
    public async Task Without_the_line_a_reader_skips_the_late_one_for_ever()
    {
        using var slow = new Neighbour(_database);
        slow.Begin("tally-slow", Noon, "nextval('journal_position')");

        var quick = await _writer.AddAsync(Tally.Unborn("tally-quick"), new TallyAdded(1));
        await _reader.Journal.WaitAsync(0, default).AsTask().WaitAsync(Eventually.Patience);
        var seen = Assert.Single(await _reader.Journal.AllRecordsAsync());
        Assert.Equal(quick.LastPosition, seen.Position);
        slow.Commit();

        Assert.Empty(await _reader.Journal.ReadAsync(seen.Position, 10, default));
        Assert.Equal(2, _database.Scalar<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Readers_of_three_hubs_that_all_write_see_the_same_journal()
    {
        const int Each = 120;
        await using var third = _database.Open(_time);
        PostgresStorage[] hubs = [_writer, _reader, third];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var reading = hubs.Select(hub => Task.Run(async () =>
        {
            var seen = new List<JournalRecord>();
            while (seen.Count < hubs.Length * Each)
            {
                var after = seen.Count == 0 ? 0 : seen[^1].Position;
                await hub.Journal.WaitAsync(after, patience.Token);
                seen.AddRange(await hub.Journal.ReadAsync(after, 7, patience.Token));
            }

            return seen;
        })).ToArray();
        await Task.WhenAll(hubs.SelectMany((hub, h) => Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Each / 4; i++)
            {
                await hub.AppendAsync($"tally-{(h + w) % 3}", new TallyAdded(i)); // All hubs on the same three.
            }
        }))));

        var journals = await Task.WhenAll(reading);
        Assert.All(journals, j => Assert.Equal(journals[0].Select(r => (r.Position, r.EventId)), j.Select(r => (r.Position, r.EventId))));
        Assert.Equal(journals[0].Select(r => r.Position).Order(), journals[0].Select(r => r.Position));
        (await _writer.ProveAsync()).AssertOk();
    }
}
