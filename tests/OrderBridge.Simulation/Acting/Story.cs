using OrderBridge.Flows.Restocking;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Intercepting;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Simulation.Acting;

/// <summary>A fixed course of events, told step by step; flows and timers come to rest after each.</summary>
internal sealed class Story(string name, ImmutableArray<Func<SimulatedHub, Task>> steps)
{
    public string Name => name;

    public static IReadOnlyList<Story> All { get; } =
    [
        new("sold in two parcels",
        [
            Stock("tea", 5), Stock("cup", 5), Send("1", paid: true, ("tea", 3), ("cup", 1)), Report("1", FulfilmentState.Picked), Ship("1", "T1", pieces: 2), Ship("1", "T2"),
            Scan("T2", TrackingStatus.Delivered), Scan("T1", TrackingStatus.InTransit), Scan("T1", TrackingStatus.Delivered), Time(TimeSpan.FromDays(11)),
        ]),
        new("paid too late",
        [
            Stock("tea", 3), Send("1", paid: false, ("tea", 2)), Time(TimeSpan.FromHours(25)), Send("2", paid: false, ("tea", 3)), Pay("1"), Cancel("2"),
            Send("3", paid: false, ("tea", 1)), Pay("3"), Time(TimeSpan.FromHours(25)), Pay("3", "again"), Stock("tea", 4), Ship("3", "T3"), Scan("T3", TrackingStatus.Delivered),
        ]),
        new("cancelled in part, refused at the door",
        [
            Stock("tea", 6), Send("1", paid: true, ("tea", 4)), Report("1", FulfilmentState.Packed), Cancel("1", pieces: 1), Report("1", FulfilmentState.Cancelled),
            Cancel("1", pieces: 1), Report("1", FulfilmentState.CancelRefused), Ship("1", "T1"), Scan("T1", TrackingStatus.Refused), Scan("T1", TrackingStatus.Returned), TakeBack("T1"),
        ]),
        new("short, awaited and sent again",
        [
            Stock("tea", 4), Send("1", paid: true, ("tea", 3)), Send("2", paid: true, waits: true, ("tea", 2)), Short("1", 1), Resolve("1"), Ship("1", "T1"), Stock("tea", 5),
            Scan("T1", TrackingStatus.Lost), WriteOff("T1"), Reship("1", 1), Ship("1", "T2"), Scan("T2", TrackingStatus.Delivered), Ship("2", "T3"),
            Report("2", FulfilmentState.Cancelled), Scan("T3", TrackingStatus.Delivered), Time(TimeSpan.FromDays(11)),
        ]),
        new("held, changed, rejected by the warehouse",
        [
            Stock("tea", 6), Send("1", paid: false, ("tea", 1)), Hold("1"), Send("1", paid: false, ("tea", 2)), Pay("1"), Decide("1", "address"),
            Report("1", FulfilmentState.WarehouseRejected), Decide("1", "stock"), Ship("1", "T1"), Scan("T1", TrackingStatus.Delivered),
            Send("2", paid: true, ("tea", 2)), Send("2", paid: true, waits: false, isCancelled: true, ("tea", 2)), Report("2", FulfilmentState.Cancelled),
        ]),
        new("paused, intercepted, given back and archived",
        [
            Stock("tea", 6), Send("1", paid: true, ("tea", 2)), Work("1", (c, call, id, token) => c.HoldAsync(call, id, "asked", token)),
            Work("1", (c, call, id, token) => c.ResumeAsync(call, id, token)), Report("1", FulfilmentState.Exception),
            Work("1", (c, call, id, token) => c.ClearExceptionAsync(call, id, "seen", token)), Ship("1", "T1"),
            Parcel("T1", (c, call, id, token) => c.RequestInterceptAsync(call, id, "asked", token)),
            Parcel("T1", (c, call, id, token) => c.AnswerInterceptAsync(call, id, new AnswerIntercept(false, "gone", "x1", null), token)),
            Scan("T1", TrackingStatus.AttemptFailed), Parcel("T1", (c, call, id, token) => c.RecordIncidentContactAsync(call, id, new RecordIncidentContact("ATTEMPT_FAILED-1", IncidentParty.Buyer, ""), token)),
            Parcel("T1", (c, call, id, token) => c.ResolveIncidentAsync(call, id, new ResolveIncident("ATTEMPT_FAILED-1", IncidentOption.Reschedule, ""), token)),
            Scan("T1", TrackingStatus.Delivered), Order("1", (c, caller, id, token) => c.ConfirmReceiptAsync(id, caller, token)), GiveBack("1"),
            Order("1", (c, caller, id, token) => c.ArchiveAsync(id, caller, token)), Send("2", paid: true, ("tea", 1)), Hold("1"),
            Work("2", (c, call, id, token) => c.CloseAsync(call, id, "given up", token)), Send("3", paid: false, ("tea", 2)), Hold("3"), Reject("3"),
        ]),
    ];

