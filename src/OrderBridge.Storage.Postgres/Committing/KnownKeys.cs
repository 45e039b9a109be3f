using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Which rows a batch found and holds: those are updated. All others are inserted, and an insert fails where another hub was faster.</summary>
internal sealed class KnownKeys
{
    /// <summary>The server's id of the transaction, by which its outcome can be asked after.</summary>
    public ulong Transaction { get; set; }

    public HashSet<string> Heads { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Cursors { get; } = new(StringComparer.Ordinal);

    public HashSet<StockKey> Levels { get; } = [];

    public HashSet<QuotaKey> Quotas { get; } = [];

    /// <summary>Marks past their retention, which make room for new ones.</summary>
    public HashSet<string> OldRequests { get; } = new(StringComparer.Ordinal);

    /// <summary>Copies the keys, because deciding moves the facts along.</summary>
    public void Remember(BatchFacts facts)
    {
        Heads.UnionWith(facts.Heads.Keys);
        Cursors.UnionWith(facts.Cursors.Keys);
        Levels.UnionWith(facts.Levels.Keys);
        Quotas.UnionWith(facts.Quotas.Keys);
    }
}
