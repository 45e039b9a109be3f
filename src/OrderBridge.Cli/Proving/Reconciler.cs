using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Cli.Proving;

/// <summary>
/// Counts from the outside: lists every order and every level, and compares them with the orders acknowledged and the opening stock. It
/// trusts no figure of the hub's own proof.
/// </summary>
internal sealed class Reconciler(HubCaller operations, string warehouseId, TimeProvider timeProvider)
{
    private const int PageSize = 500;
    private const int SkusPerCall = 1000;
    private const int FindingsMax = 20;

    private readonly Dictionary<string, SkuUse> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];

    /// <param name="opening">Stock before the first order; null leaves stock out: the hub has sold before, only its own proof knows its past.</param>
    public async Task<Reconciliation> RunAsync(RunBook book, IReadOnlyDictionary<string, long>? opening, CancellationToken cancellationToken)
    {
        await CountOrdersAsync(cancellationToken);
        var lost = book.All.Where(t => t.Verdict is { IsAccepted: true } verdict && !_seen.Contains(verdict.OrderId)).ToList();
        Find(lost.Select(t => $"Order {t.Verdict!.OrderId} (invoice {t.Order.InvoiceNo}) was acknowledged and is not there."));
        if (opening is null)
        {
            return new Reconciliation(_seen.Count, lost.Count, 0, 0, _findings);
        }

        var oversold = opening.Keys.Union(_uses.Keys).Sum(sku => Oversold(sku, opening.GetValueOrDefault(sku)));
        var differences = await CompareLevelsAsync(opening, cancellationToken);
        return new Reconciliation(_seen.Count, lost.Count, oversold, differences, _findings);
    }

    private async Task CountOrdersAsync(CancellationToken cancellationToken)
    {
        var request = new ListOrdersRequest { PageSize = PageSize };
        do
        {
            var page = await Repeating.AsRefusedAsync(() => operations.Orders.ListOrdersAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
            foreach (var order in page.Orders.Where(o => _seen.Add(o.OrderId)))
            {
                Count(order);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private void Count(Order order)
    {
        foreach (var line in order.Lines.Where(l => l.Kind is not LineKind.Service && order.State is not OrderState.Rejected))
        {
            if (!_uses.TryGetValue(line.SkuId, out var use))
            {
                _uses.Add(line.SkuId, use = new SkuUse());
            }

            use.Held += line.ReservedQuantity + line.AllocatedQuantity;
            use.Shipped += line.ShippedQuantity;
            use.Returned += line.ReturnedQuantity;
        }
    }

    private long Oversold(string sku, long opening)
    {
        var use = _uses.GetValueOrDefault(sku, SkuUse.None);
        var over = Math.Max(0, use.Held + use.Shipped - use.Returned - opening);
        Find(over > 0 ? [$"SKU {sku}: {use.Held} held and {use.Shipped} shipped of {opening}."] : []);
        return over;
    }

    private async Task<int> CompareLevelsAsync(IReadOnlyDictionary<string, long> opening, CancellationToken cancellationToken)
    {
        var differences = 0;
        foreach (var skus in opening.Keys.Chunk(SkusPerCall))
        {
            var request = new BatchGetAvailabilityRequest { WarehouseId = warehouseId };
            request.SkuIds.AddRange(skus);
            var response = await Repeating.AsRefusedAsync(() => operations.Stock.BatchGetAvailabilityAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
            differences += response.Levels.Count(level => !Agrees(level, opening[level.SkuId]));
        }

        return differences;
    }

    private bool Agrees(StockLevel level, long opening)
    {
        var use = _uses.GetValueOrDefault(level.SkuId, SkuUse.None);
        var expected = opening - use.Shipped + use.Returned;
        if (level.OnHand + level.Damaged == expected && level.Reserved == use.Held)
        {
            return true;
        }

        Find([$"SKU {level.SkuId}: {level.OnHand} on hand, {level.Damaged} damaged, {level.Reserved} reserved; the orders say {expected} and {use.Held}."]);
        return false;
    }

    private void Find(IEnumerable<string> findings) => _findings.AddRange(findings.Take(FindingsMax - _findings.Count));

    private sealed class SkuUse
    {
        public static readonly SkuUse None = new();

        public long Held { get; set; }

        public long Shipped { get; set; }

        public long Returned { get; set; }
    }
}
