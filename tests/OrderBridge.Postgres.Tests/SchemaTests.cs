using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests;

public sealed class SchemaTests : IDisposable
{
    /// <summary>What this database has beyond the model: guards and bookkeeping between hubs.</summary>
    private static readonly string[] Beyond =
    [
        "journal_heads.aggregate_id not null key", "journal_heads.aggregate_version not null ", "journal_heads.hash not null ",
        "journal_heads.recorded_time_us not null ", "journal_leases.holder not null ", "journal_leases.name not null key", "journal_leases.until not null ",
        "timers.claimed_by null ", "timers.claimed_until null ",
    ];

    private readonly PostgresDatabase _database = new(isBare: true);
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Migrations_GiveTheTablesAndColumnsOfTheModel()
    {
        await using var storage = _database.Open(_time);
        using var context = storage.CreateContext();
        var expected = context.Model.GetEntityTypes().SelectMany(e => e.GetProperties()
            .Select(p => $"{e.GetTableName()}.{p.GetColumnName()} {(p.IsNullable ? "null" : "not null")} {(p.IsPrimaryKey() && e.GetTableName() != "journal" ? "key" : "")}"));

        Assert.Equal(expected.Concat(Beyond).Order(StringComparer.Ordinal), Columns().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Migrations_ThreeHubsStartAtOnce_AreAppliedOnce()
    {
        var hubs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => _database.Open(_time))));
        using var context = hubs[0].CreateContext();

        Assert.Equal(context.Database.GetMigrations(), context.Database.GetAppliedMigrations());
        foreach (var hub in hubs)
        {
            await hub.AppendAsync("tally-1", new TallyAdded(1));
            await hub.DisposeAsync();
        }
    }

    [Fact]
    public async Task Journal_RefusesToBeChanged()
    {
        await using var storage = _database.Open(_time);
        await storage.AppendAsync("tally-1", new TallyAdded(1));

        foreach (var sql in (string[])["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal", "DELETE FROM journal_202603"])
        {
            Assert.Contains("append-only", Assert.Throws<PostgresException>(() => _database.Execute(sql)).MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Counters_TheDatabaseItself_RefusesBelowZero()
    {
        await using var storage = _database.Open(_time);
        await storage.AdjustAsync(new("wh", "sku"), 3);

        Assert.Equal(PostgresErrorCodes.CheckViolation, Assert.Throws<PostgresException>(() => _database.Execute("UPDATE stock_levels SET on_hand = -1")).SqlState);
    }

    [Fact]
    public async Task Partitions_StandReadyAhead_AndAYearPassesWithoutAWord()
    {
        await using var storage = _database.Open(_time, postgres: new PostgresOptions { MonthsAhead = 2 });
        Assert.Equal(["journal_202603", "journal_202604", "journal_202605"], Partitions());

        for (var month = 0; month < 12; month++)
        {
            await storage.AppendAsync("tally-1", new TallyAdded(month));
            _time.Advance(TimeSpan.FromDays(30.5));
        }

        Assert.Equal(12, (await storage.Aggregates.FindAsync<Tally>("tally-1", default))!.Version);
        Assert.Equal(12, (await storage.Journal.AllRecordsAsync(5)).Count);
        Assert.Contains("journal_202701", Partitions());
        (await storage.ProveAsync()).AssertOk();
    }

    [Fact]
    public async Task Requests_PastTheirRetention_AreSweptAndMayComeAgain()
    {
        await using (var storage = _database.Open(_time))
        {
            await MarkAsync(storage, "Add/1");
            await MarkAsync(storage, "Add/2");
        }

        _time.Advance(TimeSpan.FromDays(8));
        await using var later = _database.Open(_time, postgres: new PostgresOptions { HousekeepingInterval = TimeSpan.FromSeconds(1) });
        Assert.True(await MarkAsync(later, "Add/1"));

        await Eventually.TrueAsync(() => _database.Scalar<long>("SELECT count(*) FROM journal_requests") == 1);
        Assert.False(await MarkAsync(later, "Add/1"));
    }

    [Fact]
    public void Open_DatabaseThatIsNotThere_SaysSo()
    {
        var absent = _database.ConnectionString.Replace("Database=test", "Database=absent", StringComparison.Ordinal);

        var refusal = Assert.Throws<StorageUnavailableException>(() => PostgresStorage.Open(
            absent, new JsonEventCodec(), new StorageOptions(), new PostgresOptions(), _time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));

        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenSnapshot_EmptyDatabase_SaysSo()
    {
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await PostgresStorage.OpenSnapshotAsync(_database.ConnectionString, default));
        Assert.Contains("no store", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_DamagedStore_NamesTheDamage()
    {
        await using var storage = _database.Open(_time);
        await storage.AdjustAsync(new("wh-1", "shirt"), 5);
        await storage.ReserveAsync("rsv-1", new OrderBridge.Stock.Counting.StockLine(new("wh-1", "shirt"), 2));
        (await storage.ProveAsync()).AssertOk();

        _database.Execute("UPDATE stock_levels SET reserved = 1");

        Assert.Contains("stock counters are the sum of their movements", (await storage.ProveAsync()).Results.Where(r => !r.IsOk).Select(r => r.Name));
    }

    private static async Task<bool> MarkAsync(PostgresStorage storage, string key)
    {
        var commit = NewCommit();
        var tally = await storage.Aggregates.FindAsync<Tally>("tally-m", default) ?? Tally.Unborn("tally-m");
        commit.Append(tally, new TallyAdded(1));
        commit.Request = new OrderBridge.Kernel.Journaling.RequestMark(key, "hash");
        return (await storage.Journal.CommitAsync(commit, default)).IsCommitted;
    }

    private List<string> Partitions() => List("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass ORDER BY 1");

    private List<string> Columns() => List("""
        SELECT c.relname || '.' || a.attname || ' ' || CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END || ' '
            || CASE WHEN a.attnum = ANY (i.indkey) THEN 'key' ELSE '' END
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE '\_\_EF%'
        """);

    private List<string> List(string sql)
    {
        using var connection = _database.Connect();
#pragma warning disable CA2100 // Constant text of tests.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var all = new List<string>();
        while (rows.Read())
        {
            all.Add(rows.GetString(0));
        }

        return all;
    }
}
