using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Orders.Paying;

/// <summary>What pieces of a line cost, so that the parts of a line never sum to more than the line.</summary>
public static class RefundShares
{
    /// <summary>Refund of pieces that are being cancelled: each line's net price in proportion, rounded down cumulatively.</summary>
    public static Money Of(Order before, ImmutableArray<LinePieces> cancelled)
    {
        var sum = Money.Zero(before.Content.Total.CurrencyCode);
        foreach (var pieces in cancelled)
        {
            var line = before.Line(pieces.LineId)!;
            var gone = line.Quantities.Cancelled;
            sum += Share(line, gone + pieces.Quantity) - Share(line, gone);
        }

        var left = before.Paid - before.RefundDue;
        return sum > left ? left : sum;
    }

    private static Money Share(OrderLine line, long pieces)
    {
        var net = (Int128)line.Content.UnitPrice.MinorUnits * line.Content.Quantity - line.Content.Discount.MinorUnits;
        return new Money(checked((long)(net * pieces / line.Content.Quantity)), line.Content.UnitPrice.CurrencyCode);
    }
}
