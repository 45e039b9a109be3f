using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Schema;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Migrations_GiveTheTablesAndColumnsOfTheModel()
    {
        await using var storage = _file.Open(_time);
        using var context = storage.CreateContext();
        var expected = context.Model.GetEntityTypes().SelectMany(e => e.GetProperties()
            .Select(p => $"{e.GetTableName()}.{p.GetColumnName()} {(p.IsNullable ? "null" : "not null")} {(p.IsPrimaryKey() ? "key" : "")}"));

        Assert.Equal(expected.Order(StringComparer.Ordinal), ColumnsOf(context).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Migrations_OneByOne_KeepWhatIsThere()
    {
        await using (var storage = _file.Open(_time))
        {
            await storage.AppendAsync("tally-1", new TallyAdded(1));
        }

        await using var again = _file.Open(_time);
        using var context = again.CreateContext();
        Assert.Equal(context.Database.GetMigrations(), context.Database.GetAppliedMigrations());
        Assert.Equal(1, (await again.Aggregates.FindAsync<Tally>("tally-1", default))!.Version);
    }

    [Fact]
    public async Task Journal_RefusesToBeChanged()
    {
        await using var storage = _file.Open(_time);
        await storage.AppendAsync("tally-1", new TallyAdded(1));

        Assert.Contains("append-only", Assert.Throws<SqliteException>(() => _file.Execute("UPDATE journal SET actor = 'x'")).Message, StringComparison.Ordinal);
        Assert.Contains("append-only", Assert.Throws<SqliteException>(() => _file.Execute("DELETE FROM journal")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_TheDatabaseItself_RefusesBelowZero()
    {
        await using var storage = _file.Open(_time);
        await storage.AdjustAsync(new("wh", "sku"), 3);

        Assert.Contains("CHECK", Assert.Throws<SqliteException>(() => _file.Execute("UPDATE stock_levels SET on_hand = -1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_RefusesToWrite()
    {
        await using var storage = _file.Open(_time);
        using var context = storage.CreateContext();
        Assert.Throws<InvalidOperationException>(() => context.SaveChanges());
    }

    private static List<string> ColumnsOf(StorageContext context)
    {
        var connection = context.Database.GetDbConnection();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT m.name || '.' || c.name || ' ' || iif(c."notnull", 'not null', 'null') || ' ' || iif(c.pk > 0, 'key', '')
            FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\'
            """;
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }
}
