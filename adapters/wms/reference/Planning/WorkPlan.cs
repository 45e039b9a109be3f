using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Planning;

/// <summary>What will happen to one piece of work, known from its id alone; nothing of it needs to be stored.</summary>
/// <param name="Route">Steps in order, ends with Shipped.</param>
/// <param name="StumblesAt">First step that ends in an exception instead; <see cref="Never"/> for none.</param>
/// <param name="PaceFactor">0.5 to 1.5 times the mean time of a step.</param>
public sealed record WorkPlan(
    ImmutableArray<FulfilmentState> Route,
    bool Rejects,
    bool MissesPieces,
    FulfilmentState StumblesAt,
    bool InterceptWorks,
    string CarrierCode,
    double PaceFactor)
{
    /// <summary>Later than any step.</summary>
    public const FulfilmentState Never = (FulfilmentState)int.MaxValue;

    /// <summary>Pieces that fit into one parcel.</summary>
    public long ParcelPieces { get; init; } = Parcels.PiecesPerParcel;
}
