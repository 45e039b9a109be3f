using System.Collections.Immutable;
using OrderBridge.Fulfilment;
using WirePackage = OrderBridge.Contracts.Fulfilment.V1.Package;

namespace OrderBridge.Server.Services;

/// <summary>Parcels as a warehouse reports them: SKUs are filled in from the work, a single parcel without lines holds all that is left.</summary>
internal static class PackageReading
{
    /// <summary>Empty for a line that the work does not have; the module refuses it by name.</summary>
    public static string SkuOf(FulfilmentOrder work, string lineId) => work.Lines.FirstOrDefault(l => l.LineId == lineId)?.SkuId ?? string.Empty;

    public static ImmutableArray<PackageShipped> Packages(FulfilmentOrder work, IReadOnlyList<WirePackage> packages) =>
        [.. packages.Select((p, i) => new PackageShipped(
            p.PackageId.Length > 0 ? p.PackageId : $"{p.CarrierCode}-{p.TrackingNumber}", p.CarrierCode, p.TrackingNumber, p.WeightGrams, Lines(work, p)))];

    public static ImmutableArray<PickedLot> Lots(FulfilmentOrder work, IReadOnlyList<WirePackage> packages) =>
        [.. packages.SelectMany(p => p.Lines).Where(l => l.BatchCode.Length > 0 || l.SerialNumbers.Count > 0)
            .Select(l => new PickedLot(l.LineId, SkuOf(work, l.LineId), l.Quantity, l.BatchCode, [.. l.SerialNumbers], null, null))];

    private static ImmutableArray<LineQuantity> Lines(FulfilmentOrder work, WirePackage package)
    {
        if (package.Lines.Count > 0)
        {
            return [.. package.Lines.Select(l => new LineQuantity(l.LineId, SkuOf(work, l.LineId), l.Quantity))];
        }

        var known = work.Packages.FirstOrDefault(p => p.PackageId == package.PackageId);
        return known?.Lines ?? [.. work.Lines.Where(l => l.Open > 0).Select(l => new LineQuantity(l.LineId, l.SkuId, l.Open))];
    }
}
