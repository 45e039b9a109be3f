using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage;

/// <summary>One opened store: every port that the modules need of a database. Every implementation passes <c>JournalContract</c> and <c>StorageContract</c>.</summary>
public interface IStorage : IAsyncDisposable
{
    IJournal Journal { get; }

    IAggregates Aggregates { get; }

    ITimers Timers { get; }

    IStockLevels StockLevels { get; }

    IOrderReads Orders { get; }

    IFulfilmentReads Fulfilments { get; }

    IShipmentReads Shipments { get; }

    IMessageArchive Messages { get; }

    /// <summary>Who works where several hubs share the store; a store of one hub has nobody to share with.</summary>
    ILeases Leases => SoleOwner.Instance;

    /// <summary>
    /// Position of the newest record that anybody has committed, whoever of several hubs it was. What was acknowledged before the call is at or below it;
    /// a hub's own <see cref="IJournal.HeadAsync"/> may be some milliseconds behind, because its readers get what it commits in its place among the others'.
    /// </summary>
    ValueTask<long> CommittedPositionAsync(CancellationToken cancellationToken) => Journal.HeadAsync(cancellationToken);

    /// <summary>A view of the whole store at one moment, for proofs; does not hold up writers.</summary>
    ValueTask<IProofSource> SnapshotAsync(CancellationToken cancellationToken);
}
