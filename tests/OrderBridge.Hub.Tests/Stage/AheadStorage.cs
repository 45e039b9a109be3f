using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>A store in which more is committed than this hub's readers have seen, as where several hubs share it.</summary>
internal sealed class AheadStorage(IStorage storage) : IStorage
{
    /// <summary>Records that nobody here has seen.</summary>
    public long Ahead { get; set; }

    /// <summary>Snapshots wait for it.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    /// <summary>Somebody waits for a snapshot.</summary>
    public TaskCompletionSource Asked { get; set; } = new();

    public IJournal Journal => storage.Journal;

    public IAggregates Aggregates => storage.Aggregates;

    public ITimers Timers => storage.Timers;

    public IStockLevels StockLevels => storage.StockLevels;

    public IOrderReads Orders => storage.Orders;

    public IFulfilmentReads Fulfilments => storage.Fulfilments;

    public IShipmentReads Shipments => storage.Shipments;

    public IMessageArchive Messages => storage.Messages;

    public async ValueTask<long> CommittedPositionAsync(CancellationToken cancellationToken) => await storage.CommittedPositionAsync(cancellationToken) + Ahead;

    public async ValueTask<IProofSource> SnapshotAsync(CancellationToken cancellationToken)
    {
        Asked.TrySetResult();
        await Opening.WaitAsync(cancellationToken);
        return await storage.SnapshotAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => storage.DisposeAsync();
}
