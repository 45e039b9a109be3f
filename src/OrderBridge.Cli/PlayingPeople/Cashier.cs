using System.Threading.Channels;
using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.PlayingPeople;

/// <summary>Pays the orders that arrived unpaid, a moment later: over ConfirmPayment, or on Shopify with the webhook orders/paid.</summary>
/// <param name="webhooks">Null when no order takes that route.</param>
internal sealed class Cashier(HubCaller finance, WebhookFeeder? webhooks, TimeProvider timeProvider)
{
    private static readonly TimeSpan PaysAfter = TimeSpan.FromSeconds(2);
    private readonly Channel<TrackedOrder> _unpaid = Channel.CreateUnbounded<TrackedOrder>();
    private int _paid;

    /// <summary>Orders paid later.</summary>
    public int Paid => Volatile.Read(ref _paid);

    public void Expect(TrackedOrder order) => _unpaid.Writer.TryWrite(order);

    /// <summary>No more orders will come.</summary>
    public void Complete() => _unpaid.Writer.TryComplete();

    /// <summary>Runs until every expected order is paid or refused.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var order in _unpaid.Reader.ReadAllAsync(cancellationToken))
        {
            if (await order.WaitAsync(timeProvider, cancellationToken) is { IsAccepted: true })
            {
                var wait = PaysAfter - timeProvider.GetElapsedTime(order.SentTimestamp);
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, timeProvider, cancellationToken);
                await PayAsync(order, cancellationToken);
            }
        }
    }

    private async Task PayAsync(TrackedOrder tracked, CancellationToken cancellationToken)
    {
        if (tracked.Order.Route is OrderRoute.Webhook && webhooks is not null)
        {
            var answer = await webhooks.SendAsync(tracked.Order, new ShopifyMoment(ShopifyMoment.Paid, tracked.NextUpdateTime(), IsPaid: true), cancellationToken);
            _ = answer is null ? Interlocked.Increment(ref _paid) : 0;
            return;
        }

        var request = new ConfirmPaymentRequest
        {
            OrderId = tracked.Verdict!.OrderId,
            PaidAmount = ChannelOrders.Amount(tracked.Order.TotalMinorUnits),
            TransactionId = $"late-{tracked.Order.InvoiceNo}",
            RequestId = $"late-{tracked.Order.InvoiceNo}",
        };
        try
        {
            await Repeating.AsRefusedAsync(() => finance.Orders.ConfirmPaymentAsync(request, finance.Options(cancellationToken)), timeProvider, cancellationToken);
            Interlocked.Increment(ref _paid);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.InvalidArgument)
        {
            // Cancelled meanwhile, or nothing to pay: its state shows in the table at the end.
        }
    }
}
