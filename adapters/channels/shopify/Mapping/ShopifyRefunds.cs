using System.Text.Json;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>What was given back so far.</summary>
internal static class ShopifyRefunds
{
    /// <summary>Successful refund transactions; without any, of an order that counts as refunded, the refunded pieces and adjustments.</summary>
    public static long Amount(JsonElement order, ShopifyAmounts amounts, PaymentState state)
    {
        var given = order.Items("refunds").Sum(refund => Given(refund, amounts));
        return given == 0 && state is PaymentState.PartiallyRefunded or PaymentState.Refunded
            ? order.Items("refunds").Sum(refund => ByPieces(refund, amounts, order.Flag("taxes_included")))
            : given;
    }

    /// <summary>Tax within that amount.</summary>
    public static long Tax(JsonElement order, ShopifyAmounts amounts) => order.Items("refunds").Where(refund => Given(refund, amounts) > 0).Sum(refund =>
        refund.Items("refund_line_items").Sum(piece => amounts.Rounded(piece, "total_tax")) - refund.Items("order_adjustments").Sum(a => amounts.Rounded(a, "tax_amount")));

    private static long Given(JsonElement refund, ShopifyAmounts amounts) => refund.Items("transactions")
        .Where(t => t.Text("kind") is "refund" && t.Text("status") is "success" && t.Text("currency") is var c && (c.Length == 0 || c == amounts.Currency))
        .Sum(t => amounts.Rounded(t, "amount"));

    /// <param name="hasTax">Prices include the tax, and so does a piece's subtotal: total_tax only says how much of it.</param>
    private static long ByPieces(JsonElement refund, ShopifyAmounts amounts, bool hasTax) =>
        refund.Items("refund_line_items").Sum(piece => amounts.Rounded(piece, "subtotal") + (hasTax ? 0 : amounts.Rounded(piece, "total_tax")))
        // Negative: money that leaves the shop.
        - refund.Items("order_adjustments").Sum(a => amounts.Rounded(a, "amount") + amounts.Rounded(a, "tax_amount"));
}
