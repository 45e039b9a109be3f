using System.Globalization;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>Turns an invoice into an order. Pure: the same invoice and seed give the same order. Judges nothing: what is wrong is sent as it is, for the hub to refuse.</summary>
/// <param name="seed">Seed of what the file does not say: route, payment, person.</param>
/// <param name="webhooks">False sends every order over the stream.</param>
/// <param name="now">No shop sends an order dated later: such ones take the stream.</param>
internal sealed class InvoiceMapper(int seed, bool webhooks, DateTimeOffset now)
{
    public const string StreamChannel = "online-retail";
    public const string WebhookChannel = "shopify";
    public const string WebhookShop = "online-retail.myshopify.com";

    private const int PaidLaterPerThousand = 30;
    private const int CashOnDeliveryPerThousand = 20;

    /// <summary>Shopify ids are numbers; these start where no real shop of the demo can be.</summary>
    private const long ShopifyIdBase = 6_000_000_000_000;

    /// <summary>About what a shop takes on one order; each line is about a kilobyte of a webhook.</summary>
    private const int ShopifyLinesMax = 500;

    public DemoOrder Map(Invoice invoice) => Map(
        invoice,
        webhooks && Seeded.Below(2, seed, "route", invoice.InvoiceNo) == 1 && CanBeShopify(invoice) && IsWithinLimits(invoice) ? OrderRoute.Webhook : OrderRoute.Stream);

    /// <summary>The order as the stream takes it, whatever its hash says.</summary>
    public DemoOrder MapForStream(Invoice invoice) => Map(invoice, OrderRoute.Stream);

    private DemoOrder Map(Invoice invoice, OrderRoute route)
    {
        var goods = Goods(invoice);
        var hasPriced = goods.Any(l => l.UnitPrice > 0);
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
    /// set means a correction. What has nothing to ship its adapter keeps to itself. Such invoices take the other way, so that the hub sees them as they are.
    /// </summary>
    private static bool CanBeShopify(Invoice invoice) =>
        Goods(invoice).Any(l => l.UnitPrice > 0)
        && invoice.Lines.All(l => l.Quantity >= 1 && l.UnitPrice >= 0);

    /// <summary>
    /// An adapter answers a webhook before the hub has judged it, and sets aside what can never be an order. The hub refuses the same order on the stream with
    /// an explanation; so whatever lies beyond the limits takes that way.
    /// </summary>
    private bool IsWithinLimits(Invoice invoice) =>
        invoice.Time <= now
        && invoice.Lines.Count <= ShopifyLinesMax
        && HubLimits.IsId(invoice.InvoiceNo)
        && invoice.CustomerId.Length + invoice.Country.Length <= HubLimits.NameLength
        && invoice.Lines.All(IsWithinLimits)
        && invoice.Lines.Sum(l => l.Quantity * l.UnitPrice) <= HubLimits.Amount;

    private static bool IsWithinLimits(InvoiceLine line) =>
        HubLimits.IsId(line.StockCode) && line.Description.Length <= HubLimits.NameLength && line.Quantity <= HubLimits.LinePieces;

    private static List<InvoiceLine> Goods(Invoice invoice) => [.. invoice.Lines.Where(l => StockCodes.ChargeKind(l.StockCode) is null)];

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
        // 0536369 is another invoice than 536369, so only what prints as the invoice's number is taken for it.
        var number = invoiceNo.Length <= 9 && long.TryParse(invoiceNo, NumberStyles.None, CultureInfo.InvariantCulture, out var plain)
            && plain.ToString(CultureInfo.InvariantCulture) == invoiceNo
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
