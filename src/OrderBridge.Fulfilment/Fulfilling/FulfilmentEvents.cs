using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Parties;

namespace OrderBridge.Fulfilment;

/// <summary>Something that happened to a fulfilment order.</summary>
public abstract record FulfilmentEvent : IDomainEvent
{
    /// <summary>
    /// State after the event; the same as before when it only filled the history. Stored, so that a replay does not depend on the rules of the day.
    /// </summary>
    public FulfilmentState NewState { get; init; }
}

/// <summary>Work for one warehouse was planned.</summary>
/// <param name="ReservationId">The stock it takes; shipped pieces are consumed from it.</param>
/// <param name="Number">1 for the first of its order; grows.</param>
/// <param name="Remark">The buyer's or seller's words for the packer; may be empty. May hold personal data.</param>
/// <param name="Priority">Higher goes first; 0 is ordinary.</param>
/// <param name="DeclaredValue">Insured value; null when not insured.</param>
public sealed record FulfilmentCreated(
    string FulfilmentId,
    string OrderId,
    string ChannelId,
    string WarehouseId,
    string ReservationId,
    int Number,
    FulfilmentKind FulfilmentKind,
    ImmutableArray<FulfilmentLine> Lines,
    Party Recipient,
    Address Destination,
    string Remark,
    int Priority,
    Money? DeclaredValue,
    FulfilmentTimes Times) : FulfilmentEvent;

/// <summary>The task was put on the warehouse's stream.</summary>
/// <param name="Attempt">1 for the first; a repeat has the same fulfilment id, so that the warehouse recognises it.</param>
public sealed record FulfilmentDispatched(int Attempt) : FulfilmentEvent;

/// <summary>The warehouse reported a step.</summary>
/// <param name="ReportTime">The warehouse's time of the step, never later than the time it was received.</param>
/// <param name="WaveId">Picking wave; may be empty.</param>
/// <param name="IsLate">Newer work is known: the report fills the history and is not where the work stands.</param>
public sealed record FulfilmentProgressed(
    FulfilmentState ReportedState,
    string ReportId,
    DateTimeOffset ReportTime,
    string WaveId,
    string Note,
    bool IsLate,
    ImmutableArray<PickedLot> Lots) : FulfilmentEvent;

/// <summary>Parcels left and the warehouse still works on the rest.</summary>
/// <param name="Packages">Parcels not known before; a repeated parcel is left out.</param>
public sealed record FulfilmentPartiallyShipped(
    ImmutableArray<PackageShipped> Packages,
    string ReportId,
    DateTimeOffset ReportTime,
    ImmutableArray<PickedLot> Lots) : FulfilmentEvent;

/// <summary>The last parcels left.</summary>
/// <param name="Packages">Parcels not known before; may be empty when a final report repeats known ones.</param>
/// <param name="IsFinal">The warehouse said that nothing more will come: what is open is closed short.</param>
public sealed record FulfilmentShipped(
    ImmutableArray<PackageShipped> Packages,
    bool IsFinal,
    string ReportId,
    DateTimeOffset ReportTime,
    ImmutableArray<PickedLot> Lots) : FulfilmentEvent;

/// <summary>The warehouse does not have some pieces.</summary>
/// <param name="Lines">Missing pieces as far as they were open; empty when later news had settled them.</param>
public sealed record FulfilmentShort(
    ImmutableArray<LineQuantity> Lines, string Reason, string ReportId, DateTimeOffset ReportTime) : FulfilmentEvent
{
    /// <summary>Fingerprint of the pieces that the report named; empty in events of hubs that did not keep it.</summary>
    public string ContentHash { get; init; } = "";
}

/// <summary>It was decided what to do about all missing pieces.</summary>
/// <param name="Lines">The pieces decided about.</param>
public sealed record FulfilmentShortageResolved(
    ShortageOption Option, ImmutableArray<LineQuantity> Lines, string Note) : FulfilmentEvent;

/// <summary>The warehouse was asked to stop.</summary>
/// <param name="RequestedBy">Role and name; no personal data.</param>
/// <param name="Lines">Pieces to stop; empty means all that has not been shipped.</param>
public sealed record FulfilmentCancelRequested(
    string Reason, string RequestedBy, ImmutableArray<LineQuantity> Lines) : FulfilmentEvent;

/// <summary>The pieces asked for will not be shipped.</summary>
/// <param name="Lines">The pieces cancelled.</param>
/// <param name="ReportId">Empty when the warehouse never had the task.</param>
public sealed record FulfilmentCancelled(
    ImmutableArray<LineQuantity> Lines, string ReportId, DateTimeOffset ReportTime) : FulfilmentEvent;

/// <summary>The warehouse did not stop; work goes on where it was.</summary>
public sealed record FulfilmentCancelRefused(string Reason, string ReportId, DateTimeOffset ReportTime) : FulfilmentEvent;

public sealed record FulfilmentHeld(string Reason, string RequestedBy) : FulfilmentEvent;

public sealed record FulfilmentResumed(string RequestedBy) : FulfilmentEvent;

/// <summary>The warehouse will not do it; another must be found.</summary>
public sealed record FulfilmentRejected(string Reason, string ReportId, DateTimeOffset ReportTime) : FulfilmentEvent;

/// <summary>A person must look.</summary>
/// <param name="ReportId">Empty when the hub raised it.</param>
public sealed record FulfilmentExceptionRaised(
    string Reason, string Note, string ReportId, DateTimeOffset ReportTime) : FulfilmentEvent;

public sealed record FulfilmentExceptionCleared(string Note) : FulfilmentEvent;

/// <summary>A deadline passed and the state stayed; the next one is twice as far.</summary>
/// <param name="Count">1 for the first in this state.</param>
public sealed record FulfilmentEscalated(string TimerKind, int Count) : FulfilmentEvent;

/// <summary>The hub closed it: nothing more is expected, what was open is short.</summary>
public sealed record FulfilmentClosed(string Reason) : FulfilmentEvent;
