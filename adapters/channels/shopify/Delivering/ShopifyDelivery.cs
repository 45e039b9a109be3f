using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Adapters.Shopify.Receiving;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Delivering;

/// <summary>Maps a webhook and sends the order. Every topic carries the whole order, so all are delivered alike.</summary>
internal sealed partial class ShopifyDelivery(
    OrderSender sender, KnownOrders known, AdapterCounters counters, IConfiguration configuration, ILogger<ShopifyDelivery> logger) : ISpoolDelivery
{
    private static readonly HashSet<string> Topics = new(StringComparer.Ordinal)
    {
        "orders/create", "orders/updated", "orders/cancelled", "orders/paid",
    };

    private readonly ShopifyMappingOptions _options = new()
    {
        ChannelId = configuration["channel"] is { Length: > 0 } channel ? channel : ShopifyOrderMapper.ChannelId,
        CashGateways = [.. (configuration["cod-gateways"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
    };

    private readonly bool _mayWait = AdapterSettings.Flag(configuration, "backorder");

    /// <summary>A live warehouse would send real goods for an order that nobody paid.</summary>
    private readonly bool _skipsTests = AdapterSettings.Choice(configuration, "test-orders", "accept", "skip") is "skip";

    public async Task<DeliveryOutcome> DeliverAsync(SpoolRecord record, CancellationToken cancellationToken)
    {
        var message = record.Message;
        if (!Topics.Contains(message.Topic))
        {
            return new DeliveryOutcome.Ignored("TOPIC_NOT_USED");
        }

        var result = Map(message, ImmutableDictionary<string, long>.Empty);
        if (result.IsTest)
        {
            counters.Increment("test_orders");
            LogTestOrder(logger, message.Topic, message.Key, _skipsTests ? "set aside" : "taken like a real one; --test-orders skip sets such orders aside");
        }

        if (result.IsTest && _skipsTests)
        {
            return new DeliveryOutcome.Ignored("TEST_ORDER");
        }

        return result is { Key: { } key, Fulfilment: { DependsOnHub: true } fulfilment }
            ? await DeliverOpenAsync(message, key, fulfilment, cancellationToken)
            : await SendAsync(message, result, cancellationToken);
    }

    /// <summary>
    /// The shop has fulfilled some of it, or nothing in it is shipped. What the hub has in hand it hears of as ever. Of anything else only the rest is sent: an old order that
    /// is touched in the shop must not be shipped a second time.
    /// </summary>
    private async Task<DeliveryOutcome> DeliverOpenAsync(SpoolMessage message, OrderKey key, ShopifyFulfilment fulfilment, CancellationToken cancellationToken)
    {
        var order = await known.FindAsync(key, cancellationToken);
        if (order is not (null or { State: OrderState.Rejected }))
        {
            return await SendAsync(message, Map(message, FulfilledElsewhere.Read(order.Attributes)), cancellationToken);
        }

        if (fulfilment.NothingLeft is { } reason)
        {
            await ForgetAsync(message, order, cancellationToken);
            counters.Increment(reason.ToLowerInvariant());
            return new DeliveryOutcome.Ignored(reason);
        }

        return await SendAsync(message, Map(message, fulfilment.Pieces), cancellationToken);
    }

    /// <summary>
    /// An earlier message that was refused for want of stock may still wait to be sent again. The hub takes none that is older than what it has refused last, so it is told of the
    /// order without lines; that it refuses this too is what is wanted.
    /// </summary>
    private async Task ForgetAsync(SpoolMessage message, Order? refused, CancellationToken cancellationToken)
    {
        if (refused is null || Map(message, ImmutableDictionary<string, long>.Empty).Order is not { } order)
        {
            return;
        }

        order.Lines.Clear();
        try
        {
            await sender.SendAsync(new IngestOrdersRequest { Order = order }, cancellationToken);
        }
        catch (HubFailureException e) when (DeliveryOutcome.From(e.Failure) is DeliveryOutcome.Refused or DeliveryOutcome.Deferred)
        {
            // It is refused, with its time.
        }
    }

    private MappingResult Map(SpoolMessage message, ImmutableDictionary<string, long> elsewhere) => ShopifyOrderMapper.Map(
        message.Body,
        message.Fact(ShopifyReceiver.ShopFact),
        TriggerTime(message),
        _options with { Attempt = message.Attempt, FulfilledElsewhere = elsewhere });

    private async Task<DeliveryOutcome> SendAsync(SpoolMessage message, MappingResult result, CancellationToken cancellationToken)
    {
        if (result.Order is not { } order)
        {
            return new DeliveryOutcome.Refused(
                result.Problems[0].Reason, string.Join(" | ", result.Problems.Select(problem => problem.Sentence)));
        }

        AllowWaiting(order);
        var (bytes, contentType) = RawPayload.Of(message.Body, message.ContentType, counters);
        await sender.SendAsync(new IngestOrdersRequest { Order = order, RawPayload = bytes, RawContentType = contentType }, cancellationToken);
        return new DeliveryOutcome.Delivered();
    }

    /// <summary>The shop has sold it already: with --backorder the hub keeps such an order waiting for goods, first come first served, instead of refusing it.</summary>
    private void AllowWaiting(ChannelOrder order)
    {
        foreach (var line in order.Lines.Where(line => _mayWait && line.Kind is LineKind.Goods))
        {
            line.BackorderAllowed = true;
        }
    }

    [LoggerMessage(EventId = 8504, Level = LogLevel.Information, Message = "A webhook {Topic} of test order {Order}, for which nobody was charged, is {Fate}")]
    private static partial void LogTestOrder(ILogger logger, string topic, string order, string fate);

    private static DateTimeOffset? TriggerTime(SpoolMessage message) => DateTimeOffset.TryParse(
        message.Fact(ShopifyReceiver.TriggerTimeFact), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
