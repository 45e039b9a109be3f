namespace OrderBridge.Fulfilment.Ports;

/// <summary>What to list; an empty text or null means any.</summary>
/// <param name="HasOpenIncident">True: only parcels with an open incident.</param>
/// <param name="PageSize">1 to 500; 0 means 50.</param>
public sealed record ShipmentQuery(
    string OrderId, string FulfilmentId, string CarrierCode, IReadOnlyList<ShipmentState> States, bool HasOpenIncident, int PageSize, string PageToken);

/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record ShipmentPage(IReadOnlyList<Shipment> Items, string NextPageToken);

/// <summary>Finds parcels. Rows follow each of <see cref="Shipment.Links"/>.</summary>
public interface IShipmentReads
{
    /// <summary>Newest first.</summary>
    ValueTask<ShipmentPage> ListAsync(ShipmentQuery query, CancellationToken cancellationToken);

    /// <summary>Number of parcels per state.</summary>
    ValueTask<IReadOnlyDictionary<ShipmentState, long>> CountByStateAsync(CancellationToken cancellationToken);

    /// <summary>All parcels with goods of an order.</summary>
    ValueTask<IReadOnlyList<Shipment>> OfOrderAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Parcels with a tracking number, of any carrier: normally one.</summary>
    /// <param name="trackingNumber">As written by anybody; compared trimmed and in capitals.</param>
    ValueTask<IReadOnlyList<Shipment>> OfTrackingNumberAsync(string trackingNumber, CancellationToken cancellationToken);
}
