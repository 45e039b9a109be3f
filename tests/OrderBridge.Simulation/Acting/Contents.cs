using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Content;

namespace OrderBridge.Simulation.Acting;

/// <summary>Orders as a channel tells them; people in them are invented.</summary>
internal static class Contents
{
    public static readonly string[] Skus = ["tea", "cup", "pot"];

    public static readonly string[] Warehouses = ["WH-1", "WH-2"];

    private static readonly Party Buyer = new("Sample Buyer", "13800138000", string.Empty);
    private static readonly Address Home = new("CN", "Sample", "Sample", string.Empty, "1 Sample Road", string.Empty);

    public static OrderContent Order(string id, DateTimeOffset now, params (string Sku, long Quantity)[] lines)
    {
        ImmutableArray<ContentLine> wanted = [.. lines.Select((l, i) => Line($"{i + 1}", l.Sku, l.Quantity, LineTraits.None))];
        return new OrderContent(
            new OrderKey("tests", "shop-1", id), now, 0, now, wanted, [], TotalOf(wanted), Unpaid, Buyer, Buyer, Home,
            string.Empty, string.Empty, [], null, string.Empty, [], 0, ImmutableSortedDictionary<string, string>.Empty);
    }

    public static ContentPayment Unpaid { get; } = new(PaymentMethod.Online, PaymentState.Unpaid, null, null, string.Empty, null);

    public static ContentPayment CashOnDelivery { get; } = new(PaymentMethod.CashOnDelivery, PaymentState.CodPending, null, null, string.Empty, null);

    public static ContentLine Line(string lineId, string sku, long quantity, LineTraits traits) =>
        new(lineId, sku, "Sample", quantity, new Money(1000, "CNY"), Money.Zero("CNY"), LineKind.Goods, traits);

    public static OrderContent Paid(this OrderContent content, DateTimeOffset now) => content with
    {
        Payment = new ContentPayment(PaymentMethod.Online, PaymentState.Paid, content.Total, now, $"c-{content.Key.ChannelOrderId}", null),
    };

    public static OrderContent WithLines(this OrderContent content, ImmutableArray<ContentLine> lines) =>
        content with { Lines = lines, Total = TotalOf(lines) };

    public static Money TotalOf(ImmutableArray<ContentLine> lines) => new(lines.Sum(l => l.UnitPrice.MinorUnits * l.Quantity), "CNY");
}
