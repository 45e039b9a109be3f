using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Intake;

/// <summary>What a message must be like to become an order (S0-1, S0-2, S1-20, S2-1). All that is wrong is named, each with its fix (S2-2).</summary>
public static class ContentRules
{
    public const int LinesMax = 2000;
    public const long QuantityMax = 1_000_000;

    /// <summary>Largest amount in minor units: a thousand billion of a two-digit currency; sums of 2,000 lines still fit 64 bits.</summary>
    public const long AmountMax = 100_000_000_000_000;

    private const int IdLength = 100;
    private const int NameLength = 500;

    /// <summary>What is wrong with the identity: such a message cannot be kept as an order.</summary>
    public static IEnumerable<FieldViolation> OfIdentity(OrderContent content)
    {
        if (!IsChannel(content.Key.ChannelId))
        {
            yield return new("order.channel_id", OrderReasons.ChannelMissing, "Set 1 to 50 lower case letters, digits, dots or hyphens, such as shopify.");
        }

        if (!IsId(content.Key.ShopId))
        {
            yield return new("order.shop_id", OrderReasons.ShopMissing, "Set the shop on the channel, 1 to 100 characters, none of them a control character.");
        }

        if (!IsId(content.Key.ChannelOrderId))
        {
            yield return new("order.channel_order_id", OrderReasons.ChannelOrderMissing, "Set the order's id on the channel, 1 to 100 characters, none of them a control character.");
        }

        if (content.ChannelUpdateTime <= DateTimeOffset.UnixEpoch)
        {
            yield return new("order.channel_update_time", OrderReasons.UpdateTimeMissing, "Set the time of the channel's last change; the newest message wins.");
        }
    }

    /// <summary>How far the channel's clock may be ahead of the hub's. One that is further would hide every later message behind it.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <summary>What is wrong with the time of the message.</summary>
    public static IEnumerable<FieldViolation> OfTime(OrderContent content, DateTimeOffset now)
    {
        if (content.ChannelUpdateTime > now + AheadMax)
        {
            yield return new(
                "order.channel_update_time", OrderReasons.UpdateTimeMissing,
                "The time is more than a day ahead of the hub's clock; set the channel's clock, and send the order with the time of its last change.");
        }
    }

    /// <summary>What is wrong with the content.</summary>
    public static ImmutableArray<FieldViolation> Of(OrderContent content, OrderOptions options) =>
        [.. Header(content), .. content.Lines.SelectMany((line, i) => LineRules.Of(line, $"order.lines[{i}]", content.Total.CurrencyCode)),
            .. Repeated(content), .. Charges(content), .. OfPayment(content), .. Recipient(content, options)];

    /// <summary>Nothing is sent to anybody any more once the channel has cancelled; it may even have erased whom to.</summary>
    private static ImmutableArray<FieldViolation> Recipient(OrderContent content, OrderOptions options) =>
        content.CancelTime is null ? [.. RecipientRules.Of(content, options)] : [];

    /// <summary>Whether a text can be a SKU.</summary>
    public static bool IsSku(string text) => IsId(text);

    internal static bool IsText(string text, int max) => text.Length >= 1 && text.Length <= max && !string.IsNullOrWhiteSpace(text);

    /// <summary>Ids are parts of keys: a control character in one could make two keys the same.</summary>
    private static bool IsId(string text) => IsText(text, IdLength) && !text.Any(char.IsControl);

    private static bool IsChannel(string text) =>
        text.Length is >= 1 and <= 50 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    private static IEnumerable<FieldViolation> Header(OrderContent content)
    {
        if (content.OrderTime <= DateTimeOffset.UnixEpoch)
        {
            yield return new("order.order_time", OrderReasons.OrderTimeMissing, "Set when the buyer placed the order.");
        }

        if (content.Lines.IsEmpty)
        {
            yield return new("order.lines", OrderReasons.LinesMissing, "Send at least one line.");
        }
        else if (!content.Goods.Any())
        {
            yield return new("order.lines", OrderReasons.NoGoods, "Send at least one line of goods; charges alone are not an order to fulfil.");
        }

        if (content.Lines.Length > LinesMax)
        {
            yield return new("order.lines", OrderReasons.TooManyLines, $"Send at most {LinesMax} lines; split the order on the channel.");
        }

        if (!CurrencyUnits.IsActive(content.Total.CurrencyCode))
        {
            yield return new(
                "order.total_amount.currency_code", OrderReasons.CurrencyInvalid,
                "Set the ISO 4217 code of a currency in use, in capitals: CNY for yuan (not RMB), USD, EUR.");
        }

        if (content.Total.MinorUnits is < 0 or > AmountMax)
        {
            yield return new("order.total_amount", OrderReasons.TotalInvalid, "Set what the buyer pays in minor units, zero or more.");
        }

        if (content.BuyerRemark.Length > 2000)
        {
            yield return new("order.buyer_remark", OrderReasons.TextTooLong, "Shorten the remark to 2,000 characters.");
        }
    }

