using OrderBridge.Flows.Holding;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Simulation.Acting;

/// <summary>The calls that everybody makes, each with what the hub promises by taking it.</summary>
internal static class Calls
{
    public static async Task<Refusal?> IngestAsync(this SimulatedHub hub, OrderContent content)
    {
        var id = content.Key.OrderId;
        hub.Note(id);
        var request = hub.NextId("i");
        var outcome = await hub.CallAsync($"order {content.Key.ChannelOrderId}", process =>
            process.Get<OrderIntake>().IngestAsync(new IngestOrder(content, null, "channel:tests", request), process.Life.Token));
        if (outcome.Refusal is null)
        {
            hub.Promises.Add($"message of {content.ChannelUpdateTime:O} for {id}", async process =>
                await process.Get<IAggregates>().FindAsync<Order>(id, default) is { } order && !content.IsNewerThan(order.Newest));
        }

        return outcome.Refusal;
    }

    public static async Task<Refusal?> PayAsync(this SimulatedHub hub, string orderId, Money amount, string transaction)
    {
        var caller = new Caller("finance:tests", hub.NextId("p"));
        var outcome = await hub.CallAsync($"payment {transaction}", process =>
            process.Get<OrderCommands>().ConfirmPaymentAsync(new ConfirmPayment(orderId, amount, null, transaction), caller, process.Life.Token));
        if (outcome.Refusal is null)
        {
            hub.Promises.Add($"payment {transaction}", async process =>
                (await process.Get<IAggregates>().FindAsync<Order>(orderId, default))!.Transactions.Contains(transaction));
        }

        return outcome.Refusal;
    }

    public static async Task<Refusal?> CancelAsync(this SimulatedHub hub, string orderId, params ImmutableArray<LinePieces> lines)
    {
        var request = hub.NextId("c");
        var command = new RequestCancellation(orderId, "changed_mind", lines, request, string.Empty);
        return (await hub.OnOrderAsync("cancellation", (orders, caller, token) => orders.RequestCancellationAsync(command, caller with { RequestId = request }, token))).Refusal;
    }

    public static async Task<Refusal?> ReshipAsync(this SimulatedHub hub, string orderId, ImmutableArray<LinePieces> lines)
    {
        var command = new ReshipOrder(orderId, lines, "lost", hub.NextId("s"));
        var outcome = await hub.OnOrderAsync("reship", (orders, caller, token) => orders.ReshipAsync(command, caller, token));
        if (outcome.Refusal is null)
        {
            hub.PromiseOnce<ReshipDecided>($"reship {command.RequestId}", orderId, e => e.RequestKey.EndsWith("/" + command.RequestId, StringComparison.Ordinal));
        }

        return outcome.Refusal;
    }

    public static Task<Outcome<Order>> OnOrderAsync(
        this SimulatedHub hub, string what, Func<OrderCommands, Caller, CancellationToken, ValueTask<Outcome<Order>>> call)
    {
        var caller = new Caller("service:tests", hub.NextId("o"));
        return hub.CallAsync(what, process => call(process.Get<OrderCommands>(), caller, process.Life.Token));
    }

    public static async Task<Refusal?> ReportAsync(this SimulatedHub hub, string fulfilmentId, WarehouseReport report)
    {
        var outcome = await hub.OnWorkAsync($"report {report.ReportId} {report.State}", (work, call, token) => work.ReportProgressAsync(call, fulfilmentId, report, token));
        if (outcome.Refusal is null)
        {
            hub.Promises.Add($"report {report.ReportId} on {fulfilmentId}", async process =>
                (await process.Get<IAggregates>().FindAsync<FulfilmentOrder>(fulfilmentId, default))!.Reports.Count(r => r.ReportId == report.ReportId) == 1);
        }

        return outcome.Refusal;
    }

    public static Task<Outcome<FulfilmentOrder>> OnWorkAsync(
        this SimulatedHub hub, string what, Func<FulfilmentCommands, CommandCall, CancellationToken, ValueTask<Outcome<FulfilmentOrder>>> call)
    {
        var caller = new CommandCall("warehouse:tests", RequestId: hub.NextId("w"));
        return hub.CallAsync(what, process => call(process.Get<FulfilmentCommands>(), caller, process.Life.Token));
    }

    public static async Task<Refusal?> ScanAsync(this SimulatedHub hub, string number, TrackingEntry entry)
    {
        var command = new RecordTracking("sf", number, [entry]);
        var outcome = await hub.OnParcelAsync($"scan {number} {entry.Status}", (parcels, call, token) => parcels.RecordTrackingAsync(call, command, token));
        if (outcome.Refusal is null)
        {
            hub.Promises.Add($"scan {entry.EventKey}", async process =>
                (await process.Get<IAggregates>().FindAsync<Shipment>(command.ShipmentId, default))!.Entries.Count(e => e.EventKey == entry.EventKey) == 1);
        }

        return outcome.Refusal;
    }

    public static Task<Outcome<Shipment>> OnParcelAsync(
        this SimulatedHub hub, string what, Func<ShipmentCommands, CommandCall, CancellationToken, ValueTask<Outcome<Shipment>>> call)
    {
        var caller = new CommandCall("carrier:tests", RequestId: hub.NextId("t"));
        return hub.CallAsync(what, process => call(process.Get<ShipmentCommands>(), caller, process.Life.Token));
    }

    /// <summary>Books goods in or out under a request id, which alone recognises a repeat.</summary>
    public static async Task<Refusal?> AdjustAsync(this SimulatedHub hub, StockKey key, long pieces)
    {
        var request = hub.NextId("a");
        var call = new StockCall("stock:tests", request, $"{key} {pieces}");
        var command = new AdjustStock([new StockAdjustment(key, pieces)], MovementKind.Receipt, request, string.Empty);
        var outcome = await hub.CallAsync($"stock {key} {pieces}", async process =>
        {
            var adjusted = await process.Get<StockCommands>().AdjustStockAsync(command, call, process.Life.Token);
            process.Get<WarehouseDirectory>().Note(key.WarehouseId);
            return adjusted;
        });
        if (outcome.Refusal is null)
        {
            hub.PromiseOnce<StockAdjusted>($"adjustment {request}", StockItem.IdOf(key), e => e.Reason == request);
        }

        return outcome.Refusal;
    }

    /// <summary>Takes a channel's limit away.</summary>
    public static Task UncapAsync(this SimulatedHub hub, StockKey key)
    {
        var request = hub.NextId("q");
        return hub.CallAsync("quota", process => process.Get<StockCommands>().SetChannelQuotaAsync(
            new SetChannelQuota(key, "tests", null), new StockCall("stock:tests", request, request), process.Life.Token));
    }

    public static Task TakeBackAsync(this SimulatedHub hub, Shipment parcel, ImmutableArray<ReturnedLine> lines)
    {
        var command = new RecordGoodsReceivedBack(parcel.WarehouseId, lines, hub.NextId("b"), null);
        return hub.OnParcelAsync("goods back", (parcels, call, token) => parcels.RecordGoodsReceivedBackAsync(call, parcel.Id, command, token));
    }

    /// <summary>Exactly one such event stands in the journal in the end.</summary>
    public static void PromiseOnce<T>(this SimulatedHub hub, string what, string aggregateId, Func<T, bool> isIt)
        where T : IDomainEvent => hub.Promises.Add(what, async process =>
        (await process.Get<IJournal>().ReadAggregateAsync(aggregateId, 0, default)).Select(hub.Disk.Codec.Decode).OfType<T>().Count(isIt) == 1);
}
