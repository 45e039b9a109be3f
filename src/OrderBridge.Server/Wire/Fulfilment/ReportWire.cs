using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Lifecycle;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Reads what warehouses report.</summary>
public static class ReportWire
{
    /// <param name="request">A step, with parcels where it ships.</param>
    /// <param name="order">The work it names: gives the warehouse, and the content of a parcel without lines.</param>
    /// <returns>A refusal when the time is none; everything else is judged by the decision.</returns>
    public static Outcome<WarehouseReport> ToReport(FulfilmentV1.ReportFulfilmentProgressRequest request, FulfilmentOrder order)
    {
        var time = RequestTimes.Read("report_time", request.ReportTime);
        if (time.Refusal is { } wrong)
        {
            return wrong;
        }

        return new WarehouseReport(request.ReportId, order.WarehouseId, FulfilmentEnums.State.ReadOrDefault(request.State), time.Value)
        {
            WaveId = request.WaveId,
            Note = request.Note,
            Packages = Packages(request, order),
            Lots = [.. request.Packages.SelectMany(p => p.Lines).Where(l => l.BatchCode.Length > 0 || l.SerialNumbers.Count > 0).Select(l => Lot(l, order))],
        };
    }

    /// <param name="request">Missing pieces.</param>
    /// <param name="order">The work it names.</param>
    public static Outcome<WarehouseReport> ToReport(FulfilmentV1.ReportShortageRequest request, FulfilmentOrder order)
    {
        var time = RequestTimes.Read("report_time", request.ReportTime);
        if (time.Refusal is { } wrong)
        {
            return wrong;
        }

        return new WarehouseReport(request.ReportId, order.WarehouseId, FulfilmentState.Short, time.Value)
        {
            Note = request.ShortageReason,
            MissingLines = request.Lines.Read(l => new LineQuantity(l.LineId, SkuOf(order, l.LineId), l.MissingQuantity)),
        };
    }

    /// <summary>Goods of a parcel that came back; the SKUs are the parcel's.</summary>
    public static ImmutableArray<ReturnedLine> ToReturnedLines(FulfilmentV1.ReportReturnedGoodsRequest request, Shipment shipment) =>
        request.Lines.Read(l => new ReturnedLine(
            l.LineId,
            shipment.Lines.FirstOrDefault(s => s.LineId == l.LineId)?.SkuId ?? string.Empty,
            l.Quantity,
            ShipmentEnums.Disposition.ReadOrDefault(l.Disposition)));

    /// <summary>Goods that a buyer sent back.</summary>
    public static ImmutableArray<ReturnedPieces> ToReturnedPieces(FulfilmentV1.ReportReturnedGoodsRequest request) => request.Lines.Read(ReadPieces);

    internal static ReturnedPieces ReadPieces(FulfilmentV1.ReturnedLine line) => new(line.LineId, line.Quantity, (int)line.Disposition);

    /// <summary>Orders keep the contract's number itself, so that one of a newer hub survives.</summary>
    internal static FulfilmentV1.ReturnedLine WritePieces(ReturnedPieces pieces) =>
        new() { LineId = pieces.LineId, Quantity = pieces.Quantity, Disposition = (FulfilmentV1.Disposition)pieces.Disposition };

    /// <summary>A parcel without lines holds what it held when it was reported first, else all that is left.</summary>
    private static ImmutableArray<PackageShipped> Packages(FulfilmentV1.ReportFulfilmentProgressRequest request, FulfilmentOrder order)
    {
        var left = order.Remaining();
        return request.Packages.Read(p =>
        {
            var lines = p.Lines.Read(l => new LineQuantity(l.LineId, SkuOf(order, l.LineId), l.Quantity));
            if (lines.IsEmpty)
            {
                (lines, left) = KnownLines(p, order) is { IsEmpty: false } known ? (known, left) : (left, []);
            }

            return new PackageShipped(p.PackageId, p.CarrierCode, p.TrackingNumber, p.WeightGrams, lines);
        });
    }

    private static ImmutableArray<LineQuantity> KnownLines(FulfilmentV1.Package package, FulfilmentOrder order)
    {
        var id = package.PackageId.Length > 0 ? package.PackageId : Shipment.NormaliseNumber(package.TrackingNumber);
        return order.Packages.FirstOrDefault(p => p.PackageId == id)?.Lines ?? [];
    }

    private static PickedLot Lot(FulfilmentV1.PackageLine line, FulfilmentOrder order) =>
        new(line.LineId, SkuOf(order, line.LineId), line.Quantity, line.BatchCode, line.SerialNumbers.Read(), null, null);

    /// <summary>Empty for an unknown line, which the decision refuses.</summary>
    private static string SkuOf(FulfilmentOrder order, string lineId) => order.Lines.FirstOrDefault(l => l.LineId == lineId)?.SkuId ?? string.Empty;
}
