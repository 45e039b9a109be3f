using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>What the order says about its payment.</summary>
internal static partial class ShopifyPayment
{
    /// <summary>financial_status in the hub's words. Source: Shopify Admin REST API 2025-01, Order.financial_status. Anything else is unpaid.</summary>
    private static readonly FrozenDictionary<string, PaymentState> States = new Dictionary<string, PaymentState>(StringComparer.Ordinal)
    {
        ["pending"] = PaymentState.Unpaid,
        ["authorized"] = PaymentState.Authorized,
        ["partially_paid"] = PaymentState.Unpaid, // The hub has no half paid; paid_amount says how much.
        ["paid"] = PaymentState.Paid,
        ["partially_refunded"] = PaymentState.PartiallyRefunded,
        ["refunded"] = PaymentState.Refunded,
        ["voided"] = PaymentState.Failed,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Manual payment methods are named by the shop; these are the names Shopify suggests and what Chinese shops write.
    private static readonly string[] CashOnDeliveryNames = ["cash on delivery", "cash_on_delivery", "货到付款", "貨到付款"];

    public static PaymentState StateOf(JsonElement order) => States.GetValueOrDefault(order.Text("financial_status"), PaymentState.Unpaid);

    /// <summary>Something is paid, and not all.</summary>
    public static bool IsPartial(JsonElement order) => order.Text("financial_status") is "partially_paid";

    /// <param name="cashGateways">Gateways of the shop that are cash on delivery, beside those that are known by their names.</param>
    public static ChannelPayment Map(JsonElement order, ShopifyAmounts amounts, ShopifyTotals totals, IReadOnlyCollection<string> cashGateways)
    {
        var state = StateOf(order);
        var isCash = Gateways(order).Any(name => IsCashOnDelivery(name, cashGateways));
        var payment = new ChannelPayment
        {
            Method = isCash ? PaymentMethod.CashOnDelivery : PaymentMethod.Online,
            State = isCash && state is (PaymentState.Unpaid or PaymentState.Authorized) ? PaymentState.CodPending : state,
            PaidAmount = amounts.Money(PaidAmount(order, amounts, state, totals)),
            TransactionId = TransactionId(order),
        };
        if (payment.PaidAmount.MinorUnits > 0)
        {
            payment.PayTime = PayTime(order)?.ToTimestamp();
        }

        // "refunded" without any refund is all of it.
        var refunded = ShopifyRefunds.Amount(order, amounts, state) is var given && given == 0 && state is PaymentState.Refunded ? payment.PaidAmount.MinorUnits : given;
        if (refunded > 0)
        {
            payment.RefundedAmount = amounts.Money(refunded);
        }

        return payment;
    }

    private static IEnumerable<string> Gateways(JsonElement order) =>
        (order.Member("payment_gateway_names") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(JsonReading.TextOf) : [])
        .Append(order.Text("gateway"));

    private static bool IsCashOnDelivery(string gateway, IReadOnlyCollection<string> cashGateways) =>
        CodWord().IsMatch(gateway)
        || CashOnDeliveryNames.Any(known => gateway.Contains(known, StringComparison.OrdinalIgnoreCase))
        || cashGateways.Contains(gateway, StringComparer.OrdinalIgnoreCase);

    private static long PaidAmount(JsonElement order, ShopifyAmounts amounts, PaymentState state, ShopifyTotals totals) => state switch
    {
        PaymentState.Paid or PaymentState.PartiallyRefunded or PaymentState.Refunded => totals.Received ?? totals.Total,
        _ when IsPartial(order) && order.Member("total_outstanding") is not null =>
            totals.Received ?? Math.Clamp(totals.Total - amounts.Rounded(order, "total_outstanding"), 0, totals.Total),
        _ => 0,
    };

    /// <summary>Apps name their gateway in their own way: "Gokwik COD", gokwik_cod. Coda and code are other words.</summary>
    [GeneratedRegex("(?<![a-z0-9])cod(?![a-z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CodWord();

    /// <summary>Webhooks carry no transactions; processed_at is when the checkout was paid, or placed where payment came later.</summary>
    private static DateTimeOffset? PayTime(JsonElement order) =>
        Payments(order).Select(payment => payment.Time("processed_at") ?? payment.Time("created_at")).Min()
        ?? order.Time("processed_at") ?? order.Time("created_at");

    private static string TransactionId(JsonElement order) => Payments(order)
        .Select(payment => JsonReading.FirstOf(payment.Text("authorization"), payment.Text("id"))).FirstOrDefault("").Cut(200);

    private static IEnumerable<JsonElement> Payments(JsonElement order) => order.Items("transactions")
        .Where(transaction => transaction.Text("kind") is "sale" or "capture" && transaction.Text("status") is "success");
}
