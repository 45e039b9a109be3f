using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Paying;

/// <summary>
/// What pieces cost, so that the parts of a line never sum to more than the line, and lines never to more than the buyer pays for goods: discounts
/// and taxes on the whole order are shared by net price; freight and fees stay until the whole order ends. A total below its parts is a discount that the
/// channel did not name; one above them is a fee.
/// </summary>
public static class RefundShares
{
    /// <summary>Refund of pieces that are being cancelled, rounded down cumulatively; never more than is left of what was paid.</summary>
    public static Money Of(Order before, ImmutableArray<LinePieces> cancelled)
    {
        var goods = Goods.Of(before.Content);
        var lines = before.Lines.ToLookup(l => l.LineId, StringComparer.Ordinal);
        var sum = cancelled.Sum(p => goods.ShareOf(lines[p.LineId].First(), lines[p.LineId].First().Quantities.Cancelled, p.Quantity));
        return before.Refundable with { MinorUnits = Math.Min(sum, before.Refundable.MinorUnits) };
    }

    /// <summary>What the pieces cancelled so far cost.</summary>
    internal static long OfCancelled(Order order)
    {
        OrderLine[] cancelled = [.. order.Goods.Where(l => l.Quantities.Cancelled > 0)];
        if (cancelled.Length == 0)
        {
            return 0; // Asked of every order that is paid.
        }

        var goods = Goods.Of(order.Content);
        return cancelled.Sum(l => goods.ShareOf(l, 0, l.Quantities.Cancelled));
    }

    private static long NetOf(ContentLine line) => (line.UnitPrice.MinorUnits * line.Quantity) - line.Discount.MinorUnits;

    private static long PayableForLines(OrderContent content, long basis)
    {
        var shared = content.Charges.Where(c => c.Amount.MinorUnits < 0 || c.Kind == "tax").Sum(c => c.Amount.MinorUnits);
        var unnamed = Math.Min(0, content.TotalDifference?.MinorUnits ?? 0);
        return Math.Clamp(basis + shared + unnamed, 0, content.Total.MinorUnits);
    }

    /// <summary>What all lines have in common, counted once however many are asked for: an order may have thousands.</summary>
    /// <param name="Basis">Net price of all lines.</param>
    /// <param name="Payable">What the buyer pays for them.</param>
    private readonly record struct Goods(long Basis, long Payable)
    {
        public static Goods Of(OrderContent content)
        {
            var basis = content.Lines.Sum(NetOf);
            return new Goods(basis, PayableForLines(content, basis));
        }

        public long ShareOf(OrderLine line, long gone, long more) =>
            Basis > 0 ? (long)(Share(line.Content, gone + more) - Share(line.Content, gone)) : 0;

        private Int128 Share(ContentLine line, long pieces) => (Int128)NetOf(line) * Payable / Basis * pieces / line.Quantity;
    }
}
