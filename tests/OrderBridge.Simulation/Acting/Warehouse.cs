using OrderBridge.Flows.Restocking;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Simulation.Acting;

/// <summary>Warehouses that skip, repeat, are late, miss goods, refuse to stop, reject, and take goods back.</summary>
internal sealed class Warehouse(SimulatedHub hub, Random random) : Actor(hub, random)
{
    private readonly List<(string FulfilmentId, WarehouseReport Report)> _told = [];

    public override Task ActAsync() => Random.Next(12) switch
    {
        0 => SayAgainAsync(),
        < 3 => TakeBackAsync(),
        3 => TakeBackFromBuyerAsync(),
        _ => ReportAsync(),
    };

    private async Task ReportAsync()
    {
        if (await AnyWorkAsync() is { } work)
        {
            await TellAsync(work.Id, Choose(work));
        }
    }

    private WarehouseReport Choose(FulfilmentOrder work) => Random.Next(20) switch
    {
        < 6 => Of(work, Pick(FulfilmentLifecycle.WorkSteps)),
        < 11 => Shipped(work, FulfilmentState.Shipped, work.Remaining()),
        < 13 => Shipped(work, FulfilmentState.PartiallyShipped, Part(work)),
        13 => Shipped(work, FulfilmentState.Shipped, Part(work)),
        14 => Of(work, FulfilmentState.Short) with { MissingLines = Part(work) },
        15 => Of(work, FulfilmentState.Cancelled),
        16 => Of(work, FulfilmentState.CancelRefused),
        17 => Of(work, FulfilmentState.WarehouseRejected),
        18 => Of(work, FulfilmentState.Exception),
        _ => Of(work, Chance(30) ? FulfilmentState.Closed : FulfilmentState.Cancelled),
    };

    private WarehouseReport Of(FulfilmentOrder work, FulfilmentState state)
    {
        var time = Hub.Clock.GetUtcNow() - (Chance(25) ? TimeSpan.FromMinutes(Random.Next(600)) : TimeSpan.Zero);
        return new WarehouseReport(Hub.NextId("r"), work.WarehouseId, state, time);
    }

    private WarehouseReport Shipped(FulfilmentOrder work, FulfilmentState state, ImmutableArray<LineQuantity> lines)
    {
        if (lines.IsEmpty)
        {
            return Of(work, state);
        }

        var package = Hub.NextId("P");
        var number = Chance(10) ? string.Empty : Chance(10) && !work.Packages.IsEmpty ? work.Packages[^1].TrackingNumber : package;
        return Of(work, state) with { Packages = [new PackageShipped(package, number.Length == 0 ? string.Empty : "sf", number, 500, lines)] };
    }

    private ImmutableArray<LineQuantity> Part(FulfilmentOrder work)
    {
        var left = work.Remaining();
        return left.IsEmpty ? [] : [left[0] with { Quantity = Random.NextInt64(1, left[0].Quantity + 1) }];
    }

    private Task SayAgainAsync()
    {
        if (_told.Count == 0)
        {
            return Task.CompletedTask;
        }

        var (fulfilmentId, report) = Pick(_told);
        return Hub.ReportAsync(fulfilmentId, report);
    }

    private async Task TellAsync(string fulfilmentId, WarehouseReport report)
    {
        _told.Add((fulfilmentId, report));
        await Hub.ReportAsync(fulfilmentId, report);
    }

    private async Task TakeBackAsync()
    {
        if (await AnyParcelAsync() is { Links.IsEmpty: false } parcel)
        {
            await Hub.TakeBackAsync(parcel, [.. parcel.Lines.GroupBy(l => (l.LineId, l.SkuId))
                .Select(g => new ReturnedLine(g.Key.LineId, g.Key.SkuId, Random.NextInt64(1, g.Sum(l => l.Quantity) + 1), (ReturnDisposition)Random.Next(1, 7)))]);
        }
    }

    private async Task TakeBackFromBuyerAsync()
    {
        if (await AnyOrderAsync() is { State: OrderState.Delivered or OrderState.Completed } order)
        {
            var command = new ReportReturn(order.Id, "WH-1", Hub.NextId("b"), [new ReturnedPieces(order.Goods.First().LineId, 1, (int)ReturnDisposition.Sellable)]);
            await Hub.CallAsync("return", process => process.Get<ReturnedGoods>().ReportAsync(command, new Caller("warehouse:tests", command.ReportId), process.Life.Token));
        }
    }
}
