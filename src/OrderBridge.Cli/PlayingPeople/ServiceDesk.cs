using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.PlayingPeople;

/// <summary>
/// Plays the people whom orders wait for: agent and supervisor resolve holds, operations decide about missing pieces and work that stands still.
/// Without them a run with large or cash-on-delivery orders would never end.
/// </summary>
internal sealed class ServiceDesk(HubCaller desk, HubCaller operations, RunBook book, TimeProvider timeProvider)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private int _shortages;
    private int _resumed;

    private readonly SortedDictionary<string, int> _holds = new(StringComparer.Ordinal);

    /// <summary>Holds resolved, by type.</summary>
    public IReadOnlyDictionary<string, int> Holds
    {
        get
        {
            lock (_holds)
            {
                return new SortedDictionary<string, int>(_holds, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Shortages decided by refunding the missing pieces.</summary>
    public int Shortages => Volatile.Read(ref _shortages);

    /// <summary>Works in exception that were let go on.</summary>
    public int Resumed => Volatile.Read(ref _resumed);

    /// <summary>Looks after waiting orders each second until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(cancellationToken);
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                // What waits still waits; the next sweep takes it.
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var waiting = new ListOrdersRequest { PageSize = PageSize };
        waiting.States.AddRange([OrderState.PendingReview, OrderState.Intercepted]);
        foreach (var order in (await desk.Orders.ListOrdersAsync(waiting, desk.Options(cancellationToken))).Orders)
        {
            await ResolveAsync(order, cancellationToken);
        }

        var stuck = new ListFulfilmentOrdersRequest { PageSize = PageSize };
        stuck.States.AddRange([FulfilmentState.Short, FulfilmentState.Exception]);
        foreach (var work in (await operations.Fulfilment.ListFulfilmentOrdersAsync(stuck, operations.Options(cancellationToken))).FulfilmentOrders)
        {
            await FreeAsync(work, cancellationToken);
        }
    }

    private async Task ResolveAsync(Order order, CancellationToken cancellationToken)
    {
        foreach (var hold in order.Holds.Where(h => h.State is HoldState.Placed))
        {
            if (book.Find(order.ChannelId, order.ChannelOrderId) is { } tracked)
            {
                tracked.WasHeld = true;
            }

            var request = new ResolveHoldRequest { OrderId = order.OrderId, HoldId = hold.HoldId, DecisionNote = "Checked by the demo's desk.", RequestId = $"desk-{order.OrderId}-{hold.HoldId}" };
            if (await TryAsync(() => desk.Orders.ResolveHoldAsync(request, desk.Options(cancellationToken))))
            {
                lock (_holds)
                {
                    var type = HoldTypeName(hold.Type);
                    _holds[type] = _holds.GetValueOrDefault(type) + 1;
                }
            }
        }
    }

    private async Task FreeAsync(FulfilmentOrder work, CancellationToken cancellationToken)
    {
        if (work.State is FulfilmentState.Short)
        {
            var refund = new ResolveShortageRequest { FulfilmentId = work.FulfilmentId, Option = ShortageOption.RefundLine, Note = "The demo refunds missing pieces.", RequestId = $"desk-short-{work.FulfilmentId}-{work.Etag}" };
            _ = await TryAsync(() => operations.Fulfilment.ResolveShortageAsync(refund, operations.Options(cancellationToken))) ? Interlocked.Increment(ref _shortages) : 0;
            return;
        }

        var resume = new ResumeFulfilmentRequest { FulfilmentId = work.FulfilmentId, ResumeReason = "Looked after by the demo's desk.", RequestId = $"desk-resume-{work.FulfilmentId}-{work.Etag}" };
        _ = await TryAsync(() => operations.Fulfilment.ResumeFulfilmentAsync(resume, operations.Options(cancellationToken))) ? Interlocked.Increment(ref _resumed) : 0;
    }

    /// <summary>Somebody else may have been faster; then there is nothing left to do.</summary>
    private static async Task<bool> TryAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.Aborted)
        {
            return false;
        }
    }

    private static string HoldTypeName(HoldType type) => Naming.UpperSnake(type.ToString());
}
