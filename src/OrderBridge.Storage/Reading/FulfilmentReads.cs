using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Reading;

/// <inheritdoc cref="IFulfilmentReads"/>
public sealed class FulfilmentReads(IRowSource rows, IAggregates aggregates) : IFulfilmentReads
{
    public async ValueTask<FulfilmentPage> ListAsync(FulfilmentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var size = PageToken.Size(query.PageSize);
        var page = await rows.ListAsync(
            source => After(Matching(source.Of<FulfilmentOrderRow>(), query), query)
                .OrderByDescending(f => f.CreateTimeUs).ThenBy(f => f.FulfilmentId).Take(size + 1),
            cancellationToken).ConfigureAwait(false);
        var items = await aggregates.FindManyAsync<FulfilmentOrder>(page.Take(size).Select(f => f.FulfilmentId), cancellationToken)
            .ConfigureAwait(false);
        var next = page.Count > size ? new PageToken(page[size - 1].CreateTimeUs, page[size - 1].FulfilmentId).ToString() : string.Empty;
        return new FulfilmentPage(items, next);
    }

    public async ValueTask<IReadOnlyList<FulfilmentOrder>> OfOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        var ids = await rows.ListAsync(
            source => source.Of<FulfilmentOrderRow>().Where(f => f.OrderId == orderId).OrderBy(f => f.Number).Select(f => f.FulfilmentId),
            cancellationToken).ConfigureAwait(false);
        return await aggregates.FindManyAsync<FulfilmentOrder>(ids, cancellationToken).ConfigureAwait(false);
    }

    private static IQueryable<FulfilmentOrderRow> Matching(IQueryable<FulfilmentOrderRow> all, FulfilmentQuery query)
    {
        if (query.WarehouseId.Length > 0)
        {
            all = all.Where(f => f.WarehouseId == query.WarehouseId);
        }

        if (query.OrderId.Length > 0)
        {
            all = all.Where(f => f.OrderId == query.OrderId);
        }

        return InStates(all, query);
    }

    /// <summary>One state by itself, so that the index of states gives the page's order.</summary>
    private static IQueryable<FulfilmentOrderRow> InStates(IQueryable<FulfilmentOrderRow> all, FulfilmentQuery query)
    {
        int[] states = [.. query.States.Select(s => (int)s).Distinct()];
        return states switch
        {
            [] => all,
            [var state] => all.Where(f => f.State == state),
            _ => all.Where(f => states.Contains(f.State)),
        };
    }

    private static IQueryable<FulfilmentOrderRow> After(IQueryable<FulfilmentOrderRow> all, FulfilmentQuery query) =>
        PageToken.Parse(query.PageToken) is not { } token
            ? all
            : all.Where(f => f.CreateTimeUs <= token.TimeUs
                && (f.CreateTimeUs < token.TimeUs || string.Compare(f.FulfilmentId, token.Id) > 0));
}
