using Npgsql;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Keeping;

/// <summary>What an operator may do with months that are over (docs/operations.md), and what a proof says when more is done.</summary>
public sealed class OldMonthsTests : IAsyncLifetime
{
    private const string OldMonth = "journal_202603";
    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private PostgresStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _storage = _database.Open(_time);
        await _storage.AppendAsync("tally-old", new TallyAdded(1));
        _time.Advance(TimeSpan.FromDays(62));
        await _storage.AppendAsync("tally-old", new TallyAdded(2));
    }

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        _database.Dispose();
    }

    /// <summary>While the hub runs: reads of that month wait for the move, everything else goes on.</summary>
    [Fact]
    public async Task They_may_lie_on_another_disk()
    {
        MakeTablespace();
        _database.Execute($"ALTER TABLE {OldMonth} SET TABLESPACE slow_disk");
        _database.Execute($"""
            DO $$ DECLARE i text; BEGIN
                FOR i IN SELECT indexrelid::regclass FROM pg_index WHERE indrelid = '{OldMonth}'::regclass LOOP
                    EXECUTE format('ALTER INDEX %s SET TABLESPACE slow_disk', i);
                END LOOP;
            END $$
            """);

        await _storage.AppendAsync("tally-old", new TallyAdded(4));
        (await _storage.ProveAsync()).AssertOk();
        await using var another = _database.Open(_time); // Nothing in memory: the state is folded from both months.
        Assert.Equal(7, (await another.Aggregates.FindAsync<Tally>("tally-old", default))!.Sum);
        Assert.Equal(3L, _database.Scalar<long>("SELECT count(*) FROM journal"));
    }

    /// <summary>The control: a month that was taken away is missed, and put back it is not.</summary>
    [Fact]
    public async Task Without_one_of_them_the_store_is_not_proved()
    {
        var bounds = _database.Scalar<string>($"SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = '{OldMonth}'");
        _database.Execute($"ALTER TABLE journal DETACH PARTITION {OldMonth}");
        Assert.False((await _storage.ProveAsync()).IsOk);

        _database.Execute($"ALTER TABLE journal ATTACH PARTITION {OldMonth} {bounds}");
        (await _storage.ProveAsync()).AssertOk();
    }
    /// <summary>Inside the server's own folder; an operator names a folder of the slow disk.</summary>
    private void MakeTablespace()
    {
        using var connection = _database.Connect();
        foreach (var sql in (string[])["SET allow_in_place_tablespaces = true", "CREATE TABLESPACE slow_disk LOCATION ''"])
        {
#pragma warning disable CA2100 // Constant text.
            using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
