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
        var sum = cancelled.Sum(p => ShareOf(before, p.LineId, before.Line(p.LineId)!.Quantities.Cancelled, p.Quantity));
        return before.Refundable with { MinorUnits = Math.Min(sum, before.Refundable.MinorUnits) };
    }

    /// <summary>What the pieces cancelled so far cost.</summary>
    internal static long OfCancelled(Order order) => order.Goods.Sum(l => ShareOf(order, l.LineId, 0, l.Quantities.Cancelled));

    private static long ShareOf(Order order, string lineId, long gone, long more)
    {
        var basis = order.Content.Lines.Sum(NetOf);
        var content = order.Line(lineId)!.Content;
        return basis > 0
            ? (long)(Share(order, content, basis, gone + more) - Share(order, content, basis, gone))
            : 0;
    }

    private static Int128 Share(Order order, ContentLine line, long basis, long pieces) =>
        (Int128)NetOf(line) * PayableForLines(order.Content, basis) / basis * pieces / line.Quantity;

    private static long NetOf(ContentLine line) => (line.UnitPrice.MinorUnits * line.Quantity) - line.Discount.MinorUnits;

    private static long PayableForLines(OrderContent content, long basis)
    {
        var shared = content.Charges.Where(c => c.Amount.MinorUnits < 0 || c.Kind == "tax").Sum(c => c.Amount.MinorUnits);
        var unnamed = Math.Min(0, content.TotalDifference?.MinorUnits ?? 0);
        return Math.Clamp(basis + shared + unnamed, 0, content.Total.MinorUnits);
    }
}
