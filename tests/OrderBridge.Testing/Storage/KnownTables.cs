using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Testing.Storage;

/// <summary>The schema's tables, without a database.</summary>
internal static class KnownTables
{
    private static readonly Lazy<RowTables> Tables = new(() =>
    {
        using var context = new StorageContext(new DbContextOptionsBuilder<StorageContext>().UseSqlite("Data Source=:memory:").Options);
        return new RowTables(context.Model);
    });

    public static RowTables All => Tables.Value;
}
