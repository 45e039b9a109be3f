using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Reading;

/// <inheritdoc cref="IShipmentReads"/>
public sealed class ShipmentReads(IRowSource rows, IAggregates aggregates) : IShipmentReads
{
    public async ValueTask<ShipmentPage> ListAsync(ShipmentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var size = PageToken.Size(query.PageSize);
        var page = await rows.ListAsync(
            source => After(Linked(Matching(source.Of<ShipmentRow>(), query), source, query), query)
                .OrderByDescending(s => s.CreateTimeUs).ThenBy(s => s.ShipmentId).Take(size + 1),
            cancellationToken).ConfigureAwait(false);
        var items = await aggregates.FindManyAsync<Shipment>(page.Take(size).Select(s => s.ShipmentId), cancellationToken).ConfigureAwait(false);
        var next = page.Count > size ? new PageToken(page[size - 1].CreateTimeUs, page[size - 1].ShipmentId).ToString() : string.Empty;
        return new ShipmentPage(items, next);
    }

    public async ValueTask<IReadOnlyDictionary<ShipmentState, long>> CountByStateAsync(CancellationToken cancellationToken)
    {
        var counts = await rows.ListAsync(
            source => source.Of<ShipmentRow>().GroupBy(s => s.State).Select(g => new { State = g.Key, Count = g.LongCount() }),
            cancellationToken).ConfigureAwait(false);
        return counts.ToDictionary(c => (ShipmentState)c.State, c => c.Count);
    }

    public async ValueTask<IReadOnlyList<Shipment>> OfOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        var ids = await rows.ListAsync(
            source => source.Of<ShipmentLinkRow>().Where(l => l.OrderId == orderId).Select(l => l.ShipmentId).Distinct().OrderBy(id => id),
            cancellationToken).ConfigureAwait(false);
        return await aggregates.FindManyAsync<Shipment>(ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Shipment>> OfTrackingNumberAsync(string trackingNumber, CancellationToken cancellationToken)
    {
        var number = Shipment.NormaliseNumber(trackingNumber);
        var ids = await rows.ListAsync(
            source => source.Of<ShipmentRow>().Where(s => s.TrackingNumber == number).OrderBy(s => s.ShipmentId).Select(s => s.ShipmentId),
            cancellationToken).ConfigureAwait(false);
        return await aggregates.FindManyAsync<Shipment>(ids, cancellationToken).ConfigureAwait(false);
    }

    private static IQueryable<ShipmentRow> Matching(IQueryable<ShipmentRow> all, ShipmentQuery query)
    {
        if (query.CarrierCode.Length > 0)
        {
            all = all.Where(s => s.CarrierCode == query.CarrierCode);
        }

        if (query.HasOpenIncident)
        {
            all = all.Where(s => s.HasOpenIncident);
        }

        return InStates(all, query);
    }

    /// <summary>One state by itself, so that the index of states gives the page's order.</summary>
    private static IQueryable<ShipmentRow> InStates(IQueryable<ShipmentRow> all, ShipmentQuery query)
    {
        int[] states = [.. query.States.Select(s => (int)s).Distinct()];
        return states switch
        {
            [] => all,
            [var state] => all.Where(s => s.State == state),
            _ => all.Where(s => states.Contains(s.State)),
        };
    }

    /// <summary>Starts from the few links of the order: parcels are looked up by them, not asked one by one.</summary>
    private static IQueryable<ShipmentRow> Linked(IQueryable<ShipmentRow> all, IRowQuery source, ShipmentQuery query)
    {
        if (query.OrderId.Length == 0 && query.FulfilmentId.Length == 0)
        {
            return all;
        }

        var links = source.Of<ShipmentLinkRow>();
        if (query.OrderId.Length > 0)
        {
            links = links.Where(l => l.OrderId == query.OrderId);
        }

        if (query.FulfilmentId.Length > 0)
        {
            links = links.Where(l => l.FulfilmentId == query.FulfilmentId);
        }

        var ids = links.Select(l => l.ShipmentId);
        return all.Where(s => ids.Contains(s.ShipmentId));
    }

    private static IQueryable<ShipmentRow> After(IQueryable<ShipmentRow> all, ShipmentQuery query) =>
        PageToken.Parse(query.PageToken) is not { } token
            ? all
            : all.Where(s => s.CreateTimeUs <= token.TimeUs
                && (s.CreateTimeUs < token.TimeUs || string.Compare(s.ShipmentId, token.Id) > 0));
}
