using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Schema;
using OrderBridge.Storage.Sqlite.Committing;
using OrderBridge.Storage.Sqlite.Opening;
using OrderBridge.Storage.Sqlite.Reading;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite;

/// <summary>
/// The whole store in one file, for one hub: journal, state, lists and timers. Opening takes the file's lock, applies migrations and starts
/// the writer; disposing writes what waits, and releases the lock.
/// </summary>
public sealed class SqliteStorage : IStorage
{
    private readonly DatabaseLock _lock;
    private readonly SqliteConnections _connections;
    private readonly DbContextOptions<StorageContext> _contextOptions;
    private readonly SqliteBatchStore _store;
    private readonly GroupCommitter _committer;
    private readonly ReaderPool _readers;

    private SqliteStorage(
        DatabaseLock held, string path, IEventCodec codec, StorageOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _lock = held;
        _connections = new SqliteConnections(path);
        _contextOptions = _connections.ContextOptions();
        SqliteSchema.RequireOurs(_connections);
        SqliteSchema.Migrate(_contextOptions);
        using var context = CreateContext();
        Tables = new RowTables(context.Model);
        _store = new SqliteBatchStore(new StatementCache(_connections.OpenWriter(options.LockPatience)), Tables, options);
        _readers = new ReaderPool(_connections);
        var tail = new JournalTail(_store.Head, options.TailRecords);
        var cache = new AggregateCache(options.CachedAggregates);
        _committer = new GroupCommitter(_store, [cache, tail], options, timeProvider, logger);
        var reader = new TailedJournalReader(new SqliteJournalReader(_readers), tail);
        var preparer = new CommitPreparer(codec, new RowProjectors(RowProjectors.Standard, Tables));
        Journal = new GroupCommitJournal(preparer, _committer, reader, tail, cache, timeProvider);
        Aggregates = new Aggregates(reader, codec, cache);
        Timers = new SqliteTimers(_readers);
        StockLevels = new SqliteStockLevels(_readers);
        var rows = new SqliteRowSource(new EntityRowSource(CreateContext));
        Orders = new OrderReads(rows);
        Fulfilments = new FulfilmentReads(rows, Aggregates);
        Shipments = new ShipmentReads(rows, Aggregates);
        Messages = new MessageArchive(rows);
    }

    public RowTables Tables { get; }

    public IJournal Journal { get; }

    public IAggregates Aggregates { get; }

    public ITimers Timers { get; }

    public IStockLevels StockLevels { get; }

    public IOrderReads Orders { get; }

    public IFulfilmentReads Fulfilments { get; }

    public IShipmentReads Shipments { get; }

    public IMessageArchive Messages { get; }

    /// <param name="path">Database file; made, with its directory, when it is not there.</param>
    /// <exception cref="StorageUnavailableException">Another process writes the file, it is no database, or nobody may write there.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is outside its range.</exception>
    public static SqliteStorage Open(string path, IEventCodec codec, StorageOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var held = DatabaseLock.Take(full);
        try
        {
            return new SqliteStorage(held, full, codec, options.Validated(), timeProvider, logger);
        }
        catch (Exception e) when (FileTrouble.SentenceOf(full, e) is { } sentence)
        {
            held.Dispose();
            throw new StorageUnavailableException(sentence, e);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A view of a file at one moment, read only; a hub may be running on it. The file and its log are left as they are.</summary>
    /// <exception cref="StorageUnavailableException">There is no such file, it is no store, or it cannot be read.</exception>
    public static IProofSource OpenSnapshot(string path) => File.Exists(path)
        ? new SqliteSnapshot(new SqliteConnections(Path.GetFullPath(path)).OpenProver())
        : throw new StorageUnavailableException($"There is no database {path}.");

    public ValueTask<IProofSource> SnapshotAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IProofSource>(new SqliteSnapshot(_connections.OpenReader()));

    /// <summary>A context for lists; reads only.</summary>
    public StorageContext CreateContext() => new(_contextOptions);

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync().ConfigureAwait(false);
        _readers.Dispose();
        _store.Dispose();
        using (var pooled = new SqliteConnection(RelationalOptionsExtension.Extract(_contextOptions).ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _lock.Dispose();
    }
}
