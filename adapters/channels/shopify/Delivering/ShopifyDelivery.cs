using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Adapters.Shopify.Receiving;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Delivering;

/// <summary>Maps a webhook and sends the order. Every topic carries the whole order, so all are delivered alike.</summary>
internal sealed partial class ShopifyDelivery(OrderSender sender, AdapterCounters counters, IConfiguration configuration, ILogger<ShopifyDelivery> logger) : ISpoolDelivery
{
    private static readonly HashSet<string> Topics = new(StringComparer.Ordinal)
    {
        "orders/create", "orders/updated", "orders/cancelled", "orders/paid",
    };

    private readonly string _channelId = configuration["channel"] is { Length: > 0 } channel ? channel : ShopifyOrderMapper.ChannelId;

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

        var result = ShopifyOrderMapper.Map(message.Body, message.Fact(ShopifyReceiver.ShopFact), TriggerTime(message), _channelId, message.Attempt);
        if (result.IsTest)
        {
            counters.Increment("test_orders");
            LogTestOrder(logger, message.Topic, message.Key, _skipsTests ? "set aside" : "taken like a real one; --test-orders skip sets such orders aside");
        }

        if (result.IsTest && _skipsTests)
        {
            return new DeliveryOutcome.Ignored("TEST_ORDER");
        }

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
