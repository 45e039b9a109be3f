using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Pumping;

/// <summary>What became of a message.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>The hub has it.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>It needs no delivery; kept for questions and counted.</summary>
    public sealed record Ignored(string Reason) : DeliveryOutcome;

    /// <summary>It cannot be delivered as it is: set aside with its reason.</summary>
    public sealed record Refused(string Reason, string Detail) : DeliveryOutcome;

    /// <summary>Refused for what may pass, such as stock: set aside and sent again with growing pauses, for a bounded time.</summary>
    public sealed record Deferred(string Reason, string Detail) : DeliveryOutcome;

    /// <summary>Not now. The message keeps its place before the later ones of its key.</summary>
    public sealed record Postponed(string Reason, TimeSpan? RetryDelay) : DeliveryOutcome;

    /// <summary>Nobody knows; tried again a bounded number of times.</summary>
    public sealed record Unclear(string Reason, string Detail) : DeliveryOutcome;

    public static DeliveryOutcome From(HubFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            { IsTransient: true } or { IsMisconfiguration: true } => new Postponed(failure.Reason, failure.RetryDelay),
            { IsPassing: true } => new Deferred(failure.Reason, failure.Detail),
            { IsUnclear: true } => new Unclear(failure.Reason, failure.Detail),
            _ => new Refused(failure.Reason, failure.Detail),
        };
    }
}

/// <summary>Brings one message to the hub. Called for many keys at once, for one key one at a time.</summary>
public interface ISpoolDelivery
{
    /// <exception cref="HubFailureException">The hub refused it or could not be reached.</exception>
    Task<DeliveryOutcome> DeliverAsync(SpoolRecord record, CancellationToken cancellationToken);
}
