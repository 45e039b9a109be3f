namespace OrderBridge.Fulfilment;

/// <summary>
/// How long a fulfilment order may stay where it is. Stored with each one when it is created, so that a later edit of the configuration
/// does not move a clock that runs. An escalation doubles the wait for the next one.
/// </summary>
public sealed record FulfilmentTimes
{
    /// <summary>Created to dispatched. Default 5 minutes: the order lifecycle's limit from approval to dispatch (row O5).</summary>
    public TimeSpan Dispatch { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Dispatched to any answer; then the same task is sent again. Default 5 minutes (fulfilment lifecycle, DISPATCHED).</summary>
    public TimeSpan Acknowledge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Times a task is sent before a person is asked, 1 to 100. Default 6: half an hour of silence (assumption).</summary>
    public int AttemptsMax { get; init; } = 6;

    /// <summary>One step inside the warehouse. Default 24 hours (assumption; the seeds give no limit for picking and packing).</summary>
    public TimeSpan WorkStep { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Ready to handed over: one collection a day. Default 24 hours (assumption).</summary>
    public TimeSpan Handover { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Partly shipped to the next parcel. Default 72 hours (assumption).</summary>
    public TimeSpan Remainder { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Shortage to decision. Default 24 hours (S1-27, cross_team.plan).</summary>
    public TimeSpan Shortage { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Cancellation asked to answered. Default 10 minutes (order lifecycle, row O16).</summary>
    public TimeSpan CancelAnswer { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Held to resumed. Default 24 hours (assumption: a hold needs a plan as any cross-team issue, S1-27).</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Exception to cleared. Default 24 hours (S1-27, cross_team.plan).</summary>
    public TimeSpan Exception { get; init; } = TimeSpan.FromHours(24);

    /// <summary>One of its own for everybody: whoever binds options to it changes no other's.</summary>
    public static FulfilmentTimes Default => new();
}
