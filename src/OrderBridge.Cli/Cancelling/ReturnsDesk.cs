using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.Cancelling;

/// <summary>At the end of a run: checks what became of claimed pieces, and sends back to stock what was delivered instead of cancelled.</summary>
internal sealed class ReturnsDesk(HubCaller agent, HubCaller warehouse, string warehouseId, CancellationCounts counts, TimeProvider timeProvider)
{
    public async Task SettleAsync(IReadOnlyList<LinePieces> claims, CancellationToken cancellationToken)
    {
        foreach (var ofOrder in claims.GroupBy(c => c.Order))
        {
            var request = new GetOrderRequest { OrderId = ofOrder.Key.Verdict!.OrderId };
            var order = (await Repeating.AsRefusedAsync(() => agent.Orders.GetOrderAsync(request, agent.Options(cancellationToken)), timeProvider, cancellationToken)).Order;
            var returns = new List<ReturnedLine>();
            foreach (var ofLine in ofOrder.GroupBy(c => c.LineId))
            {
                Settle(order, order.Lines.FirstOrDefault(l => l.LineId == ofLine.Key), ofLine.Sum(c => c.Quantity), returns);
            }

            await ReturnAsync(order, returns, cancellationToken);
        }
    }

    private void Settle(Order order, OrderLine? line, long claimed, List<ReturnedLine> returns)
    {
        var cancelled = Math.Min(claimed, line?.CancelledQuantity ?? 0);
        var returned = line is null ? 0 : Math.Max(0, Math.Min(claimed - cancelled, line.DeliveredQuantity - line.ReturnedQuantity));
        counts.CancelledPieces += cancelled;
        if (returned > 0)
        {
            returns.Add(new ReturnedLine { LineId = line!.LineId, Quantity = returned, Disposition = Disposition.Sellable });
        }

        if (claimed > cancelled + returned)
        {
            counts.AddOpen($"ORDER_{Naming.UpperSnake(order.State.ToString())}", claimed - cancelled - returned);
        }
    }

    private async Task ReturnAsync(Order order, List<ReturnedLine> returns, CancellationToken cancellationToken)
    {
        if (returns.Count == 0)
        {
            return;
        }

        var report = new ReportReturnedGoodsRequest { OrderId = order.OrderId, WarehouseId = warehouseId, ReportId = $"demo-return-{order.OrderId}" };
        report.Lines.AddRange(returns);
        var pieces = returns.Sum(r => r.Quantity);
        try
        {
            await Repeating.AsRefusedAsync(() => warehouse.Fulfilment.ReportReturnedGoodsAsync(report, warehouse.Options(cancellationToken)), timeProvider, cancellationToken);
            counts.ReturnedPieces += pieces;
        }
        catch (RpcException e) when (!Repeating.IsTransient(e.StatusCode))
        {
            counts.AddOpen(RpcRefusal.Of(e).Reason, pieces);
        }
    }
}
