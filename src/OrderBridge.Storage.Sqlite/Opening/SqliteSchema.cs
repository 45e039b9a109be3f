using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Schema;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>Brings a database file to this version's schema.</summary>
internal static class SqliteSchema
{
    /// <summary>Nothing is added to a file that belongs to another program.</summary>
    /// <exception cref="StorageUnavailableException">The file holds tables, and none of them is a journal.</exception>
    public static void RequireOurs(SqliteConnections connections)
    {
        if (!File.Exists(connections.Path))
        {
            return;
        }

        using var reader = connections.OpenReader();
        if (Count(reader, "name = 'journal'") == 0 && Count(reader, "name NOT GLOB 'sqlite_*' AND name NOT GLOB '__EFMigrations*'") > 0)
        {
            throw new StorageUnavailableException($"{connections.Path} holds another program's tables and no OrderBridge store; name another data directory.");
        }
    }

    /// <exception cref="StorageUnavailableException">The file has no journal.</exception>
    public static void RequireStore(SqliteConnection reader, string path)
    {
        if (Count(reader, "name = 'journal'") == 0)
        {
            throw new StorageUnavailableException($"{path} holds no OrderBridge store; name the data directory of a hub.");
        }
    }

    private static long Count(SqliteConnection reader, string where) => ResultCodes.Guard(() =>
    {
        using var command = reader.CreateCommand();
#pragma warning disable CA2100 // Constant text.
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND " + where;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    });

    /// <summary>Applies the migrations that the file lacks. The caller holds the database lock.</summary>
    public static void Migrate(DbContextOptions<StorageContext> options)
    {
        using var context = new StorageContext(options);
        // A process killed during a migration leaves EF's own lock behind and the next start would wait for ever; ours ends with its process.
        context.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS __EFMigrationsLock");
        context.Database.Migrate();
    }
}
