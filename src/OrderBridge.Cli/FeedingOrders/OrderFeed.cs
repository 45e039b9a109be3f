using OrderBridge.Cli.Cancelling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.PlayingPeople;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Tracking;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Feeds invoices in the order of time, at an even pace, each its way: orders over stream or webhook, cancellations to their desk.</summary>
/// <param name="webhooks">Null when every order takes the stream.</param>
internal sealed class OrderFeed(
    InvoiceMapper mapper, StreamFeeder stream, WebhookFeeder? webhooks, CancellationDesk cancellations, Cashier cashier, RunBook book, int seed, TimeProvider timeProvider)
{
    private const int RepeatedPerThousand = 40;
    private const int UpdatedPerThousand = 30;

    private readonly List<Task> _sending = [];
    private int _fed;
    private int _repeated;
    private int _updated;
    private int _forged;
    private int _forgedRefused;

    /// <summary>Webhooks sent twice on purpose.</summary>
    public int RepeatedWebhooks => Volatile.Read(ref _repeated);

    /// <summary>Webhooks that changed a note.</summary>
    public int UpdatedWebhooks => Volatile.Read(ref _updated);

    /// <summary>Webhooks with a wrong signature.</summary>
    public int ForgedWebhooks => Volatile.Read(ref _forged);

    /// <summary>Of those, the ones the adapter refused.</summary>
    public int ForgedRefused => Volatile.Read(ref _forgedRefused);

    /// <summary>Invoices fed so far.</summary>
    public int Fed => Volatile.Read(ref _fed);

    /// <param name="time">How long feeding is to take; zero means as fast as it goes.</param>
    /// <exception cref="HttpRequestException">A webhook was refused for good.</exception>
    public async Task RunAsync(IReadOnlyList<Invoice> invoices, TimeSpan time, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        for (var i = 0; i < invoices.Count; i++)
        {
            await PaceAsync(time * ((double)i / invoices.Count) - timeProvider.GetElapsedTime(start), cancellationToken);
            await FeedAsync(invoices[i], cancellationToken);
            Interlocked.Increment(ref _fed);
        }

        await Task.WhenAll(_sending);
        stream.Complete();
        cashier.Complete();
        cancellations.Complete();
    }

    private async Task PaceAsync(TimeSpan early, CancellationToken cancellationToken)
    {
        if (early > TimeSpan.FromMilliseconds(2))
        {
            await Task.Delay(early, timeProvider, cancellationToken);
        }
    }

    private async Task FeedAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        if (invoice.IsCancellation)
        {
            cancellations.Submit(invoice);
            return;
        }

        var order = mapper.Map(invoice);
        if (book.Find(order.ChannelId, order.ChannelOrderId) is not null)
        {
            order = mapper.MapForStream(invoice); // Shopify's ids are numbers; two odd invoice numbers may meet in one.
        }

        if (order.Route is OrderRoute.Webhook)
        {
            await FeedWebhookAsync(order, cancellationToken);
        }
        else
        {
            await stream.SubmitAsync(order, cancellationToken);
        }

        var tracked = book.Find(order.ChannelId, order.ChannelOrderId)!;
        cancellations.Bought(tracked);
        if (order.Payment is PaymentPlan.PaidLater)
        {
            cashier.Expect(tracked);
        }
    }

    private async Task FeedWebhookAsync(DemoOrder order, CancellationToken cancellationToken)
    {
        if (webhooks is null)
        {
            throw new InvalidOperationException("An order was mapped for webhooks and there is no adapter.");
        }

        var sending = await webhooks.SubmitAsync(order, cancellationToken);
        _sending.RemoveAll(t => t.IsCompletedSuccessfully);
        if (_sending.Find(t => t.IsFaulted) is { } failed)
        {
            await failed; // The adapter is of no use; the rest would fail like it.
        }

        _sending.Add(FollowAsync(webhooks, order, sending, cancellationToken));
    }

    /// <summary>What real shops send beside the order: the same webhook twice, a change of the note, and now and then a forgery.</summary>
    private async Task FollowAsync(WebhookFeeder adapter, DemoOrder order, Task<bool> sending, CancellationToken cancellationToken)
    {
        if (!await sending)
        {
            return;
        }

        var isPaid = order.Payment is PaymentPlan.Paid;
        if (Seeded.PerThousand(RepeatedPerThousand, seed, "repeat", order.InvoiceNo))
        {
            Interlocked.Increment(ref _repeated);
            await adapter.SendAsync(order, new ShopifyMoment(ShopifyMoment.Created, order.OrderTime, isPaid), cancellationToken);
        }

        if (Seeded.PerThousand(UpdatedPerThousand, seed, "update", order.InvoiceNo))
        {
            Interlocked.Increment(ref _updated);
            var moment = new ShopifyMoment(ShopifyMoment.Updated, book.Find(order.ChannelId, order.ChannelOrderId)!.NextUpdateTime(), isPaid, Note: "Please leave it with a neighbour.");
            await adapter.SendAsync(order, moment, cancellationToken);
        }

        if (Interlocked.CompareExchange(ref _forged, 1, 0) == 0 && await adapter.IsForgeryRefusedAsync(order, cancellationToken))
        {
            Interlocked.Increment(ref _forgedRefused);
        }
    }
}
