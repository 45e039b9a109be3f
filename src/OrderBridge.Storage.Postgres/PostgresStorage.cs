using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Caching;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Postgres.Committing;
using OrderBridge.Storage.Postgres.Following;
using OrderBridge.Storage.Postgres.Keeping;
using OrderBridge.Storage.Postgres.Leasing;
using OrderBridge.Storage.Postgres.Opening;
using OrderBridge.Storage.Postgres.Reading;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres;

/// <summary>
/// The whole store in one PostgreSQL database, shared by any number of hubs. Opening applies migrations and starts the writer and the reader of what the
/// other hubs commit; disposing writes what waits and gives leases back.
/// </summary>
public sealed class PostgresStorage : IStorage
{
    private readonly PostgresConnections _connections;
    private readonly DbContextOptions<StorageContext> _contextOptions;
    private readonly PostgresBatchStore _store;
    private readonly GroupCommitter _committer;
    private readonly PostgresLeases _leases;
    private readonly IAsyncDisposable[] _workers;

    private PostgresStorage(
        PostgresConnections connections, IEventCodec codec, StorageOptions options, PostgresOptions postgres, TimeProvider timeProvider, ILogger logger)
    {
        _connections = connections;
        _contextOptions = connections.ContextOptions();
        PostgresSchema.Migrate(connections, _contextOptions);
        var partitions = new Partitions(connections.Readers, postgres.MonthsAhead);
        partitions.Ensure(timeProvider.GetUtcNow());
        using var context = CreateContext();
        Tables = new RowTables(context.Model);
        HubId = NewHubId();

        var queries = new Queries(connections.Readers, PostgresConnections.ReadersMax);
        var bookkeeping = new Queries(connections.Bookkeeping, PostgresConnections.BookkeepersMax);
        var (head, recordedTime) = End();
        var tail = new JournalTail(head, options.TailRecords);
        var cache = new AggregateCache(options.CachedAggregates);
        var keeper = new TailKeeper(queries, tail, cache, postgres.PollInterval, timeProvider, logger);
        var doubt = new CommitDoubt(connections, postgres.DoubtPatience, timeProvider, logger);
        _store = new PostgresBatchStore(
            new WriterSession(connections), new BatchStatements(Tables, HubId), doubt, new StuckSessions(connections, logger), partitions, options.RequestRetention, recordedTime);
        _committer = new GroupCommitter(_store, [keeper], options, timeProvider, logger);
        _leases = new PostgresLeases(bookkeeping, HubId, postgres.LeaseDuration, timeProvider, logger);
        _workers =
        [
            new NotificationListener(connections, HubId, keeper.Wake, timeProvider, logger), keeper,
            new Housekeeper(connections.Readers, partitions, options.RequestRetention, postgres.HousekeepingInterval, timeProvider, logger),
        ];

        var reader = new TailedJournalReader(new PostgresJournalReader(queries, tail), tail);
        Journal = new GroupCommitJournal(
            new CommitPreparer(codec, new RowProjectors(RowProjectors.Standard, Tables)), _committer, reader, tail, cache, timeProvider, CommittedPositionAsync);
        Aggregates = new Aggregates(reader, codec, cache);
        Timers = new PostgresTimers(queries, bookkeeping, HubId, postgres.LeaseDuration);
        StockLevels = new PostgresStockLevels(queries);
        var rows = new PostgresRowSource(queries, new EntityRowSource(CreateContext));
        Orders = new OrderReads(rows);
        Fulfilments = new FulfilmentReads(rows, Aggregates);
        Shipments = new ShipmentReads(rows, Aggregates);
        Messages = new MessageArchive(rows);
    }

    /// <summary>Names this opening in leases, claims and notifications.</summary>
    public string HubId { get; }

    public RowTables Tables { get; }

    public IJournal Journal { get; }

    public IAggregates Aggregates { get; }

    public ITimers Timers { get; }

    public IStockLevels StockLevels { get; }

    public IOrderReads Orders { get; }

    public IFulfilmentReads Fulfilments { get; }

    public IShipmentReads Shipments { get; }

    public IMessageArchive Messages { get; }

    public ILeases Leases => _leases;

    /// <param name="connectionString">Of an existing database whose user may create tables; as Npgsql reads it. Sessions must be the hub's own: no pooler that shares them by transaction.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be reached or refuses.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is outside its range.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static PostgresStorage Open(
        string connectionString, IEventCodec codec, StorageOptions options, PostgresOptions postgres, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(postgres);
        var connections = new PostgresConnections(connectionString);
        try
        {
            return new PostgresStorage(connections, codec, options.Validated(), postgres.Validated(), timeProvider, logger);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    /// <summary>A view of a database at one moment, read only; hubs may be running on it.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached, or holds no store.</exception>
    public static async ValueTask<IProofSource> OpenSnapshotAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connections = new PostgresConnections(connectionString);
        try
        {
            return new OwnedSnapshot(await PostgresSnapshot.OpenAsync(connections.Readers, cancellationToken).ConfigureAwait(false), connections);
        }
        catch (NpgsqlException e)
        {
            connections.Dispose();
            throw new StorageUnavailableException(
                e.SqlState == PostgresErrorCodes.UndefinedTable ? "There is no store in this database." : $"The database cannot be opened: {e.Message}", e);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StorageUnavailableException">The server does not answer.</exception>
    public ValueTask<long> CommittedPositionAsync(CancellationToken cancellationToken) => Queries.GuardAsync(async () =>
    {
        var command = _connections.Readers.CreateCommand("SELECT position FROM journal ORDER BY position DESC LIMIT 1");
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        }
    });

    public ValueTask<IProofSource> SnapshotAsync(CancellationToken cancellationToken) => PostgresSnapshot.OpenAsync(_connections.Readers, cancellationToken);

    /// <summary>A context for lists; reads only.</summary>
    public StorageContext CreateContext() => new(_contextOptions);

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }

        _store.Dispose();
        _connections.Dispose();
    }

    /// <summary>Position and recorded time of the newest record.</summary>
    private (long Position, DateTimeOffset RecordedTime) End()
    {
        using var command = _connections.Readers.CreateCommand("SELECT position, recorded_time_us FROM journal ORDER BY position DESC LIMIT 1");
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), HashChain.FromMicroseconds(row.GetInt64(1))) : (0, DateTimeOffset.UnixEpoch);
    }

    /// <summary>Never the same twice, also for one process on one machine.</summary>
    private static string NewHubId() => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    private sealed class OwnedSnapshot(IProofSource snapshot, PostgresConnections connections) : IProofSource
    {
        public RowTables Tables => snapshot.Tables;

        public IAsyncEnumerable<JournalRecord> RecordsAsync(CancellationToken cancellationToken) => snapshot.RecordsAsync(cancellationToken);

        public IAsyncEnumerable<object> RowsAsync(Type rowType) => snapshot.RowsAsync(rowType);

        public async ValueTask DisposeAsync()
        {
            await snapshot.DisposeAsync().ConfigureAwait(false);
            connections.Dispose();
        }
    }
}
