using System.Globalization;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>Turns an invoice into an order. Pure: the same invoice and seed give the same order. Judges nothing: what is wrong is sent as it is, for the hub to refuse.</summary>
/// <param name="seed">Seed of what the file does not say: route, payment, person.</param>
/// <param name="webhooks">False sends every order over the stream.</param>
internal sealed class InvoiceMapper(int seed, bool webhooks)
{
    public const string StreamChannel = "online-retail";
    public const string WebhookChannel = "shopify";
    public const string WebhookShop = "online-retail.myshopify.com";

    private const int PaidLaterPerThousand = 30;
    private const int CashOnDeliveryPerThousand = 20;

    /// <summary>Shopify ids are numbers; these start where no real shop of the demo can be.</summary>
    private const long ShopifyIdBase = 6_000_000_000_000;

    public DemoOrder Map(Invoice invoice)
    {
        var goods = invoice.Lines.Where(l => StockCodes.ChargeKind(l.StockCode) is null).ToList();
        var hasPriced = goods.Any(l => l.UnitPrice > 0);
        var route = webhooks && CanBeShopify(invoice, goods, hasPriced) && Seeded.Below(2, seed, "route", invoice.InvoiceNo) == 1
            ? OrderRoute.Webhook
            : OrderRoute.Stream;
        var orderId = route is OrderRoute.Webhook ? ShopifyId(invoice.InvoiceNo) : invoice.InvoiceNo;
        return new DemoOrder(
            invoice.InvoiceNo,
            route,
            route is OrderRoute.Webhook ? WebhookChannel : StreamChannel,
            route is OrderRoute.Webhook ? WebhookShop : Slug(invoice.Country),
            orderId,
            invoice.Time,
            SyntheticBuyer.Of(seed, invoice.CustomerId, invoice.Country, invoice.InvoiceNo),
            MapLines(goods.Count > 0 ? goods : invoice.Lines, isService: goods.Count == 0, hasPriced, route, orderId),
            goods.Count > 0 ? [.. invoice.Lines.Where(l => StockCodes.ChargeKind(l.StockCode) is not null).Select(MapCharge)] : [],
            Plan(invoice.InvoiceNo));
    }

    /// <summary>
    /// Shopify lets nobody order fewer than one piece, at a price or a total below zero; and it means a gift by a price of zero, where the
    /// set means a correction. Such invoices take the other way, so that the hub sees them as they are.
    /// </summary>
    private static bool CanBeShopify(Invoice invoice, List<InvoiceLine> goods, bool hasPriced) =>
        (hasPriced || goods.Count == 0)
        && invoice.Lines.All(l => l.Quantity >= 1 && l.UnitPrice >= 0)
        && invoice.Lines.Sum(l => l.Quantity * l.UnitPrice) >= 0;

    private static List<DemoLine> MapLines(IReadOnlyList<InvoiceLine> lines, bool isService, bool hasPriced, OrderRoute route, string orderId)
    {
        var mapped = new List<DemoLine>(lines.Count);
        foreach (var line in lines)
        {
            var amount = LineAmount.Of(line.Quantity, line.UnitPrice);
            mapped.Add(new DemoLine(
                LineId(route, orderId, mapped.Count + 1), line.StockCode, Name(line), line.Quantity, amount.UnitMinorUnits, amount.DiscountMinorUnits,
                IsGift: !isService && hasPriced && line.UnitPrice == 0, isService));
        }

        return mapped;
    }

    private static string LineId(OrderRoute route, string orderId, int number) =>
        route is OrderRoute.Webhook
            ? ((long.Parse(orderId, CultureInfo.InvariantCulture) * 10_000 % 1_000_000_000_000_000) + number).ToString(CultureInfo.InvariantCulture)
            : number.ToString(CultureInfo.InvariantCulture);

    private static DemoCharge MapCharge(InvoiceLine line)
    {
        var amount = LineAmount.Total(line.Quantity, line.UnitPrice);
        var kind = StockCodes.ChargeKind(line.StockCode)!;
        return new DemoCharge(kind is "discount" && amount > 0 ? "adjustment" : amount < 0 ? "discount" : kind, line.StockCode, Name(line), amount);
    }

    private static string Name(InvoiceLine line) => line.Description.Length > 0 ? line.Description : line.StockCode;

    private PaymentPlan Plan(string invoiceNo) => Seeded.Below(1000, seed, "payment", invoiceNo) switch
    {
        < PaidLaterPerThousand => PaymentPlan.PaidLater,
        < PaidLaterPerThousand + CashOnDeliveryPerThousand => PaymentPlan.CashOnDelivery,
        _ => PaymentPlan.Paid,
    };

    private static string ShopifyId(string invoiceNo)
    {
        var number = invoiceNo.Length <= 9 && long.TryParse(invoiceNo, NumberStyles.None, CultureInfo.InvariantCulture, out var plain)
            ? plain
            : 1_000_000_000 + (long)(Seeded.Hash(0, "shopify id", invoiceNo) % 900_000_000_000);
        return (ShopifyIdBase + number).ToString(CultureInfo.InvariantCulture);
    }

    private static string Slug(string country)
    {
        var slug = string.Concat(country.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        return slug.Length > 0 ? slug : "unspecified";
    }
}
