using Microsoft.Extensions.Logging;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Flows.Timing;

/// <summary>Acts on deadlines that came. Any number may run: a deadline that another has acted on changes nothing.</summary>
public sealed partial class TimerRunner(
    ITimers timers, OrderCommands orders, FulfilmentCommands fulfilment, ShipmentCommands shipments, StockReservations reservations, UnitOfWork work,
    FlowOptions options, TimeProvider timeProvider, ILogger<TimerRunner> logger)
{
    private const int BatchSize = 256;

    /// <summary>Acts on at most one batch of due rows. Returns how many were due.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await timers.DueAsync(timeProvider.GetUtcNow(), BatchSize, cancellationToken).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due.GroupBy(t => t.OwnerId, StringComparer.Ordinal), parallel, ActAllAsync).ConfigureAwait(false);
        return due.Count;
    }

    private async ValueTask ActAllAsync(IGrouping<string, DueTimer> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            FlowMetrics.CountTimer(row.Kind, timeProvider.GetUtcNow() - row.DueTime);
            await TryActAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A deadline that fails by itself must not hold up the others; an outage holds up all.</summary>
    private async ValueTask TryActAsync(DueTimer row, CancellationToken cancellationToken)
    {
        try
        {
            var refusal = await ActAsync(row, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                LogRefused(logger, row.Kind, row.OwnerId, refusal.Reason);
            }
        }
#pragma warning disable CA1031 // It stays due, and is tried again at the next look.
        catch (Exception e) when (e is not (OperationCanceledException or OutageException))
#pragma warning restore CA1031
        {
            LogFailed(logger, e, row.Kind, row.OwnerId);
        }
    }

    private async ValueTask<Refusal?> ActAsync(DueTimer row, CancellationToken cancellationToken) => row.OwnerKind switch
    {
        "order" => (await orders.OnTimerAsync(row, cancellationToken).ConfigureAwait(false)).Refusal,
        "fulfilment_order" => (await fulfilment.OnTimerAsync(row, cancellationToken).ConfigureAwait(false)).Refusal,
        "shipment" => (await shipments.OnTimerAsync(row, cancellationToken).ConfigureAwait(false)).Refusal,
        "reservation" => (await ExpireAsync(row, cancellationToken).ConfigureAwait(false)).Refusal,
        _ => throw new InvalidOperationException($"No module owns the timer {row.Kind} of {row.OwnerKind}."),
    };

    private ValueTask<Outcome<Reservation>> ExpireAsync(DueTimer row, CancellationToken cancellationToken) => work.RunAsync(
        () => new EventContext("system:timers", string.Empty, string.Empty, timeProvider.GetUtcNow()),
        (commit, token) => reservations.ExpireAsync(commit, row.OwnerId, commit.Context.OccurredTime, token),
        cancellationToken);

    [LoggerMessage(EventId = 9105, Level = LogLevel.Error, Message = "Timer {Kind} of {OwnerId} failed; it stays due")]
    private static partial void LogFailed(ILogger logger, Exception exception, string kind, string ownerId);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Warning, Message = "Timer {Kind} of {OwnerId} could not act: {Reason}; it stays due")]
    private static partial void LogRefused(ILogger logger, string kind, string ownerId, string reason);
}
