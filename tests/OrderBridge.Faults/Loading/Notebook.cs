using System.Collections.Concurrent;

namespace OrderBridge.Faults.Loading;

/// <summary>What was acknowledged to callers, in the words of <see cref="Judging.Facts"/>. Safe for concurrent callers.</summary>
internal sealed class Notebook
{
    private readonly ConcurrentDictionary<string, byte> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OrderPromise> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _onHand = new(StringComparer.Ordinal);

    /// <summary>Facts of which the journal must have each exactly once.</summary>
    public IEnumerable<string> Said => _said.Keys;

    /// <summary>Pieces that must be there of a SKU.</summary>
    public IReadOnlyDictionary<string, long> OnHand => _onHand;

    public void Note(string fact) => _said.TryAdd(fact, 0);

    public void Order(string orderId, Func<OrderPromise, OrderPromise> change) => _orders.AddOrUpdate(orderId, id => change(new OrderPromise()), (_, before) => change(before));

    /// <summary>Orders of which something was said since the last call.</summary>
    public IReadOnlyCollection<KeyValuePair<string, OrderPromise>> TakeOrders()
    {
        var taken = _orders.ToArray();
        foreach (var (orderId, _) in taken)
        {
            _orders.TryRemove(orderId, out _);
        }

        return taken;
    }

    /// <summary>Pieces came in or left, as was acknowledged.</summary>
    public void Moved(string sku, long pieces) => _onHand.AddOrUpdate(sku, pieces, (_, before) => before + pieces);
}

/// <summary>What the callers of an order were told about it.</summary>
internal sealed record OrderPromise
{
    public string ChannelOrderId { get; init; } = string.Empty;

    public bool IsPaid { get; init; }

    public bool IsCancelAsked { get; init; }

    public bool IsShipped { get; init; }

    public bool IsStopped { get; init; }
}
