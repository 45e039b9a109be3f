using System.Reflection;
using System.Text.Json;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Testing.Storage;

/// <summary>A codec for any event of the given assemblies: type name and JSON. Stands in for the contract's protobuf where no wire is needed.</summary>
public sealed class JsonEventCodec : IEventCodec
{
    private readonly Dictionary<string, Type> _types;

    /// <param name="assemblies">Besides this one and the modules that the kit knows.</param>
    public JsonEventCodec(params Assembly[] assemblies)
    {
        Assembly[] known = [typeof(Tally).Assembly, typeof(global::OrderBridge.Stock.Lifecycle.StockReserved).Assembly, typeof(global::OrderBridge.Fulfilment.FulfilmentOrder).Assembly, typeof(global::OrderBridge.Orders.Lifecycle.Order).Assembly];
        _types = known.Concat(assemblies).Distinct().SelectMany(a => a.GetTypes())
            .Where(t => t is { IsAbstract: false, IsInterface: false } && t.IsAssignableTo(typeof(IDomainEvent)))
            .ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    public (string EventType, byte[] Payload) Encode(IDomainEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return (happened.GetType().Name, JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType()));
    }

    public IDomainEvent Decode(string eventType, ReadOnlyMemory<byte> payload) => _types.TryGetValue(eventType, out var type)
        ? (IDomainEvent)JsonSerializer.Deserialize(payload.Span, type)!
        : throw new InvalidDataException($"Event type {eventType} is not known.");
}