    private static IEnumerable<FieldViolation> Repeated(OrderContent content)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < content.Lines.Length; i++)
        {
            if (content.Lines[i].LineId.Length > 0 && !seen.Add(content.Lines[i].LineId))
            {
                yield return new($"order.lines[{i}].channel_line_id", OrderReasons.LineIdRepeated, "Give each line an id of its own; the same SKU may be on several lines.");
            }
        }
    }

    private static IEnumerable<FieldViolation> Charges(OrderContent content)
    {
        for (var i = 0; i < content.Charges.Length; i++)
        {
            var charge = content.Charges[i];
            if (charge.Amount.CurrencyCode != content.Total.CurrencyCode)
            {
                yield return new($"order.charges[{i}].amount", OrderReasons.CurrencyMixed, "Use the currency of total_amount.");
            }

            if (charge.Amount.MinorUnits is > AmountMax or < -AmountMax)
            {
                yield return new($"order.charges[{i}].amount", OrderReasons.AmountTooLarge, "Send an amount within a thousand billion.");
            }
        }

        foreach (var coupon in content.Coupons.Where(c => c.ExpireTime is { } end && end < content.OrderTime))
        {
            yield return new("order.coupons", OrderReasons.CouponExpired, $"Coupon {coupon.Code} ended before the order was placed; price the order without it.");
        }
    }

    /// <summary>What is wrong with the payment; the part of a message that is taken at any time.</summary>
    internal static IEnumerable<FieldViolation> OfPayment(OrderContent content)
    {
        var payment = content.Payment;
        if (payment.Method is PaymentMethod.Unspecified)
        {
            yield return new("order.payment.method", OrderReasons.PaymentMethodMissing, "Set ONLINE or CASH_ON_DELIVERY.");
        }

        if (payment is { State: PaymentState.Paid, PaidAmount: null })
        {
            yield return new("order.payment.paid_amount", OrderReasons.PaidAmountMissing, "Set how much was paid; PAID alone does not say it.");
        }

        foreach (var violation in OfAmount("order.payment.paid_amount", payment.PaidAmount, content).Concat(OfAmount("order.payment.refunded_amount", payment.RefundedAmount, content)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<FieldViolation> OfAmount(string path, Money? amount, OrderContent content)
    {
        if (amount is { } given && given.CurrencyCode != content.Total.CurrencyCode)
        {
            yield return new(path, OrderReasons.CurrencyMixed, "Use the currency of total_amount.");
        }

        if (amount is { MinorUnits: < 0 or > AmountMax })
        {
            yield return new(path, OrderReasons.AmountInvalid, "Set an amount of zero or more, within a thousand billion.");
        }
    }

    /// <summary>Rules of one line.</summary>
    private static class LineRules
    {
        public static IEnumerable<FieldViolation> Of(ContentLine line, string path, string currency) =>
            [.. Names(line, path), .. Amounts(line, path, currency)];

        private static IEnumerable<FieldViolation> Names(ContentLine line, string path)
        {
            if (!IsId(line.LineId))
            {
                yield return new($"{path}.channel_line_id", OrderReasons.LineIdInvalid, "Set the line's id on the channel, 1 to 100 characters, none of them a control character.");
            }

            if (line.Kind is LineKind.Goods && !IsSku(line.SkuId))
            {
                yield return new($"{path}.sku_id", OrderReasons.SkuMissing, "Set the SKU, 1 to 100 characters, none of them a control character, or mark the line as a service.");
            }

            if (line.Name.Length > NameLength)
            {
                yield return new($"{path}.name", OrderReasons.TextTooLong, "Shorten the title to 500 characters.");
            }

            if (line.Quantity is < 1 or > QuantityMax)
            {
                yield return new(
                    $"{path}.quantity", OrderReasons.QuantityInvalid,
                    "Set 1 to 1,000,000 pieces; send a cancellation, a return or a stock adjustment instead of a negative quantity.");
            }
        }

        private static IEnumerable<FieldViolation> Amounts(ContentLine line, string path, string currency)
        {
            var price = line.UnitPrice.MinorUnits;
            if (line.UnitPrice.CurrencyCode != currency || line.Discount.CurrencyCode != currency)
            {
                yield return new($"{path}.unit_price", OrderReasons.CurrencyMixed, "Use the currency of total_amount for every amount.");
            }

            if (price < 0)
            {
                yield return new($"{path}.unit_price", OrderReasons.PriceNegative, "Set a price of zero or more; give discounts in discount or charges.");
            }
            else if (price == 0 && line.Kind is LineKind.Goods && !line.Has(LineTraits.Gift))
            {
                yield return new($"{path}.unit_price", OrderReasons.PriceMissing, "Set the price, or is_gift when the piece is free on purpose.");
            }

            var gross = (Int128)price * line.Quantity;
            if (gross > AmountMax)
            {
                yield return new($"{path}.unit_price", OrderReasons.AmountTooLarge, "Send a line worth less than a thousand billion.");
            }
            else if (line.Discount.MinorUnits < 0 || (gross >= 0 && line.Discount.MinorUnits > gross))
            {
                yield return new($"{path}.discount", OrderReasons.DiscountInvalid, "Set a discount between zero and quantity x unit_price.");
            }
        }
    }
}
