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
    private const int PageSize = 256;

    private FailedTimers _failed = new();

    /// <summary>
    /// Acts on all rows that are due, a page at a time: rows that nobody can act on, such as those of a newer release, stay due, and must not keep the
    /// later ones from their turn. Returns how many were due.
    /// </summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var sweep = new Sweep(timeProvider.GetUtcNow(), _failed, new FailedTimers());
        var count = 0;
        for (DueTimer? last = null; ;)
        {
            var page = await timers.DueAsync(sweep.Now, last, PageSize, cancellationToken).ConfigureAwait(false);
            await ActAllAsync(sweep, page, cancellationToken).ConfigureAwait(false);
            count += page.Count;
            if (page.Count < PageSize)
            {
                _failed = sweep.Failed;
                return count;
            }

            last = page[^1];
        }
    }

    private async ValueTask ActAllAsync(Sweep sweep, IReadOnlyList<DueTimer> page, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            page.GroupBy(t => t.OwnerId, StringComparer.Ordinal), parallel,
            async (rows, token) =>
            {
                foreach (var row in rows)
                {
                    await ActUnlessItRestsAsync(sweep, row, token).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
    }

    private async ValueTask ActUnlessItRestsAsync(Sweep sweep, DueTimer row, CancellationToken cancellationToken)
    {
        if (sweep.Before.IsResting(row, sweep.Now))
        {
            sweep.Failed.Keep(row, sweep.Before);
            return;
        }

        FlowMetrics.CountTimer(row.Kind, timeProvider.GetUtcNow() - row.DueTime);
        if (!await TryActAsync(row, cancellationToken).ConfigureAwait(false))
        {
            sweep.Failed.Add(row, sweep.Before, sweep.Now);
        }
    }

    /// <summary>A deadline that fails by itself must not hold up the others; an outage holds up all.</summary>
    private async ValueTask<bool> TryActAsync(DueTimer row, CancellationToken cancellationToken)
    {
        try
        {
            var refusal = await ActAsync(row, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                LogRefused(logger, row.Kind, row.OwnerId, refusal.Reason);
            }

            return refusal is null;
        }
#pragma warning disable CA1031 // It stays due, and is tried again at a later look.
        catch (Exception e) when (e is not (OperationCanceledException or OutageException))
#pragma warning restore CA1031
        {
            LogFailed(logger, e, row.Kind, row.OwnerId);
            return false;
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

    /// <param name="Before">What the sweep before could not act on.</param>
    /// <param name="Failed">What this one cannot.</param>
    private sealed record Sweep(DateTimeOffset Now, FailedTimers Before, FailedTimers Failed);
}
