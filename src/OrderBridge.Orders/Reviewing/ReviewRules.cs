using OrderBridge.Kernel.Amounts;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Reviewing;

/// <summary>Which orders a person must see, and why (S1-4, S1-6, S1-28, S2-4).</summary>
public static class ReviewRules
{
    private static readonly (HoldType Type, Func<OrderContent, OrderOptions, string?> Detail)[] Rules =
    [
        (HoldType.Blacklist, (c, o) => IsBlacklisted(c, o) ? "The phone is on the blacklist." : null),
        (HoldType.LargeAmount, (c, o) => o.LargeAmountMinorUnits > 0 && c.Total.MinorUnits >= Limit(c, o)
            ? $"The total of {c.Total} reaches the review limit of {Limit(c, o)}." : null),
        (HoldType.PaymentMismatch, (c, o) => o.ReviewTotalDifference && c.TotalDifference is { IsZero: false } difference && IsBeyond(difference, c.Total, o)
            ? $"The total of {c.Total} differs by {difference} from what lines and charges add up to." : null),
        (HoldType.SpecialGoods, (c, o) => o.ReviewSpecialGoods && c.Goods.Any(l => (l.Traits & (LineTraits.Presale | LineTraits.CustomMade | LineTraits.CrossBorder)) != 0)
            ? "Presale, custom-made or cross-border goods are in it." : null),
        (HoldType.CashOnDelivery, (c, _) => c.Payment.Method is PaymentMethod.CashOnDelivery ? "Cash on delivery: contact the buyer first." : null),
        (HoldType.BuyerRemark, (c, o) => o.ReviewRemarks && !string.IsNullOrWhiteSpace(c.BuyerRemark) ? "The buyer left a remark." : null),
    ];

    /// <summary>Holds that the content calls for, in the order of the table.</summary>
    public static IEnumerable<(HoldType Type, string Detail)> Of(OrderContent content, OrderOptions options) =>
        Rules.Select(rule => (rule.Type, Detail: rule.Detail(content, options))).Where(hit => hit.Detail is not null).Select(hit => (hit.Type, hit.Detail!));

    /// <summary>The limit is given for hundredths; a currency of thousandths has ten times as many minor units. One beyond all amounts stays so.</summary>
    private static long Limit(OrderContent content, OrderOptions options) =>
        CurrencyUnits.DigitsOf(content.Total.CurrencyCode) == 3 ? Math.Min(options.LargeAmountMinorUnits, long.MaxValue / 10) * 10 : options.LargeAmountMinorUnits;

    private static bool IsBeyond(Money difference, Money total, OrderOptions options) =>
        Math.Abs((decimal)difference.MinorUnits) > (decimal)options.TotalTolerance * total.MinorUnits;

    private static bool IsBlacklisted(OrderContent content, OrderOptions options) =>
        options.BlacklistedPhoneHashes.Count > 0
        && (options.BlacklistedPhoneHashes.Contains(content.Buyer.PhoneHash) || options.BlacklistedPhoneHashes.Contains(content.Recipient.PhoneHash));
}
