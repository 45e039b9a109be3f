using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Storage.Proving;

namespace OrderBridge.Server.Proving;

/// <summary>Every accepted order has its tasks, each exactly once: nothing lost between approval and warehouse, nothing sent twice as new work.</summary>
/// <param name="flowPosition">Up to where flows have worked; orders approved after it may still be on their way.</param>
public sealed class TaskCheck(long flowPosition) : IProofCheck
{
    private readonly Dictionary<string, int> _firstDispatches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _approved = new(StringComparer.Ordinal);

    public string Name => "every accepted order has its tasks exactly once";

    public void See(ProvenEvent proven, Findings findings)
    {
        switch (proven.Happened)
        {
            case FulfilmentDispatched { Attempt: 1 }:
                _firstDispatches[proven.Record.AggregateId] = _firstDispatches.GetValueOrDefault(proven.Record.AggregateId) + 1;
                break;
            case OrderApproved or FulfilmentReturned or ReshipDecided:
                _approved[proven.Record.AggregateId] = proven.Record.Position;
                break;
        }
    }

    public ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken)
    {
        long lost = 0;
        var gone = new HashSet<string>(StringComparer.Ordinal); // Orders of which nothing but their work is left.
        foreach (var (id, (_, state)) in end.States)
        {
            switch (state)
            {
                case Order order:
                    findings.Look();
                    lost += IsLost(order, end, findings) ? 1 : 0;
                    break;
                case FulfilmentOrder work when !HasOrder(work, end, findings):
                    gone.Add(work.OrderId);
                    break;
            }
        }

        var duplicated = _firstDispatches.Values.Sum(n => (long)Math.Max(0, n - 1));
        foreach (var (id, count) in _firstDispatches.Where(d => d.Value > 1))
        {
            findings.Add($"{id} was dispatched {count} times as new work.");
        }

        findings.Figure("orders_lost", lost + gone.Count);
        findings.Figure("tasks_duplicated", duplicated);
        return ValueTask.CompletedTask;
    }

    private bool IsLost(Order order, ProofEnd end, Findings findings)
    {
        var missing = order.FulfilmentIds.FirstOrDefault(id => !end.States.ContainsKey(id) || _firstDispatches.GetValueOrDefault(id) == 0);
        if (missing is not null)
        {
            findings.Add($"{order.Id} has work {missing} that was never dispatched.");
            return true;
        }

        var approved = _approved.GetValueOrDefault(order.Id);
        if (order.State is OrderState.Approved or OrderState.Fulfilling && !order.Held().IsEmpty && approved > 0 && approved <= flowPosition)
        {
            findings.Add($"{order.Id} is {order.State} with pieces that no warehouse was given.");
            return true;
        }

        return false;
    }

    private static bool HasOrder(FulfilmentOrder work, ProofEnd end, Findings findings)
    {
        if (!end.States.TryGetValue(work.OrderId, out var owner) || owner.State is not Order order)
        {
            findings.Add($"{work.Id} belongs to {work.OrderId}, which does not exist.");
            return false;
        }

        if (!order.FulfilmentIds.Contains(work.Id))
        {
            findings.Add($"{work.Id} is work for {order.Id}, which does not know it.");
        }

        return true;
    }
}
