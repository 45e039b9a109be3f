using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.AdapterSdk.Receiving;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// A Shopify order in the hub's words. Pure: the same bytes give the same order. Source: Shopify Admin REST API, Order
/// resource, 2025-01, and the shapes that real webhooks have beside it.
/// </summary>
/// <remarks>
/// Decisions that could have been made otherwise:
/// <list type="bullet">
/// <item>What was paid for and given back stays in total and paid amount, and stands in refunded_amount; what was taken out before it was paid for is in neither.</item>
/// <item>Pieces removed before they shipped (cancelled, refunded unshipped, or taken out by an order edit) are no longer ordered, so that no warehouse sends them; pieces that come back stay ordered.</item>
/// <item>Pieces that the shop had fulfilled before the hub heard of the order are not ordered here either; what they cost stays in the total, as one charge of kind adjustment.</item>
/// <item>An address that is longer than the contract's fields is refused and not cut: a parcel must not go out with half of one.</item>
/// <item>Removed pieces that were paid for stay in the total, as one charge of kind adjustment. What lines and charges do not explain beyond that is left open: the hub shows it as total_difference_amount.</item>
/// </list>
/// </remarks>
public static class ShopifyOrderMapper
{
    public const string ChannelId = "shopify";
    private const int OrderIdLengthMax = 100;

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>Maps a webhook's body, or an order of the REST API, which is wrapped in "order".</summary>
    /// <param name="body">UTF-8, with or without byte order mark.</param>
    /// <param name="shopId">Shop the message is from.</param>
    /// <param name="triggerTime">When the message was caused (X-Shopify-Triggered-At); decides between states of the same second.</param>
    /// <param name="options">What else it depends on.</param>
    public static MappingResult Map(ReadOnlyMemory<byte> body, string shopId, DateTimeOffset? triggerTime = null, ShopifyMappingOptions? options = null)
    {
        try
        {
            var bytes = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
            using var json = JsonDocument.Parse(bytes, Tolerant);
            return Map(json.RootElement, shopId, triggerTime, options);
        }
        catch (JsonException e)
        {
            return MappingResult.Of(new MappingProblem(
                "", "PAYLOAD_NOT_JSON", $"The message is not JSON: line {e.LineNumber}, byte {e.BytePositionInLine}."));
        }
        catch (InvalidOperationException e) when (JsonStrings.IsNotText(e))
        {
            return MappingResult.Of(new MappingProblem(
                "", JsonStrings.NotText, "A string of the message is no text: half a character, or bytes that are no UTF-8. Correct it in the shop."));
        }
    }

    /// <inheritdoc cref="Map(ReadOnlyMemory{byte}, string, DateTimeOffset?, ShopifyMappingOptions?)"/>
    public static MappingResult Map(JsonElement root, string shopId, DateTimeOffset? triggerTime = null, ShopifyMappingOptions? options = null)
    {
        options ??= new ShopifyMappingOptions();
        var order = root.Member("order") is { ValueKind: JsonValueKind.Object } wrapped ? wrapped : root;
        if (order.ValueKind is not JsonValueKind.Object || order.Member("line_items") is null)
        {
            return MappingResult.Of(new MappingProblem("", "NOT_AN_ORDER", "The message holds no order with line_items."));
        }

        var problems = new List<MappingProblem>();
        var amounts = new ShopifyAmounts(CurrencyOf(order, problems), problems);
        var mapped = Identity(order, shopId, options.ChannelId, problems);
        mapped.ChannelRevision = ShopifyRevision.Of(order, triggerTime, options.Attempt);
        Fill(mapped, order, amounts, problems, options);
        return new MappingResult(problems.Count > 0 ? null : mapped, problems)
        {
            IsTest = order.Flag("test"),
            Key = new OrderKey { ChannelId = mapped.ChannelId, ShopId = mapped.ShopId, ChannelOrderId = mapped.ChannelOrderId },
            Fulfilment = IsOrderId(mapped.ChannelOrderId) ? ShopifyFulfilment.Read(order) : ShopifyFulfilment.None,
        };
    }

    private static bool IsOrderId(string id) => id.Length is > 0 and <= OrderIdLengthMax;

    private static void Fill(
        ChannelOrder mapped, JsonElement order, ShopifyAmounts amounts, List<MappingProblem> problems, ShopifyMappingOptions options)
    {
        if (amounts.Exact(order, "total_price", "total_price") is not (>= 0 and var placed))
        {
            if (!problems.Exists(problem => problem.Path == "total_price"))
            {
                problems.Add(new MappingProblem("total_price", "TOTAL_MISSING", "total_price is missing or negative."));
            }

            return;
        }

        var lines = ShopifyLines.Map(order, amounts, problems, options.FulfilledElsewhere);
        if (lines.Lines.Count == 0 && lines.Removed.Count > 0)
        {
            // Everything was taken out, yet the order stays open at Shopify: nothing is left to do but to end it.
            lines = ShopifyLines.MapAsPlaced(order, amounts);
            mapped.CancelTime = mapped.ChannelUpdateTime;
            mapped.CancelReason = "all items removed";
        }

        var totals = ShopifyTotals.Read(order, amounts, placed, mapped.CancelTime is not null);
        mapped.TotalAmount = amounts.Money(totals.Total);
        mapped.Lines.AddRange(lines.Lines);
        mapped.Charges.AddRange(ShopifyCharges.Map(order, amounts, lines, totals));
        mapped.Payment = ShopifyPayment.Map(order, amounts, totals, options.CashGateways);
        mapped.Coupons.AddRange(ShopifyCharges.Coupons(order));
        ShopifyParties.Fill(mapped, order, problems);
        ShopifyAttributes.Fill(mapped, order, amounts, lines.Removed, options.FulfilledElsewhere);
    }

    private static string CurrencyOf(JsonElement order, List<MappingProblem> problems)
    {
        var currency = JsonReading.FirstOf(
            order.Text("currency"), order.Member("total_price_set").Member("shop_money").Text("currency_code")).ToUpperInvariant();
        if (!CurrencyUnits.IsCode(currency))
        {
            problems.Add(new MappingProblem("currency", "CURRENCY_INVALID", "currency is not an ISO 4217 code."));
        }

        return currency;
    }

    private static ChannelOrder Identity(JsonElement order, string shopId, string channelId, List<MappingProblem> problems)
    {
        var id = order.Text("id");
        if (!IsOrderId(id))
        {
            problems.Add(new MappingProblem("id", "ORDER_ID_MISSING", "The order has no usable id."));
        }

        var updated = order.Time("updated_at") ?? order.Time("created_at");
        var placed = order.Time("created_at") ?? order.Time("processed_at") ?? updated;
        if (updated is null)
        {
            problems.Add(new MappingProblem("updated_at", "UPDATE_TIME_MISSING", "Neither updated_at nor created_at is a time."));
        }

        var mapped = new ChannelOrder
        {
            ChannelId = channelId,
            ShopId = shopId,
            ChannelOrderId = id,
            ChannelUpdateTime = updated?.ToTimestamp(),
            OrderTime = placed?.ToTimestamp(),
            BuyerRemark = order.Text("note").Cut(2000),
        };
        if (order.Time("cancelled_at") is { } cancelled)
        {
            // The documentation's sample has a cancel_reason on an order that is not cancelled: the time decides.
            mapped.CancelTime = cancelled.ToTimestamp();
            mapped.CancelReason = JsonReading.FirstOf(order.Text("cancel_reason"), "not given");
        }

        return mapped;
    }
}
