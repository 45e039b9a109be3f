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
