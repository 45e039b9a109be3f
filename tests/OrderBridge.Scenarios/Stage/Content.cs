using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Content;

namespace OrderBridge.Scenarios.Stage;

/// <summary>Orders as a channel tells them; people in them are invented.</summary>
public static class Content
{
    public static readonly DateTimeOffset PlacedTime = new(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);

    public static OrderKey KeyOf(string id) => new("tests", "shop-1", id);

    /// <summary>An order of one line at 10.00 a piece.</summary>
    public static OrderContent Order(string id, string sku, long quantity = 1, bool paid = true, LineTraits traits = LineTraits.None, string campaign = "", int memberLevel = 0, long priceMinorUnits = 1000)
    {
        var total = new Money(priceMinorUnits * quantity, "CNY");
        return new OrderContent(
            KeyOf(id), PlacedTime, 0, PlacedTime,
            [new ContentLine("1", sku, "Sample", quantity, new Money(priceMinorUnits, "CNY"), Money.Zero("CNY"), LineKind.Goods, traits)],
            [], total,
            paid
                ? new ContentPayment(PaymentMethod.Online, PaymentState.Paid, total, PlacedTime, $"t-{id}", null)
                : new ContentPayment(PaymentMethod.Online, PaymentState.Unpaid, null, null, string.Empty, null),
            new Party("Sample Buyer", "13800138000", string.Empty), new Party("Sample Buyer", "13800138000", string.Empty),
            new Address("CN", "Sample", "Sample", string.Empty, "1 Sample Road", string.Empty),
            string.Empty, campaign, [], null, string.Empty, [], memberLevel, ImmutableSortedDictionary<string, string>.Empty);
    }
}
