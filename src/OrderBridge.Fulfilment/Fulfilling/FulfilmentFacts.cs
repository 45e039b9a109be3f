namespace OrderBridge.Fulfilment;

/// <summary>One report of the warehouse as it stands in the history; the set of them decides where the work is.</summary>
public sealed record ReportSeen(
    string ReportId, FulfilmentState State, DateTimeOffset ReportTime, string WaveId, string Note, bool IsLate)
{
    /// <summary>Fingerprint of what it named, of shortages; empty when none was kept.</summary>
    public string ContentHash { get; init; } = "";
}

/// <summary>A cancellation that waits for the warehouse's answer.</summary>
/// <param name="Lines">Empty means all that has not been shipped.</param>
public sealed record PendingCancellation(
    string Reason, string RequestedBy, System.Collections.Immutable.ImmutableArray<LineQuantity> Lines, DateTimeOffset RequestTime);

public sealed record ActiveHold(string Reason, string RequestedBy, DateTimeOffset HoldTime);

/// <summary>An exception that the hub raised; reports of the warehouse raise theirs through <see cref="ReportSeen"/>.</summary>
public sealed record HubException(string Reason, DateTimeOffset RaiseTime);
