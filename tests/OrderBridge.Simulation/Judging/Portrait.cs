using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Simulation.Judging;

/// <summary>Where everything stands in the end, without versions, positions and times: two runs of one story have the same.</summary>
internal static class Portrait
{
    public static async Task<IReadOnlyList<string>> OfAsync(SimulatedHub hub)
    {
        var lines = new List<string>(hub.Answers);
        foreach (var id in hub.OrderIds)
        {
            var order = (await hub.FindAsync<Order>(id))!;
            lines.Add($"{id} {order.State} {order.PaymentState} paid {order.Paid} due {order.RefundDue} {string.Join("; ", order.Lines.Select(l => l.Quantities))}");
            lines.AddRange(order.Holds.Select(h => $"{id} hold {h.HoldId} {h.State}"));
            foreach (var work in order.FulfilmentIds)
            {
                lines.Add(Line((await hub.FindAsync<FulfilmentOrder>(work))!));
            }

            foreach (var parcel in order.ShipmentIds)
            {
                lines.Add(Line((await hub.FindAsync<Shipment>(parcel))!));
            }
        }

        lines.AddRange((await hub.Process.Get<IStockLevels>().ListAsync(null, 1000, default)).Select(l => l.ToString()));
        return lines;
    }

    private static string Line(FulfilmentOrder work) =>
        $"{work.Id} {work.State} attempt {work.Attempt} {string.Join("; ", work.Lines)} reports {string.Join(", ", work.Reports.Select(r => r.ReportId))}";

    private static string Line(Shipment parcel) =>
        $"{parcel.Id} {parcel.State} links {parcel.Links.Length} scans {parcel.Entries.Length} incidents {string.Join(", ", parcel.Incidents.Select(i => $"{i.IncidentId} {i.Option}"))}";
}
