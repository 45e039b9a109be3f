using System.Collections.Immutable;

namespace OrderBridge.Fulfilment.Tasks;

/// <summary>What a warehouse is asked to do. Numbers are sent: never reuse one.</summary>
public enum FulfilmentTaskKind
{
    Unspecified = 0,

    /// <summary>Ship these lines. A repeat has the same fulfilment id and a higher attempt.</summary>
    Create = 1,

    /// <summary>Do not ship these pieces.</summary>
    Cancel = 2,

    /// <summary>Wait.</summary>
    Hold = 3,

    /// <summary>Go on.</summary>
    Resume = 4,

    /// <summary>Have the carrier stop the parcel.</summary>
    Intercept = 5,
}

/// <summary>One message to a warehouse.</summary>
/// <param name="TaskId">Id of the event that made it; a repeat of the message has the same.</param>
/// <param name="Attempt">How often the CREATE was sent; 1 for the first.</param>
/// <param name="Lines">Pieces concerned.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="TrackingNumber">Parcel of an INTERCEPT; else empty.</param>
public sealed record FulfilmentTask(
    string TaskId,
    FulfilmentTaskKind TaskKind,
    string FulfilmentId,
    string OrderId,
    string WarehouseId,
    int Attempt,
    ImmutableArray<LineQuantity> Lines,
    string Reason,
    string CarrierCode,
    string TrackingNumber);
