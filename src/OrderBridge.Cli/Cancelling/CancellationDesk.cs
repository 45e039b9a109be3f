using System.Threading.Channels;
using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Cancelling;

/// <summary>
/// Turns cancellation invoices into cancellations of earlier orders, one after the other in the order of time. What has shipped by then
/// is claimed instead: <see cref="ReturnsDesk"/> takes it back when it is delivered.
/// </summary>
/// <param name="webhooks">Cancels whole Shopify orders as Shopify does; null sends every cancellation over gRPC.</param>
internal sealed class CancellationDesk(HubCaller agent, WebhookFeeder? webhooks, TimeProvider timeProvider)
{
    private static readonly TimeSpan BusyDelay = TimeSpan.FromMilliseconds(500);
    private const int BusyAttempts = 20;

    private readonly Channel<object> _events = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PurchaseHistory _history = new();
    private readonly List<LinePieces> _claims = [];

    public CancellationCounts Counts { get; } = new();

    /// <summary>Matched pieces, to be checked at the end: cancelled, or else to be returned.</summary>
    public IReadOnlyList<LinePieces> Claims => _claims;

    /// <summary>Notes an order that was sent. Call in the order of time.</summary>
    public void Bought(TrackedOrder order) => _events.Writer.TryWrite(order);

    /// <summary>Takes a cancellation invoice. Call in the order of time.</summary>
    public void Submit(Invoice cancellation) => _events.Writer.TryWrite(cancellation);

    /// <summary>No more invoices will come.</summary>
    public void Complete() => _events.Writer.TryComplete();

    /// <summary>Runs until every cancellation has been asked for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var next in _events.Reader.ReadAllAsync(cancellationToken))
        {
            if (next is TrackedOrder order)
            {
                _history.Add(order);
            }
            else if (next is Invoice invoice)
            {
                await CancelAsync(invoice, cancellationToken);
            }
        }
    }

    private async Task CancelAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        foreach (var order in invoice.Lines.SelectMany(l => _history.Bought(invoice.CustomerId, l.StockCode)))
        {
            await order.WaitAsync(timeProvider, cancellationToken); // Only what was accepted can be cancelled.
        }

        var matched = Match(invoice);
        foreach (var ofOrder in matched.GroupBy(m => m.Order))
        {
            _claims.AddRange(ofOrder);
            await AskAsync(invoice, ofOrder.Key, [.. ofOrder], cancellationToken);
        }
    }

    private List<LinePieces> Match(Invoice invoice)
    {
        Counts.Invoices++;
        var matched = new List<LinePieces>();
        foreach (var line in invoice.Lines)
        {
            Counts.Lines++;
            var pieces = Math.Abs(line.Quantity);
            Counts.Pieces += pieces;
            var refusal = StockCodes.ChargeKind(line.StockCode) is not null ? "CHARGE_NOT_GOODS"
                : line.Quantity >= 0 ? "QUANTITY_NOT_NEGATIVE"
                : invoice.CustomerId.Length == 0 ? "NO_CUSTOMER"
                : null;
            if (refusal is not null)
            {
                Counts.AddUnmatched(refusal, pieces);
                continue;
            }

            var (found, rest) = _history.Take(invoice.CustomerId, line.StockCode, pieces, o => o.Verdict is { IsAccepted: true });
            matched.AddRange(found);
            Counts.MatchedPieces += found.Sum(f => f.Quantity);
            if (rest is not null)
            {
                Counts.AddUnmatched(rest.Reason, rest.Quantity);
            }
        }

        return matched;
    }

    private async Task AskAsync(Invoice invoice, TrackedOrder tracked, List<LinePieces> pieces, CancellationToken cancellationToken)
    {
        var isWhole = pieces.Sum(p => p.Quantity) == tracked.Order.Lines.Where(l => !l.IsService).Sum(l => l.Quantity);
        if (isWhole && tracked.Order.Route is OrderRoute.Webhook && webhooks is not null)
        {
            var moment = new ShopifyMoment(ShopifyMoment.Cancelled, tracked.NextUpdateTime(), IsPaid: tracked.Order.Payment is PaymentPlan.Paid, IsCancelled: true);
            await webhooks.SendAsync(tracked.Order, moment, cancellationToken);
            return;
        }

        var request = new RequestCancellationRequest
        {
            OrderId = tracked.Verdict!.OrderId,
            CancelReason = $"cancelled by invoice {invoice.InvoiceNo}",
            RequestId = $"{invoice.InvoiceNo}/{tracked.Order.InvoiceNo}",
        };
        request.Lines.AddRange(pieces.GroupBy(p => p.LineId).Select(g => new LineQuantity { LineId = g.Key, Quantity = g.Sum(p => p.Quantity) }));
        await AskUntilAnsweredAsync(request, cancellationToken);
    }

    /// <summary>While another cancellation of the order waits for the warehouse, the next one waits too, at most 10 seconds.</summary>
    private async Task AskUntilAnsweredAsync(RequestCancellationRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= BusyAttempts; attempt++)
        {
            try
            {
                await Repeating.AsRefusedAsync(() => agent.Orders.RequestCancellationAsync(request, agent.Options(cancellationToken)), timeProvider, cancellationToken);
                return;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.InvalidArgument)
            {
                if (RpcRefusal.Of(e).Reason is not "CANCELLATION_IN_PROGRESS")
                {
                    return; // Shipped by now: the claim becomes a return.
                }

                await Task.Delay(BusyDelay, timeProvider, cancellationToken);
            }
        }
    }
}
