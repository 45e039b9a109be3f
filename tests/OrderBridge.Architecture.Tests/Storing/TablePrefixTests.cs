using System.Text.RegularExpressions;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Storing;

/// <summary>A table's first word says who owns it, and no foreign key or join crosses owners.</summary>
public sealed partial class TablePrefixTests
{
    private static readonly string[] Owners =
        ["journal", "timers", "raw_payloads", "quarantine", "orders", "stock", "fulfilment", "shipments"];

    private static readonly IReadOnlyList<string> Migrations =
        [.. Repository.Sources("src").Where(f => f.Contains("/Migrations/", StringComparison.Ordinal)).Select(Repository.Read)];

    [Fact]
    public void Every_table_begins_with_its_owner() => Rule.HasNoOffence(Migrations.SelectMany(Tables).Where(t => !HasOwner(t)));

    [Fact]
    public void No_table_points_at_another_by_foreign_key() =>
        Assert.DoesNotContain(Migrations, m => m.Contains("REFERENCES", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_journal_table_is_seen() => Assert.Contains("journal", Migrations.SelectMany(Tables));

    [Fact]
    public void The_rule_sees_an_offence()
    {
        Assert.Equal(["customers"], Tables("CREATE TABLE customers (id TEXT);").Where(t => !HasOwner(t)));
        Assert.False(HasOwner("stockings"));
        Assert.True(HasOwner("stock_levels"));
    }

    private static bool HasOwner(string table) =>
        Owners.Any(o => table == o || table.StartsWith(o + "_", StringComparison.Ordinal));

    private static IEnumerable<string> Tables(string sql) => TableName().Matches(sql).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"CREATE TABLE (?:IF NOT EXISTS )?""?([A-Za-z_]+)", RegexOptions.IgnoreCase)]
    private static partial Regex TableName();
}
