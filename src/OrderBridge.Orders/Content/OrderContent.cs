using System.Collections.Immutable;
using System.Numerics;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;

namespace OrderBridge.Orders.Content;

/// <summary>The whole present state of an order on its channel, in the hub's words.</summary>
/// <param name="ChannelUpdateTime">When the channel last changed it; the newest wins.</param>
/// <param name="ChannelRevision">Channel's revision number; decides between equal times. 0 without one.</param>
/// <param name="Total">What the buyer pays in all; its currency is the order's.</param>
/// <param name="CancelTime">When the channel cancelled it; null while it has not.</param>
/// <param name="WarehouseIds">Warehouses that may fulfil it, best first; empty means any.</param>
public sealed record OrderContent(
    OrderKey Key,
    DateTimeOffset ChannelUpdateTime,
    long ChannelRevision,
    DateTimeOffset OrderTime,
    ImmutableArray<ContentLine> Lines,
    ImmutableArray<ContentCharge> Charges,
    Money Total,
    ContentPayment Payment,
    Party Buyer,
    Party Recipient,
    Address ShippingAddress,
    string BuyerRemark,
    string CampaignId,
    ImmutableArray<ContentCoupon> Coupons,
    DateTimeOffset? CancelTime,
    string CancelReason,
    ImmutableArray<string> WarehouseIds,
    int MemberLevel,
    ImmutableSortedDictionary<string, string> Attributes)
{
    public IEnumerable<ContentLine> Goods => Lines.Where(line => line.Kind is LineKind.Goods);

    /// <summary>
    /// What the total has more than lines less their discounts, and charges, add up to; below zero when it has less. The total is what the buyer was charged and
    /// stands. Null where nothing can be summed: a rejected message may mix currencies, or hold amounts beyond 64 bits.
    /// </summary>
    public Money? TotalDifference
    {
        get
        {
            var amounts = Lines.SelectMany(l => new[] { l.UnitPrice, l.Discount }).Concat(Charges.Select(c => c.Amount));
            if (amounts.Any(a => a.CurrencyCode != Total.CurrencyCode))
            {
                return null;
            }

            // A rejected message may have any number in each place: the sum of a few such products is beyond 128 bits.
            var rest = (BigInteger)Total.MinorUnits;
            foreach (var line in Lines)
            {
                rest -= ((BigInteger)line.UnitPrice.MinorUnits * line.Quantity) - line.Discount.MinorUnits;
            }

            foreach (var charge in Charges)
            {
                rest -= charge.Amount.MinorUnits;
            }

            return rest >= long.MinValue && rest <= long.MaxValue ? Total with { MinorUnits = (long)rest } : null;
        }
    }

    /// <summary>Whether this message is newer than what is known.</summary>
    public bool IsNewerThan(OrderContent known) =>
        (ChannelUpdateTime, ChannelRevision).CompareTo((known.ChannelUpdateTime, known.ChannelRevision)) > 0;

    /// <summary>Whether both ask for the same pieces of the same goods, line by line, in whatever order the lines come.</summary>
    public bool AsksTheSameGoodsAs(OrderContent other) => Asked().SequenceEqual(other.Asked());

    private IEnumerable<(string LineId, string SkuId, long Quantity)> Asked() =>
        Goods.Select(l => (l.LineId, l.SkuId, l.Quantity)).OrderBy(l => l.LineId, StringComparer.Ordinal);
}

/// <summary>One line as the channel sent it. <paramref name="Quantity"/> is pieces; <paramref name="Discount"/> is on the whole line.</summary>
public sealed record ContentLine(
    string LineId, string SkuId, string Name, long Quantity, Money UnitPrice, Money Discount, LineKind Kind, LineTraits Traits)
{
    public bool Has(LineTraits trait) => (Traits & trait) == trait;
}

/// <summary>A charge on the whole order; discounts are negative.</summary>
/// <param name="Kind">Lower snake case: shipping, tax, fee, discount, adjustment, tip; other words are kept.</param>
public sealed record ContentCharge(string Kind, string Name, Money Amount);

/// <summary>A coupon and when it ends; null when the channel does not say.</summary>
public sealed record ContentCoupon(string Code, DateTimeOffset? ExpireTime);

/// <summary>What the channel knows about the payment.</summary>
public sealed record ContentPayment(
    PaymentMethod Method, PaymentState State, Money? PaidAmount, DateTimeOffset? PayTime, string TransactionId, Money? RefundedAmount);

/// <summary>What a line is. Numbers are stored and on the wire.</summary>
public enum LineKind
{
    Goods = 1,
    Service = 2,
}

/// <summary>What is special about a line. Bits are stored.</summary>
[Flags]
public enum LineTraits
{
    None = 0,
    Gift = 1,
    Presale = 2,
    CustomMade = 4,
    CrossBorder = 8,
    Fresh = 16,
    BackorderAllowed = 32,
}

/// <summary>How the buyer pays. Numbers are stored and on the wire.</summary>
public enum PaymentMethod
{
    Unspecified = 0,
    Online = 1,
    CashOnDelivery = 2,
}

/// <summary>How far payment has come. Numbers are stored and on the wire.</summary>
public enum PaymentState
{
    Unspecified = 0,
    Unpaid = 1,
    Authorized = 2,
    Paid = 3,
    PartiallyRefunded = 4,
    Refunded = 5,
    Failed = 6,
    CodPending = 7,
}
