namespace OrderBridge.Kernel.Timing;

/// <summary>A deadline that runs.</summary>
/// <param name="Kind">Key of the timer table, as in <c>payment.online</c>.</param>
/// <param name="DueTime">When its breach action is due.</param>
public sealed record RunningTimer(string Kind, DateTimeOffset DueTime);

/// <summary>A timer row that has come due.</summary>
public sealed record DueTimer(string OwnerKind, string OwnerId, string Kind, DateTimeOffset DueTime);
