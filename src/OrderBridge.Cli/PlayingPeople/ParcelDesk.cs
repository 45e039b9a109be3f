using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.PlayingPeople;

/// <summary>
/// Looks after parcels that will not arrive: what came back is taken into stock as the warehouse would, what the carrier has lost sight of is
/// written off as operations would. Starts when few orders are on their way, so that it asks about those only.
/// </summary>
internal sealed class ParcelDesk(HubCaller warehouse, HubCaller operations, string warehouseId, TimeProvider timeProvider)
{
    /// <summary>As many orders are looked at in one sweep.</summary>
    private const int OrdersMax = 500;

    private const string NoUpdate = "NO_UPDATE";

    /// <summary>Parcels that came back and went into stock.</summary>
    public int TakenBack { get; private set; }

    /// <summary>Parcels that were given up.</summary>
    public int WrittenOff { get; private set; }

    /// <summary>Looks once. Safe to repeat.</summary>
    /// <param name="shipped">Orders on their way as last heard.</param>
    public async Task SweepAsync(long shipped, CancellationToken cancellationToken)
    {
        if (shipped is 0 or > OrdersMax)
        {
            return;
        }

        var request = new ListOrdersRequest { PageSize = OrdersMax };
        request.States.AddRange([OrderState.Shipped, OrderState.Fulfilling]);
        var page = await Repeating.AsRefusedAsync(() => operations.Orders.ListOrdersAsync(request, operations.Options(cancellationToken)), timeProvider, cancellationToken);
        foreach (var id in page.Orders.SelectMany(o => o.ShipmentIds))
        {
            var get = new GetShipmentRequest { ShipmentId = id };
            var parcel = (await Repeating.AsRefusedAsync(() => operations.Tracking.GetShipmentAsync(get, operations.Options(cancellationToken)), timeProvider, cancellationToken)).Shipment;
            await LookAfterAsync(parcel, cancellationToken);
        }
    }

    private async Task LookAfterAsync(Shipment parcel, CancellationToken cancellationToken)
    {
        if (parcel.State is ShipmentState.Returned)
        {
            TakenBack += await TryAsync(() => TakeBackAsync(parcel, cancellationToken)) ? 1 : 0;
        }
        else if (parcel.State is ShipmentState.Exception && parcel.Incidents.Any(i => i.IncidentCode == NoUpdate && !i.Resolved))
        {
            WrittenOff += await TryAsync(() => WriteOffAsync(parcel, cancellationToken)) ? 1 : 0;
        }
    }

    private async Task TakeBackAsync(Shipment parcel, CancellationToken cancellationToken)
    {
        var report = new ReportReturnedGoodsRequest { OrderId = parcel.OrderId, ShipmentId = parcel.ShipmentId, WarehouseId = warehouseId, ReportId = $"demo-back-{parcel.ShipmentId}" };
        report.Lines.AddRange(parcel.Lines.Select(l => new ReturnedLine { LineId = l.LineId, Quantity = l.Quantity, Disposition = Disposition.Sellable }));
        await warehouse.Fulfilment.ReportReturnedGoodsAsync(report, warehouse.Options(cancellationToken));
    }

    private async Task WriteOffAsync(Shipment parcel, CancellationToken cancellationToken)
    {
        var request = new WriteOffShipmentRequest { ShipmentId = parcel.ShipmentId, Note = "The carrier has no news of it; the demo gives it up.", RequestId = $"demo-lost-{parcel.ShipmentId}" };
        await operations.Tracking.WriteOffShipmentAsync(request, operations.Options(cancellationToken));
    }

    /// <summary>What cannot be done now is looked at again.</summary>
    private static async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (RpcException e) when (e.StatusCode is not StatusCode.Cancelled)
        {
            return false;
        }
    }
}