    /// <summary>Tells it; the ledger's keeper has its time after each step.</summary>
    public async Task TellAsync(SimulatedHub hub)
    {
        await hub.StartAsync();
        foreach (var step in steps)
        {
            await step(hub);
            await hub.SettleAsync();
            await hub.KeepLedgerAsync();
            hub.Clock.Advance(TimeSpan.FromMinutes(3));
            await hub.KeepLedgerAsync();
            await hub.SettleAsync();
        }
    }

    private static Func<SimulatedHub, Task> Stock(string sku, long pieces) => hub => hub.AdjustAsync(new StockKey("WH-1", sku), pieces);

    private static Func<SimulatedHub, Task> Send(string id, bool paid, params (string Sku, long Quantity)[] lines) => Send(id, paid, waits: false, isCancelled: false, lines);

    private static Func<SimulatedHub, Task> Send(string id, bool paid, bool waits, params (string Sku, long Quantity)[] lines) => Send(id, paid, waits, isCancelled: false, lines);

    private static Func<SimulatedHub, Task> Send(string id, bool paid, bool waits, bool isCancelled, params (string Sku, long Quantity)[] lines) => hub =>
    {
        var now = hub.Clock.GetUtcNow();
        var content = Contents.Order(id, now, lines) with { CancelTime = isCancelled ? now : null };
        content = waits ? content with { Lines = [.. content.Lines.Select(l => l with { Traits = LineTraits.BackorderAllowed })] } : content;
        return hub.IngestAsync(paid ? content.Paid(now) : content);
    };

    private static Func<SimulatedHub, Task> Pay(string id, string transaction = "t") => async hub =>
        await hub.PayAsync(IdOf(id), (await OrderAsync(hub, id)).Content.Total, $"{transaction}-{id}");

    private static Func<SimulatedHub, Task> Cancel(string id, long pieces = 0) => hub => hub.CancelAsync(IdOf(id), pieces == 0 ? [] : [new LinePieces("1", pieces)]);

    private static Func<SimulatedHub, Task> Hold(string id) => hub =>
        hub.OnOrderAsync("hold", (orders, caller, token) => orders.PlaceHoldAsync(new PlaceHold(IdOf(id), HoldType.Address, "asked"), caller, token));

    private static Func<SimulatedHub, Task> Decide(string id, string hold) => hub => hub.OnOrderAsync("decision", (orders, caller, token) =>
        orders.ResolveHoldAsync(new DecideHold(IdOf(id), hold, "fine", "service:tests", IsSupervisor: true), caller, token));

    private static Func<SimulatedHub, Task> Reject(string id) => hub => hub.OnOrderAsync("rejection", (orders, caller, token) =>
        orders.RejectHoldAsync(new DecideHold(IdOf(id), "address", "no", "service:tests", IsSupervisor: true), caller, token));

    private static Func<SimulatedHub, Task> Order(string id, Func<OrderCommands, Caller, string, CancellationToken, ValueTask<Outcome<Order>>> call) => hub =>
        hub.OnOrderAsync("order", (orders, caller, token) => call(orders, caller, IdOf(id), token));

    private static Func<SimulatedHub, Task> Work(string id, Func<FulfilmentCommands, CommandCall, string, CancellationToken, ValueTask<Outcome<FulfilmentOrder>>> act) =>
        OnWork(id, (hub, work) => hub.OnWorkAsync("work", (c, call, token) => act(c, call, work.Id, token)));

