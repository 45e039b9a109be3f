using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>Brings a database file to this version's schema.</summary>
internal static class SqliteSchema
{
    /// <summary>Applies the migrations that the file lacks. The caller holds the database lock.</summary>
    public static void Migrate(DbContextOptions<StorageContext> options)
    {
        using var context = new StorageContext(options);
        // A process killed during a migration leaves EF's own lock behind and the next start would wait for ever; ours ends with its process.
        context.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS __EFMigrationsLock");
        context.Database.Migrate();
    }
}
