using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.Cancelling;

/// <summary>Pieces of one line of an order.</summary>
internal sealed record LinePieces(TrackedOrder Order, string LineId, string Sku, long Quantity);

/// <summary>Pieces that a cancellation could not be matched with an earlier invoice, and why.</summary>
internal sealed record UnmatchedPieces(string Reason, long Quantity);

/// <summary>What customers bought and have not given back: cancellation invoices do not say what they cancel.</summary>
/// <remarks>Rule: the newest earlier invoices of the same customer with the same stock code, as far as they have pieces left. Used by one caller at a time.</remarks>
internal sealed class PurchaseHistory
{
    private readonly Dictionary<(string Customer, string Sku), List<Purchase>> _purchases = [];

    /// <summary>Notes an order in the order of time. Guests cannot be found again.</summary>
    public void Add(TrackedOrder order)
    {
        if (order.Order.IsGuest)
        {
            return;
        }

        foreach (var line in order.Order.Lines.Where(l => !l.IsService && l.Quantity > 0))
        {
            var key = (order.Order.Buyer.CustomerId, line.Sku);
            if (!_purchases.TryGetValue(key, out var purchases))
            {
                _purchases.Add(key, purchases = []);
            }

            purchases.Add(new Purchase(order, line.LineId, line.Quantity));
        }
    }

    /// <summary>Orders in which the customer bought the SKU.</summary>
    public IEnumerable<TrackedOrder> Bought(string customerId, string sku) =>
        _purchases.GetValueOrDefault((customerId, sku), []).Select(p => p.Order);

    /// <summary>Takes pieces back from the newest purchases.</summary>
    /// <param name="isAccepted">Whether the hub took the order; a refused one has nothing to cancel.</param>
    public (IReadOnlyList<LinePieces> Matched, UnmatchedPieces? Unmatched) Take(
        string customerId, string sku, long quantity, Func<TrackedOrder, bool> isAccepted)
    {
        var purchases = _purchases.GetValueOrDefault((customerId, sku), []);
        var matched = new List<LinePieces>();
        var sawRefused = false;
        for (var i = purchases.Count - 1; i >= 0 && quantity > 0; i--)
        {
            if (!isAccepted(purchases[i].Order))
            {
                sawRefused = true;
                continue;
            }

            var pieces = Math.Min(quantity, purchases[i].Left);
            if (pieces > 0)
            {
                purchases[i].Left -= pieces;
                quantity -= pieces;
                matched.Add(new LinePieces(purchases[i].Order, purchases[i].LineId, sku, pieces));
            }
        }

        return (matched, quantity == 0 ? null : new UnmatchedPieces(Reason(purchases.Count, sawRefused), quantity));
    }

    private static string Reason(int purchases, bool sawRefused) => (purchases, sawRefused) switch
    {
        (0, _) => "NO_EARLIER_PURCHASE",
        (_, true) => "EARLIER_ORDER_REFUSED",
        _ => "MORE_THAN_BOUGHT",
    };

    private sealed class Purchase(TrackedOrder order, string lineId, long quantity)
    {
        public TrackedOrder Order { get; } = order;

        public string LineId { get; } = lineId;

        public long Left { get; set; } = quantity;
    }
}
