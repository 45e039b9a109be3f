using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Simulation.Acting;

/// <summary>
/// Minds that change while work is under way: operations split it over several works, buyers cancel a part and then the whole, warehouses stop, refuse and
/// reject, and nobody waits for anybody.
/// </summary>
internal sealed class Disputes(SimulatedHub hub, Random random) : Actor(hub, random)
{
    /// <summary>Whoever splits work cancels nothing of the order.</summary>
    public const string Splitter = "operations:split";

    public override async Task ActAsync()
    {
        var order = await AnyOrderAsync();
        if (order is not { Work.IsEmpty: false } || await Hub.FindAsync<FulfilmentOrder>(Pick([.. order.Work.Keys])) is not { } work)
        {
            return;
        }

        await (Random.Next(12) switch
        {
            < 3 => SplitAsync(work),
            < 5 => CancelPartAsync(order),
            5 => CancelOnChannelAsync(order),
            < 9 => AnswerAsync(work, FulfilmentState.Cancelled),
            9 => AnswerAsync(work, FulfilmentState.CancelRefused),
            10 => AnswerAsync(work, FulfilmentState.WarehouseRejected),
            _ => Hub.OnWorkAsync("closed", (c, call, token) => c.CloseAsync(call, work.Id, "no answer", token)),
        });
    }

    private Task SplitAsync(FulfilmentOrder work)
    {
        var left = work.Remaining();
        if (left.Sum(l => l.Quantity) < 2)
        {
            return Task.CompletedTask;
        }

        var part = left[^1] with { Quantity = left.Length > 1 ? left[^1].Quantity : Random.NextInt64(1, left[^1].Quantity) };
        return Hub.OnWorkAsync("split", (c, call, token) => c.RequestCancelAsync(call, work.Id, new RequestCancel("split", Splitter, [part]), token));
    }

    private Task CancelPartAsync(Order order)
    {
        var pieces = Pick(order.Unshipped());
        return Hub.CancelAsync(order.Id, new LinePieces(pieces.LineId, Random.NextInt64(1, pieces.Quantity + 1)));
    }

    private Task CancelOnChannelAsync(Order order)
    {
        var now = Hub.Clock.GetUtcNow();
        return Hub.IngestAsync(order.Newest with { ChannelUpdateTime = now, ChannelRevision = order.Newest.ChannelRevision + 1, CancelTime = now });
    }

    private Task AnswerAsync(FulfilmentOrder work, FulfilmentState state) =>
        state is FulfilmentState.WarehouseRejected || work.Cancellation is not null
            ? Hub.ReportAsync(work.Id, new WarehouseReport(Hub.NextId("r"), work.WarehouseId, state, Hub.Clock.GetUtcNow()))
            : Task.CompletedTask;
}
