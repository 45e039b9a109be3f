using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>What the order says about its payment.</summary>
internal static class ShopifyPayment
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

    public static ChannelPayment Map(JsonElement order, ShopifyAmounts amounts, long total)
    {
        var status = order.Text("financial_status");
        var state = States.GetValueOrDefault(status, PaymentState.Unpaid);
        var isCash = IsCashOnDelivery(order);
        var payment = new ChannelPayment
        {
            Method = isCash ? PaymentMethod.CashOnDelivery : PaymentMethod.Online,
            State = isCash && state is (PaymentState.Unpaid or PaymentState.Authorized) ? PaymentState.CodPending : state,
            PaidAmount = amounts.Money(PaidAmount(order, amounts, status, state, total)),
            TransactionId = TransactionId(order),
        };
        if (payment.PaidAmount.MinorUnits > 0)
        {
            payment.PayTime = PayTime(order)?.ToTimestamp();
        }

        var refunded = RefundedAmount(order, amounts, state, payment.PaidAmount.MinorUnits);
        if (refunded > 0)
        {
            payment.RefundedAmount = amounts.Money(refunded);
        }

        return payment;
    }

    private static bool IsCashOnDelivery(JsonElement order)
    {
        var names = order.Member("payment_gateway_names") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(JsonReading.TextOf)
            : [];
        return names.Append(order.Text("gateway")).Any(name =>
            name.Equals("cod", StringComparison.OrdinalIgnoreCase)
            || CashOnDeliveryNames.Any(known => name.Contains(known, StringComparison.OrdinalIgnoreCase)));
    }

    private static long PaidAmount(JsonElement order, ShopifyAmounts amounts, string status, PaymentState state, long total) => state switch
    {
        PaymentState.Paid or PaymentState.PartiallyRefunded or PaymentState.Refunded => total,
        _ when status is "partially_paid" && order.Member("total_outstanding") is not null =>
            Math.Clamp(total - amounts.Rounded(order, "total_outstanding"), 0, total),
        _ => 0,
    };

    /// <summary>Webhooks carry no transactions; processed_at is when the checkout was paid, or placed where payment came later.</summary>
    private static DateTimeOffset? PayTime(JsonElement order) =>
        Payments(order).Select(payment => payment.Time("processed_at") ?? payment.Time("created_at")).Min()
        ?? order.Time("processed_at") ?? order.Time("created_at");

    private static string TransactionId(JsonElement order) => Payments(order)
        .Select(payment => JsonReading.FirstOf(payment.Text("authorization"), payment.Text("id"))).FirstOrDefault("").Cut(200);

    private static IEnumerable<JsonElement> Payments(JsonElement order) => order.Items("transactions")
        .Where(transaction => transaction.Text("kind") is "sale" or "capture" && transaction.Text("status") is "success");

    /// <summary>Successful refund transactions; without any, the refunded pieces and adjustments; "refunded" without either is all of it.</summary>
    private static long RefundedAmount(JsonElement order, ShopifyAmounts amounts, PaymentState state, long paid)
    {
        var refunds = order.Items("refunds").ToList();
        var given = refunds.SelectMany(refund => refund.Items("transactions"))
            .Where(t => t.Text("kind") is "refund" && t.Text("status") is "success" && t.Text("currency") is var c && (c.Length == 0 || c == amounts.Currency))
            .Sum(t => amounts.Rounded(t, "amount"));
        if (given == 0 && state is (PaymentState.PartiallyRefunded or PaymentState.Refunded))
        {
            var hasTax = order.Flag("taxes_included");
            given = refunds.Sum(refund => ByPieces(refund, amounts, hasTax));
        }

        return state is PaymentState.Refunded && given == 0 ? paid : given;
    }

    /// <param name="hasTax">Prices include the tax, and so does a piece's subtotal: total_tax only says how much of it.</param>
    private static long ByPieces(JsonElement refund, ShopifyAmounts amounts, bool hasTax) =>
        refund.Items("refund_line_items").Sum(piece => amounts.Rounded(piece, "subtotal") + (hasTax ? 0 : amounts.Rounded(piece, "total_tax")))
        // Negative: money that leaves the shop.
        - refund.Items("order_adjustments").Sum(a => amounts.Rounded(a, "amount") + amounts.Rounded(a, "tax_amount"));
}