    private static Func<SimulatedHub, Task> Parcel(string number, Func<ShipmentCommands, CommandCall, string, CancellationToken, ValueTask<Outcome<Shipment>>> act) => hub =>
        hub.OnParcelAsync("parcel", (c, call, token) => act(c, call, Shipment.IdOf("sf", number), token));

    private static Func<SimulatedHub, Task> GiveBack(string id) => hub =>
    {
        var command = new ReportReturn(IdOf(id), "WH-1", hub.NextId("b"), [new ReturnedPieces("1", 1, (int)ReturnDisposition.Sellable)]);
        return hub.CallAsync("given back", process => process.Get<ReturnedGoods>().ReportAsync(command, new Caller("warehouse:tests", command.ReportId), process.Life.Token));
    };

    private static Func<SimulatedHub, Task> Reship(string id, long pieces) => hub => hub.ReshipAsync(IdOf(id), [new LinePieces("1", pieces)]);

    private static Func<SimulatedHub, Task> Report(string id, FulfilmentState state) => OnWork(id, (hub, work) => hub.ReportAsync(work.Id, Of(hub, work, state)));

    private static Func<SimulatedHub, Task> Short(string id, long pieces) => OnWork(id, (hub, work) =>
        hub.ReportAsync(work.Id, Of(hub, work, FulfilmentState.Short) with { MissingLines = [new LineQuantity("1", string.Empty, pieces)] }));

    private static Func<SimulatedHub, Task> Resolve(string id) => OnWork(id, (hub, work) =>
        hub.OnWorkAsync("shortage resolved", (c, call, token) => c.ResolveShortageAsync(call, work.Id, new ResolveShortage(ShortageOption.RefundLine), token)));

    private static Func<SimulatedHub, Task> Ship(string id, string number, long pieces = 0) => OnWork(id, (hub, work) =>
    {
        var lines = pieces == 0 ? work.Remaining() : [work.Remaining()[0] with { Quantity = pieces }];
        var report = Of(hub, work, pieces == 0 ? FulfilmentState.Shipped : FulfilmentState.PartiallyShipped);
        return hub.ReportAsync(work.Id, report with { Packages = [new PackageShipped(number, "sf", number, 500, lines)] });
    });

    private static Func<SimulatedHub, Task> Scan(string number, TrackingStatus status) => hub => hub.ScanAsync(number, new TrackingEntry(
        hub.NextId("e"), status.ToString(), status, string.Empty, DeliveryMode.Self, string.Empty, string.Empty, hub.Clock.GetUtcNow(), "tests"));

    private static Func<SimulatedHub, Task> WriteOff(string number) => hub =>
        hub.OnParcelAsync("written off", (c, call, token) => c.WriteOffAsync(call, Shipment.IdOf("sf", number), "lost", token));

    private static Func<SimulatedHub, Task> TakeBack(string number) => async hub =>
    {
        var parcel = (await hub.FindAsync<Shipment>(Shipment.IdOf("sf", number)))!;
        await hub.TakeBackAsync(parcel, [.. parcel.Lines.Select(l => new ReturnedLine(l.LineId, l.SkuId, l.Quantity, ReturnDisposition.Sellable))]);
    };

    private static Func<SimulatedHub, Task> Time(TimeSpan time) => hub =>
    {
        hub.Clock.Advance(time);
        return Task.CompletedTask;
    };

    private static Func<SimulatedHub, Task> OnWork(string id, Func<SimulatedHub, FulfilmentOrder, Task> act) => async hub =>
        await act(hub, (await hub.FindAsync<FulfilmentOrder>((await OrderAsync(hub, id)).FulfilmentIds[^1]))!);

    private static WarehouseReport Of(SimulatedHub hub, FulfilmentOrder work, FulfilmentState state) => new(hub.NextId("r"), work.WarehouseId, state, hub.Clock.GetUtcNow());

    private static async Task<Order> OrderAsync(SimulatedHub hub, string id) => (await hub.FindAsync<Order>(IdOf(id)))!;

    private static string IdOf(string id) => new OrderKey("tests", "shop-1", id).OrderId;
}
