using OrderBridge.Kernel.Amounts;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Reviewing;

/// <summary>Which orders a person must see, and why (S1-4, S1-6, S1-20, S1-28, S2-4).</summary>
public static class ReviewRules
{
    /// <summary>Attribute of an order whose address is not the one that was given for shipping; names where it is from, such as billing_address.</summary>
    public const string AddressSource = "address_source";

    private static readonly (HoldType Type, Func<OrderContent, OrderOptions, string?> Detail)[] Rules =
    [
        (HoldType.Blacklist, (c, o) => IsBlacklisted(c, o) ? "The phone is on the blacklist." : null),
        (HoldType.LargeAmount, (c, o) => o.LargeAmountMinorUnits > 0 && c.Total.MinorUnits >= Limit(c, o)
            ? $"The total of {c.Total} reaches the review limit of {Limit(c, o)}." : null),
        (HoldType.PaymentMismatch, (c, o) => o.ReviewTotalDifference && c.TotalDifference is { IsZero: false } difference && IsBeyond(difference, c.Total, o)
            ? $"The total of {c.Total} differs by {difference} from what lines and charges add up to." : null),
        (HoldType.SpecialGoods, (c, o) => o.ReviewSpecialGoods && c.Goods.Any(l => (l.Traits & (LineTraits.Presale | LineTraits.CustomMade | LineTraits.CrossBorder)) != 0)
            ? "Presale, custom-made or cross-border goods are in it." : null),
        (HoldType.Address, (c, _) => c.Attributes.ContainsKey(AddressSource) && c.Goods.Any()
            ? "The channel gave no address for shipping; this one is from elsewhere (attribute address_source). Ask the buyer where to, or whether the goods are collected." : null),
        (HoldType.CashOnDelivery, (c, _) => c.Payment.Method is PaymentMethod.CashOnDelivery ? Collecting(c) : null),
        (HoldType.BuyerRemark, (c, o) => o.ReviewRemarks && !string.IsNullOrWhiteSpace(c.BuyerRemark) ? "The buyer left a remark." : null),
    ];

    /// <summary>Holds that the content calls for, in the order of the table.</summary>
    public static IEnumerable<(HoldType Type, string Detail)> Of(OrderContent content, OrderOptions options) =>
        Rules.Select(rule => (rule.Type, Detail: rule.Detail(content, options))).Where(hit => hit.Detail is not null).Select(hit => (hit.Type, hit.Detail!));

    /// <summary>What was paid in advance the buyer must not be asked for again; nobody but this hold says so before the goods are there.</summary>
    private static string Collecting(OrderContent content) =>
        content.Payment is { State: PaymentState.CodPending, PaidAmount: { MinorUnits: > 0 } paid } && paid.CurrencyCode == content.Total.CurrencyCode
            ? $"Cash on delivery, of which {paid} of {content.Total} is paid in advance: contact the buyer first, and let only the rest be collected."
            : "Cash on delivery: contact the buyer first.";

    /// <summary>The limit is given for hundredths; a currency of thousandths has ten times as many minor units. One beyond all amounts stays so.</summary>
    private static long Limit(OrderContent content, OrderOptions options) =>
        CurrencyUnits.DigitsOf(content.Total.CurrencyCode) == 3 ? Math.Min(options.LargeAmountMinorUnits, long.MaxValue / 10) * 10 : options.LargeAmountMinorUnits;

    private static bool IsBeyond(Money difference, Money total, OrderOptions options) =>
        Math.Abs((decimal)difference.MinorUnits) > (decimal)options.TotalTolerance * total.MinorUnits;

    private static bool IsBlacklisted(OrderContent content, OrderOptions options) =>
        options.BlacklistedPhoneHashes.Count > 0
        && (options.BlacklistedPhoneHashes.Contains(content.Buyer.PhoneHash) || options.BlacklistedPhoneHashes.Contains(content.Recipient.PhoneHash));
}
