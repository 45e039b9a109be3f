using System.Collections.Immutable;

namespace OrderBridge.Fulfilment;

/// <summary>What one warehouse is asked to send of one order line.</summary>
/// <param name="LineId">The order line's id.</param>
/// <param name="Name">Goods name for people; may be empty.</param>
/// <param name="Quantity">Pieces, 1 to 1,000,000.</param>
public sealed record FulfilmentLine(string LineId, string SkuId, string Name, long Quantity);

/// <summary>Pieces of one line.</summary>
/// <param name="Quantity">Pieces, 1 or more.</param>
public sealed record LineQuantity(string LineId, string SkuId, long Quantity);

/// <summary>Which physical goods were picked or shipped.</summary>
/// <param name="BatchCode">Batch or lot; may be empty.</param>
/// <param name="SerialNumbers">At most one for each piece; may be empty.</param>
public sealed record PickedLot(
    string LineId,
    string SkuId,
    long Quantity,
    string BatchCode,
    ImmutableArray<string> SerialNumbers,
    DateOnly? ProductionDate,
    DateOnly? ExpiryDate);

/// <summary>One parcel that left a warehouse.</summary>
/// <param name="PackageId">The warehouse's number for it; the same number again is the same parcel.</param>
/// <param name="TrackingNumber">The carrier's number; empty for goods handed over without one.</param>
/// <param name="WeightGrams">Gross weight; 0 when unknown.</param>
/// <param name="Lines">What is in it; at least one.</param>
public sealed record PackageShipped(
    string PackageId, string CarrierCode, string TrackingNumber, long WeightGrams, ImmutableArray<LineQuantity> Lines)
{
    /// <summary>Same parcel with the same content.</summary>
    public bool SaysTheSameAs(PackageShipped other) =>
        PackageId == other.PackageId && CarrierCode == other.CarrierCode && TrackingNumber == other.TrackingNumber
        && Lines.OrderBy(l => l.LineId, StringComparer.Ordinal).SequenceEqual(other.Lines.OrderBy(l => l.LineId, StringComparer.Ordinal));
}
