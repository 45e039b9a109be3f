using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>What the warehouse asks of the hub.</summary>
public interface IHub
{
    /// <summary>Tells a report once. Safe to repeat: the report id recognises it. Never throws for what the hub or the network does.</summary>
    Task<ReportAnswer> SendAsync(Report report, CancellationToken cancellationToken);

    /// <summary>Asks for something small, to see whether address, key and role are right.</summary>
    /// <returns>Empty when the hub answered; else why not.</returns>
    Task<string> GreetAsync(CancellationToken cancellationToken);

    /// <summary>Looks where the hub sees the work.</summary>
    /// <returns>Null when it cannot be told now; ask again later.</returns>
    Task<HubView?> LookAsync(string fulfilmentId, CancellationToken cancellationToken);
}

/// <summary>The work as the hub sees it.</summary>
public sealed record HubView(FulfilmentState State, ImmutableArray<WorkLine> Lines);

/// <summary>What became of one try to tell a report.</summary>
public abstract record ReportAnswer
{
    private ReportAnswer()
    {
    }

    /// <param name="StateUnchanged">It was late or a repeat; the hub filled its history.</param>
    public sealed record Accepted(bool StateUnchanged) : ReportAnswer;

    /// <summary>The hub says no, and would say it again: a person has to look.</summary>
    public sealed record Refused(string Reason, string Message) : ReportAnswer;

    /// <summary>Nobody knows, or not now. Tell it again.</summary>
    /// <param name="RetryDelay">How long the hub asks to wait; null when it does not say.</param>
    public sealed record TryAgain(string Reason, TimeSpan? RetryDelay) : ReportAnswer;
}
