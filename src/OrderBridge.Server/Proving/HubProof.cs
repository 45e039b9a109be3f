using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite;

namespace OrderBridge.Server.Proving;

/// <summary>Proves a store: a live hub's by RPC, with its ledger, or a file's.</summary>
public sealed class HubProof(IStorage storage, IStockLedger ledger, FlowRunner flows, IEventCodec codec, TimeProvider timeProvider)
{
    private static readonly TimeSpan FlowPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlowLook = TimeSpan.FromMilliseconds(50);

    /// <summary>A small store is proven in less, a large one takes minutes: no delay fits both, and asking costs nothing.</summary>
    private static readonly Refusal Busy = new(
        RefusalKind.Overloaded, GeneralReasons.Overloaded, "This hub proves its store for another caller, one at a time. Repeat after the given delay.")
    { RetryAfter = TimeSpan.FromSeconds(5) };

    private int _isRunning;

    /// <summary>Checks a file that may or may not be in use; writes nothing.</summary>
    public static async Task<ProofReport> OfFileAsync(string database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var position = await CursorAsync(SqliteStorage.OpenSnapshot(database)).ConfigureAwait(false);
        await using var source = SqliteStorage.OpenSnapshot(database);
        return await OfAsync(source, position, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks a database that may or may not be in use; writes nothing.</summary>
    public static async Task<ProofReport> OfDatabaseAsync(string connectionString, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var position = await CursorAsync(await PostgresStorage.OpenSnapshotAsync(connectionString, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await using var source = await PostgresStorage.OpenSnapshotAsync(connectionString, cancellationToken).ConfigureAwait(false);
        return await OfAsync(source, position, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ProofReport> OfAsync(IProofSource source, long position, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        return await new StoreProof(new EventCodec(), AggregateKinds.Standard, timeProvider)
            .RunAsync(source, [new TaskCheck(position)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One at a time: each holds the present state of everything, and reads as fast as the machine can.</summary>
    /// <param name="waitForFlows">True to let flows catch up first, at most 30 seconds.</param>
    public async Task<Outcome<ProofReport>> RunAsync(bool waitForFlows, CancellationToken cancellationToken)
    {
        if (waitForFlows)
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return Busy;
        }

        try
        {
            return await ProveAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<ProofReport> ProveAsync(CancellationToken cancellationToken)
    {
        var position = flows.Position;
        await using var source = await storage.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreProof(codec, AggregateKinds.Standard, timeProvider)
            .RunAsync(source, [new TaskCheck(position), new LedgerCheck(ledger, storage.StockLevels, timeProvider)], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> CursorAsync(IProofSource source)
    {
        await using (source.ConfigureAwait(false))
        {
            await foreach (var row in source.RowsAsync(typeof(CursorRow)).ConfigureAwait(false))
            {
                if (row is CursorRow { Name: FlowRunner.Cursor } cursor)
                {
                    return cursor.Position;
                }
            }

            return 0;
        }
    }

    /// <summary>Asks the store itself: this hub's readers may not have seen yet what it, or another hub, has acknowledged.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (flows.Position < await storage.CommittedPositionAsync(cancellationToken).ConfigureAwait(false) && timeProvider.GetElapsedTime(started) < FlowPatience)
        {
            await Task.Delay(FlowLook, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
