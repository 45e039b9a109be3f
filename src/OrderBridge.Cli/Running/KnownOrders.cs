using Google.Protobuf.WellKnownTypes;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Running;

/// <summary>Orders that a hub has from an earlier run. Sent again they are repeats: they change nothing and need no stock.</summary>
internal sealed class KnownOrders(HubCaller operations, TimeProvider timeProvider)
{
    private const int PageSize = 500;

    /// <summary>The invoices less those whose orders the hub has, accepted or refused; cancellation invoices stay.</summary>
    public async Task<IReadOnlyList<Invoice>> WithoutAsync(IReadOnlyList<Invoice> invoices, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var request = new ListOrdersRequest
        {
            PageSize = PageSize,
            ChannelId = InvoiceMapper.StreamChannel,
            OrderTimeMin = invoices.Min(i => i.Time).ToTimestamp(),
            OrderTimeMax = invoices.Max(i => i.Time).AddSeconds(1).ToTimestamp(),
        };
        do
        {
            var page = await Repeating.AsRefusedAsync(() => operations.Orders.ListOrdersAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
            known.UnionWith(page.Orders.Select(o => o.ChannelOrderId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return known.Count == 0 ? invoices : [.. invoices.Where(i => !known.Contains(i.InvoiceNo))];
    }
}
