using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Lifecycle;

/// <summary>What one document booked on an item; kept so that its repeat is recognised.</summary>
public sealed record BookedDocument(string DocumentId, long OnHandDelta, long DamagedDelta, long SafetyStockDelta, MovementKind Kind);

/// <summary>One SKU in one warehouse: its adjustments and quotas. The counters themselves are rows that Storage moves.</summary>
public sealed record StockItem : IAggregate<StockItem>
{
    /// <summary>Documents remembered per item. A warehouse repeats a report within minutes; the bound keeps the state small.</summary>
    public const int DocumentsMax = 128;

    private StockItem(string id) => Id = id;

    public static string Kind => "stock_item";

    public string Id { get; }

    public long Version { get; private init; }

    /// <summary>Default before the first event.</summary>
    public StockKey Key { get; private init; }

    /// <summary>Limits by channel; what is used of them stands in the counters.</summary>
    public ImmutableSortedDictionary<string, long> Quotas { get; private init; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The last <see cref="DocumentsMax"/> documents, oldest first.</summary>
    public ImmutableQueue<BookedDocument> Documents { get; private init; } = [];

    public long DriftCount { get; private init; }

    public IReadOnlyList<RunningTimer> Timers => [];

    public static string IdOf(StockKey key) => StableId.Of("stock", key.WarehouseId, key.SkuId);

    public static StockItem Unborn(string id) => new(id);

    public BookedDocument? Booked(string documentId) =>
        documentId.Length == 0 ? null : Documents.FirstOrDefault(d => d.DocumentId == documentId);

    public StockItem Apply(IDomainEvent happened, DateTimeOffset occurredTime) => happened is not IStockItemEvent e || IdOf(e.Key) != Id
        ? throw new InvalidOperationException($"{happened.GetType().Name} does not fit stock item {Id}.")
        : With(e) with { Key = e.Key, Version = Version + 1 };

    private StockItem With(IStockItemEvent happened) => happened switch
    {
        StockAdjusted { DocumentId.Length: > 0 } e => this with { Documents = Remember(e) },
        ChannelQuotaSet { Quota: { } quota } e => this with { Quotas = Quotas.SetItem(e.ChannelId, quota) },
        ChannelQuotaSet e => this with { Quotas = Quotas.Remove(e.ChannelId) },
        StockDriftFound => this with { DriftCount = DriftCount + 1 },
        _ => this,
    };

    private ImmutableQueue<BookedDocument> Remember(StockAdjusted e)
    {
        var longer = Documents.Enqueue(new(e.DocumentId, e.OnHandDelta, e.DamagedDelta, e.SafetyStockDelta, e.Kind));
        return longer.Count() > DocumentsMax ? longer.Dequeue() : longer;
    }
}
