using System.Collections.Immutable;
using System.Globalization;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Shipping;

/// <summary>Checks of reported parcels.</summary>
internal static class PackageChecks
{
    private const int TextMax = 64;

    /// <summary>One way to write a parcel: the tracking number stands in for a missing package id, codes are normal, lines summed.</summary>
    public static ImmutableArray<PackageShipped> Normalise(FulfilmentOrder order, ImmutableArray<PackageShipped> packages) => packages.IsDefault
        ? []
        : [.. packages.Select(p => Normalise(order, p))];

    public static Refusal? Check(FulfilmentOrder order, ImmutableArray<PackageShipped> packages)
    {
        for (var i = 0; i < packages.Length; i++)
        {
            var path = $"packages[{i}]";
            if ((CheckNames(packages[i], path) ?? CheckLines(order, packages[i], path) ?? CheckKnown(order, packages, i, path)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>New parcels hold no more than was ordered and not cancelled.</summary>
    public static Refusal? CheckQuantities(FulfilmentOrder order, ImmutableArray<PackageShipped> fresh)
    {
        foreach (var sum in LineChecks.Sum(order, fresh.SelectMany(p => p.Lines)))
        {
            var line = order.Line(sum.LineId);
            if (sum.Quantity > line.Shippable)
            {
                return TooMany(order, line, sum.Quantity);
            }
        }

        return null;
    }

    private static PackageShipped Normalise(FulfilmentOrder order, PackageShipped package) => package with
    {
        PackageId = package.PackageId.Length > 0 ? package.PackageId : Shipment.NormaliseNumber(package.TrackingNumber),
        CarrierCode = Shipment.NormaliseCarrier(package.CarrierCode),
        TrackingNumber = Shipment.NormaliseNumber(package.TrackingNumber),
        Lines = package.Lines.IsDefault ? [] : [.. package.Lines.Select(l => l with { SkuId = l.SkuId.Length > 0 ? l.SkuId : SkuOf(order, l.LineId) })],
    };

    private static string SkuOf(FulfilmentOrder order, string lineId) => order.Lines.FirstOrDefault(l => l.LineId == lineId)?.SkuId ?? "";

    private static Refusal? CheckNames(PackageShipped package, string path)
    {
        if (package.PackageId.Length is 0 or > TextMax)
        {
            return LineChecks.Wrong(FulfilmentReasons.FieldRequired, path + ".package_id", $"A parcel needs a package id or a tracking number of at most {TextMax} characters.");
        }

        var isOdd = package.TrackingNumber.Length > TextMax || package.CarrierCode.Length > TextMax
            || (package.TrackingNumber.Length > 0 && package.CarrierCode.Length == 0);
        return isOdd
            ? LineChecks.Wrong(FulfilmentReasons.TrackingNumberInvalid, path + ".tracking_number", $"A tracking number needs its carrier code; both have at most {TextMax} characters.")
            : null;
    }

    private static Refusal? CheckLines(FulfilmentOrder order, PackageShipped package, string path) => package.Lines.IsEmpty
        ? LineChecks.Wrong(FulfilmentReasons.PackagesRequired, path + ".lines", "A parcel names the lines in it.")
        : LineChecks.Check(order, package.Lines, path + ".lines");

    private static Refusal? CheckKnown(FulfilmentOrder order, ImmutableArray<PackageShipped> packages, int index, string path)
    {
        var package = packages[index];
        var isRepeated = packages.Take(index).Any(p => p.PackageId == package.PackageId);
        var known = order.Packages.FirstOrDefault(p => p.PackageId == package.PackageId);
        return isRepeated || (known is not null && !known.SaysTheSameAs(package))
            ? LineChecks.Wrong(FulfilmentReasons.PackageContradicts, path, $"Parcel {package.PackageId} was reported with other content.")
            : null;
    }

    private static Refusal TooMany(FulfilmentOrder order, LineProgress line, long reported) => LineChecks.Wrong(
        FulfilmentReasons.ShippedMoreThanOrdered, "packages",
        $"Line {line.LineId} of {order.Id} has {line.Shippable} pieces left to ship (ordered {line.Ordered}, shipped {line.Shipped}, cancelled {line.Cancelled}); {reported} more are reported.")
        .With("line_id", line.LineId)
        .With("left", line.Shippable.ToString(CultureInfo.InvariantCulture))
        .With("reported", reported.ToString(CultureInfo.InvariantCulture));
}
