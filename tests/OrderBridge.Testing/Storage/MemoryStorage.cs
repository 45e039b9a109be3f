using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <summary>
/// The store without a disk, for fast tests and the simulation: the same decider and the same rows as the databases, one commit at a time on
/// its caller's thread, so that a run is a function of its calls.
/// </summary>
public sealed class MemoryStorage : IStorage
{
    private readonly IEventCodec _codec;
    private readonly TimeProvider _timeProvider;
    private readonly StorageOptions _options;
    private readonly MemoryTables _tables;

    public MemoryStorage(IEventCodec codec, TimeProvider timeProvider, StorageOptions? options = null)
        : this(codec, timeProvider, (options ?? new StorageOptions()).Validated(), tables: null)
    {
    }

    private MemoryStorage(IEventCodec codec, TimeProvider timeProvider, StorageOptions options, MemoryTables? tables)
    {
        (_codec, _timeProvider, _options) = (codec, timeProvider, options);
        var rowTables = KnownTables.All;
        _tables = tables ?? new MemoryTables(rowTables, options.RequestRetention);
        var reader = new MemoryReads(_tables);
        var tail = new JournalTail(_tables.Records.Count, capacity: 0);
        var cache = new AggregateCache(options.CachedAggregates);
        var preparer = new CommitPreparer(codec, new RowProjectors(RowProjectors.Standard, rowTables));
        Journal = new MemoryJournal(_tables, preparer, reader, tail, cache, timeProvider);
        Aggregates = new Aggregates(reader, codec, cache);
        Timers = reader;
        StockLevels = new MemoryStockLevels(_tables);
        var rows = new MemoryRows(_tables);
        Orders = new OrderReads(rows);
        Fulfilments = new FulfilmentReads(rows, Aggregates);
        Shipments = new ShipmentReads(rows, Aggregates);
        Messages = new MessageArchive(rows);
    }

    public IJournal Journal { get; }

    public IAggregates Aggregates { get; }

    public ITimers Timers { get; }

    public IStockLevels StockLevels { get; }

    public IOrderReads Orders { get; }

    public IFulfilmentReads Fulfilments { get; }

    public IShipmentReads Shipments { get; }

    public IMessageArchive Messages { get; }

    public ValueTask<IProofSource> SnapshotAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IProofSource>(new MemorySnapshot(_tables));

    /// <summary>What a process finds that opens this store after a crash: the tables, and none of the caches.</summary>
    public MemoryStorage Reopened() => new(_codec, _timeProvider, _options, _tables);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
