using System.Collections.Frozen;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Storage.Rows;

/// <summary>The state of an aggregate after one more event; the state before is null at birth.</summary>
public delegate IAggregate AggregateFold(string id, IAggregate? before, IDomainEvent happened, DateTimeOffset occurredTime);

/// <summary>Folds aggregates by the kind that the journal names.</summary>
public sealed class AggregateKinds(IEnumerable<KeyValuePair<string, AggregateFold>> kinds)
{
    private readonly FrozenDictionary<string, AggregateFold> _folds =
        kinds.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Everything that lives in the hub.</summary>
    public static AggregateKinds Standard { get; } = new([Of<Order>(), Of<Reservation>(), Of<StockItem>(), Of<FulfilmentOrder>(), Of<Shipment>()]);

    /// <summary>As the journal names them, in the order of the alphabet.</summary>
    public IEnumerable<string> Names => _folds.Keys.Order(StringComparer.Ordinal);

    public static KeyValuePair<string, AggregateFold> Of<T>()
        where T : class, IAggregate<T> =>
        KeyValuePair.Create<string, AggregateFold>(
            T.Kind, (id, before, happened, time) => ((T?)before ?? T.Unborn(id)).Apply(happened, time));

    /// <summary>These and one more kind.</summary>
    public AggregateKinds With<T>()
        where T : class, IAggregate<T> => new(_folds.Append(Of<T>()));

    /// <summary>The state after one more record; the state before is null at birth.</summary>
    /// <exception cref="InvalidDataException">The kind is not known.</exception>
    public IAggregate Apply(JournalRecord record, IAggregate? before, IDomainEvent happened)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _folds.TryGetValue(record.AggregateKind, out var fold)
            ? fold(record.AggregateId, before, happened, record.OccurredTime)
            : throw new InvalidDataException($"Nothing is known of the kind {record.AggregateKind}.");
    }
}
