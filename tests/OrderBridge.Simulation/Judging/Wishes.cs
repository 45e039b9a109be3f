using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Simulation.Acting;

namespace OrderBridge.Simulation.Judging;

/// <summary>What the journal says was done with a wish: a cancellation is not given up while a warehouse is asked, and a rejection is not ignored.</summary>
internal sealed class Wishes
{
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FulfilmentOrder> _works = new(StringComparer.Ordinal);
    private readonly HashSet<(string OrderId, string WarehouseId)> _rejecters = [];
    private readonly List<string> _findings = [];

    public static async Task<IReadOnlyList<string>> FindAsync(SimulatedHub hub)
    {
        var wishes = new Wishes();
        foreach (var record in await hub.Process.Get<IJournal>().ReadAsync(0, int.MaxValue, default))
        {
            wishes.Read(record, hub.Disk.Codec.Decode(record));
        }

        return wishes._findings;
    }

    private void Read(JournalRecord record, IDomainEvent happened)
    {
        if (record.AggregateKind == Order.Kind)
        {
            var before = _orders.GetValueOrDefault(record.AggregateId) ?? Order.Unborn(record.AggregateId);
            ReadOrder(record, before, happened);
            _orders[record.AggregateId] = before.Apply(happened, record.OccurredTime);
        }
        else if (record.AggregateKind == FulfilmentOrder.Kind)
        {
            ReadWork(record, happened);
            var before = _works.GetValueOrDefault(record.AggregateId) ?? FulfilmentOrder.Unborn(record.AggregateId);
            _works[record.AggregateId] = before.Apply(happened, record.OccurredTime);
        }
    }

    private void ReadOrder(JournalRecord record, Order before, IDomainEvent happened)
    {
        switch (happened)
        {
            case CancellationRefused when before.Work.Keys.FirstOrDefault(id => IsAsked(before, _works[id])) is { } asked:
                _findings.Add($"{record.EventId} gave the cancellation up while {asked} was still asked to stop.");
                break;
            case FulfilmentReturned e when _works[e.FulfilmentId].IsRejected:
                _rejecters.Add((record.AggregateId, _works[e.FulfilmentId].WarehouseId));
                break;
            case HoldResolved:
                _rejecters.RemoveWhere(r => r.OrderId == record.AggregateId);
                break;
        }
    }

    private void ReadWork(JournalRecord record, IDomainEvent happened)
    {
        if (happened is FulfilmentCreated e && _rejecters.Contains((e.OrderId, e.WarehouseId)))
        {
            _findings.Add($"{record.EventId} gave {e.WarehouseId} work of an order that it had rejected.");
        }
    }

    private static bool IsAsked(Order order, FulfilmentOrder work) =>
        work.Cancellation is { RequestedBy: not Disputes.Splitter } && !order.StopRefusedBy.Contains(work.Id)
        && order.Work[work.Id].Any(p => order.Cancellation!.Lines.Any(l => l.LineId == p.LineId));
}
