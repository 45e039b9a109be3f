using System.Text;
using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Schema;

/// <summary>
/// The schema and the lists. Never writes: rows come from the group commit's prepared statements, so that a row without its journal
/// record cannot exist.
/// </summary>
public sealed class StorageContext : DbContext
{
    public StorageContext(DbContextOptions<StorageContext> options)
        : base(options)
    {
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw Refusal();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw Refusal();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        DescribeJournal(modelBuilder);
        DescribeStock(modelBuilder);
        DescribeOrders(modelBuilder);
        NameColumns(modelBuilder);
    }

    private static void DescribeJournal(ModelBuilder model)
    {
        model.Entity<JournalRow>(e =>
        {
            e.ToTable("journal").HasKey(r => r.Position);
            e.HasIndex(r => new { r.AggregateId, r.AggregateVersion }).IsUnique();
        });
        model.Entity<CursorRow>().ToTable("journal_cursors").HasKey(r => r.Name);
        model.Entity<RequestRow>().ToTable("journal_requests").HasKey(r => r.Key);
        model.Entity<RawPayloadRow>().ToTable("raw_payloads").HasKey(r => r.Hash);
        model.Entity<QuarantineRow>().ToTable("quarantine").HasKey(r => r.Id);
        model.Entity<TimerRow>().ToTable("timers").HasKey(r => new { r.DueTimeUs, r.OwnerId, r.Kind });
    }

    private static void DescribeStock(ModelBuilder model)
    {
        model.Entity<StockLevelRow>().ToTable("stock_levels").HasKey(r => new { r.WarehouseId, r.SkuId });
        model.Entity<StockQuotaRow>().ToTable("stock_quotas").HasKey(r => new { r.WarehouseId, r.SkuId, r.ChannelId });
        model.Entity<StockMovementRow>().ToTable("stock_movements").HasKey(r => new { r.WarehouseId, r.SkuId, r.Position, r.Ordinal });
        model.Entity<StockReservationRow>().ToTable("stock_reservations").HasKey(r => r.ReservationId);
    }

    private static void DescribeOrders(ModelBuilder model)
    {
        model.Entity<OrderRow>().ToTable("orders_orders").HasKey(r => r.OrderId);
        model.Entity<OrderLineRow>().ToTable("orders_lines").HasKey(r => new { r.SkuId, r.OrderTimeUs, r.OrderId });
        model.Entity<FulfilmentOrderRow>().ToTable("fulfilment_orders").HasKey(r => r.FulfilmentId);
        model.Entity<ShipmentRow>().ToTable("shipments").HasKey(r => r.ShipmentId);
        model.Entity<ShipmentLinkRow>().ToTable("shipments_links").HasKey(r => new { r.OrderId, r.FulfilmentId, r.ShipmentId });
    }

    private static void NameColumns(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static InvalidOperationException Refusal() => new("Rows are written by the group commit only.");
}
