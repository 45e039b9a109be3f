using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment;

/// <summary>Checks of lines that come from outside against the lines of a fulfilment order.</summary>
internal static class LineChecks
{
    public const long QuantityMax = 1_000_000;

    /// <summary>The first line that is unknown, of another SKU or out of range; null when all fit. An empty SKU means the line's own.</summary>
    /// <param name="field">The list's name in the request.</param>
    /// <param name="quantityField">The name of its quantities.</param>
    public static Refusal? Check(FulfilmentOrder order, IEnumerable<LineQuantity> lines, string field, string quantityField = "quantity")
    {
        var index = 0;
        foreach (var (lineId, skuId, quantity) in lines)
        {
            var path = $"{field}[{index++}]";
            var known = order.Lines.FirstOrDefault(l => l.LineId == lineId);
            if (known is null)
            {
                return Wrong(FulfilmentReasons.LineUnknown, path + ".line_id", $"Fulfilment order {order.Id} has no line {lineId}.");
            }

            if (skuId.Length > 0 && skuId != known.SkuId)
            {
                return Wrong(FulfilmentReasons.SkuMismatch, path + ".sku_id", $"Line {lineId} is SKU {known.SkuId}, not {skuId}.");
            }

            if (quantity is < 1 or > QuantityMax)
            {
                return Wrong(FulfilmentReasons.QuantityOutOfRange, $"{path}.{quantityField}", $"Quantity {quantity} is outside 1 to {QuantityMax}.");
            }
        }

        return null;
    }

    /// <summary>Lots name known lines and not more serial numbers than pieces.</summary>
    public static Refusal? CheckLots(FulfilmentOrder order, ImmutableArray<PickedLot> lots)
    {
        var wrong = Check(order, lots.Select(l => new LineQuantity(l.LineId, l.SkuId, l.Quantity)), "lots");
        var at = lots.ToList().FindIndex(l => l.SerialNumbers.Length > l.Quantity);
        return wrong ?? (at < 0 ? null : Wrong(
            FulfilmentReasons.SerialNumbersExceedQuantity, $"lots[{at}].serial_numbers",
            $"{lots[at].SerialNumbers.Length} serial numbers for {lots[at].Quantity} pieces."));
    }

    /// <summary>One entry for each line with the SKU filled in, in the order of the fulfilment order's lines.</summary>
    public static ImmutableArray<LineQuantity> Sum(FulfilmentOrder order, IEnumerable<LineQuantity> lines)
    {
        var sums = lines.GroupBy(l => l.LineId).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        return
        [
            .. order.Lines.Where(l => sums.ContainsKey(l.LineId)).Select(l => new LineQuantity(l.LineId, l.SkuId, sums[l.LineId])),
        ];
    }

    public static LineProgress Line(this FulfilmentOrder order, string lineId) => order.Lines.First(l => l.LineId == lineId);

    public static Refusal Wrong(string reason, string field, string fix) =>
        Refusal.Invalid(reason, fix, new FieldViolation(field, reason, fix));
}
