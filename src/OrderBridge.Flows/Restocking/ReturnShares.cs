using System.Collections.Immutable;
using OrderBridge.Fulfilment;

namespace OrderBridge.Flows.Restocking;

/// <summary>Whose goods came back: a parcel may hold those of several orders, and their lines may have the same ids and even the same SKUs.</summary>
internal static class ReturnShares
{
    /// <summary>
    /// The lines of one report by order. Pieces count on the first package that still has some out, report by report, so that the answer is the same
    /// whatever was reported since.
    /// </summary>
    public static IEnumerable<(string OrderId, ImmutableArray<ReturnedLine> Lines)> Of(Shipment shipment, string reportId)
    {
        var links = shipment.Links.Select(link => (
            link.OrderId, Out: link.Lines.GroupBy(l => (l.LineId, l.SkuId)).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity)))).ToArray();
        foreach (var receipt in shipment.Receipts)
        {
            var shared = receipt.Lines.SelectMany(line => Share(links, line)).ToArray();
            if (receipt.ReportId == reportId)
            {
                return shared.GroupBy(s => s.OrderId, StringComparer.Ordinal).Select(g => (g.Key, g.Select(s => s.Line).ToImmutableArray()));
            }
        }

        return [];
    }

    private static IEnumerable<(string OrderId, ReturnedLine Line)> Share(
        (string OrderId, Dictionary<(string LineId, string SkuId), long> Out)[] links, ReturnedLine line)
    {
        var rest = line.Quantity;
        foreach (var (orderId, pieces) in links)
        {
            var taken = Math.Min(rest, pieces.GetValueOrDefault((line.LineId, line.SkuId)));
            if (taken > 0)
            {
                pieces[(line.LineId, line.SkuId)] -= taken;
                rest -= taken;
                yield return (orderId, line with { Quantity = taken });
            }
        }
    }
}
