using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>fulfilment_orders</c>.</summary>
public sealed record FulfilmentOrderRow
{
    public required string FulfilmentId { get; init; }

    public required string OrderId { get; init; }

    public required string WarehouseId { get; init; }

    public int Number { get; init; }

    /// <summary>Number of a <see cref="FulfilmentState"/>.</summary>
    public int State { get; init; }

    public long CreateTimeUs { get; init; }
}

/// <summary>Table <c>shipments</c>.</summary>
public sealed record ShipmentRow
{
    public required string ShipmentId { get; init; }

    public required string CarrierCode { get; init; }

    public required string TrackingNumber { get; init; }

    /// <summary>Number of a <see cref="ShipmentState"/>.</summary>
    public int State { get; init; }

    public bool HasOpenIncident { get; init; }

    public long CreateTimeUs { get; init; }
}

/// <summary>Table <c>shipments_links</c>: whose goods are in a parcel.</summary>
public sealed record ShipmentLinkRow
{
    public required string OrderId { get; init; }

    public required string FulfilmentId { get; init; }

    public required string ShipmentId { get; init; }
}

/// <summary>Fulfilment orders as rows.</summary>
public sealed class FulfilmentOrderProjector : IRowProjector
{
    public string Kind => FulfilmentOrder.Kind;

    public IReadOnlyList<Type> RowTypes { get; } = [typeof(FulfilmentOrderRow)];

    public IEnumerable<object> RowsOf(IAggregate state)
    {
        var work = (FulfilmentOrder)state;
        yield return new FulfilmentOrderRow
        {
            FulfilmentId = work.Id, OrderId = work.OrderId, WarehouseId = work.WarehouseId, Number = work.Number, State = (int)work.State,
            CreateTimeUs = HashChain.Microseconds(work.CreateTime),
        };
    }
}

/// <summary>Parcels as rows.</summary>
public sealed class ShipmentProjector : IRowProjector
{
    public string Kind => Shipment.Kind;

    public IReadOnlyList<Type> RowTypes { get; } = [typeof(ShipmentRow), typeof(ShipmentLinkRow)];

    public IEnumerable<object> RowsOf(IAggregate state)
    {
        var parcel = (Shipment)state;
        yield return new ShipmentRow
        {
            ShipmentId = parcel.Id, CarrierCode = parcel.CarrierCode, TrackingNumber = parcel.TrackingNumber, State = (int)parcel.State,
            HasOpenIncident = parcel.Incidents.Any(i => i.IsOpen), CreateTimeUs = HashChain.Microseconds(parcel.CreateTime),
        };
        foreach (var link in parcel.Links.Select(l => (l.OrderId, l.FulfilmentId)).Distinct())
        {
            yield return new ShipmentLinkRow { OrderId = link.OrderId, FulfilmentId = link.FulfilmentId, ShipmentId = parcel.Id };
        }
    }
}
