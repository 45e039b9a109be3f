using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Flows;
using OrderBridge.Flows.Holding;
using OrderBridge.Flows.Running;
using OrderBridge.Flows.Timing;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Server.Proving;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Rows;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Scenarios.Stage;

/// <summary>A hub without processes: nothing happens but what a story says, and flows and timers after each step.</summary>
public sealed class World : IAsyncDisposable
{
    public const string Warehouse = "WH-1";
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Caller = new("tests:story", string.Empty);
    private readonly ServiceProvider _services;
    private readonly EventCodec _codec = new();
    private int _reports;

    public World(OrderOptions? options = null, Func<IStockLedger, IStockLedger>? ledger = null)
    {
        Clock = new HandClock(Noon);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IEventCodec>(_codec);
        services.AddStorage(_ => new MemoryStorage(_codec, Clock));
        services.AddSingleton(options ?? new OrderOptions());
        services.AddStock();
        if (ledger is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(ledger(new MemoryStockLedger())));
        }

        services.AddOrderFlows();
        _services = services.BuildServiceProvider();
    }

    public HandClock Clock { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task StartAsync(params (string Sku, long OnHand)[] stock)
    {
        await Get<LedgerKeeper>().RebuildAsync(default);
        foreach (var (sku, onHand) in stock)
        {
            await CountAsync(sku, onHand);
        }
    }

    public async Task CountAsync(string sku, long onHand, string warehouse = Warehouse)
    {
        var command = new SetStock([new StockTarget(new StockKey(warehouse, sku), onHand)], MovementKind.Count, "count", string.Empty);
        Assert.Null((await Get<StockCommands>().SetStockAsync(command, new StockCall("tests:story", string.Empty, string.Empty), default)).Refusal);
        Get<WarehouseDirectory>().Note(warehouse);
        await SettleAsync();
    }

    /// <summary>Sends a message; returns the refusal, if any.</summary>
    public async Task<Refusal?> IngestAsync(OrderContent content)
    {
        var outcome = await Get<OrderIntake>().IngestAsync(new IngestOrder(content, null, "tests:story", string.Empty), default);
        await SettleAsync();
        return outcome.Refusal;
    }

    public async Task<Order> OrderAsync(string id) => (await Get<IAggregates>().FindAsync<Order>(Content.KeyOf(id).OrderId, default))!;

    public async Task<OrderState> StateAsync(string id) => (await OrderAsync(id)).State;

    public async Task<Refusal?> PayAsync(string id)
    {
        var order = await OrderAsync(id);
        var command = new ConfirmPayment(order.Id, order.Content.Total, null, $"late-{id}");
        return await AfterAsync((await Get<OrderCommands>().ConfirmPaymentAsync(command, Caller, default)).Refusal);
    }

    public async Task<Refusal?> CancelAsync(string id, params LinePieces[] lines)
    {
        var order = await OrderAsync(id);
        var command = new RequestCancellation(order.Id, "changed_mind", [.. lines], $"c-{++_reports}", string.Empty);
        return await AfterAsync((await Get<OrderCommands>().RequestCancellationAsync(command, Caller, default)).Refusal);
    }

    /// <summary>The newest work of an order.</summary>
    public async Task<FulfilmentOrder> WorkAsync(string id)
    {
        var order = await OrderAsync(id);
        return (await Get<IAggregates>().FindAsync<FulfilmentOrder>(order.FulfilmentIds[^1], default))!;
    }

    /// <summary>The warehouse reports a step.</summary>
    public async Task<Refusal?> ReportAsync(string id, FulfilmentState state, string note = "", params LineQuantity[] missing)
    {
        var work = await WorkAsync(id);
        var report = new WarehouseReport($"r-{++_reports}", work.WarehouseId, state, null) { Note = note, MissingLines = [.. missing] };
        return await AfterAsync((await Get<FulfilmentCommands>().ReportProgressAsync(new CommandCall("warehouse:wh-1"), work.Id, report, default)).Refusal);
    }

    /// <summary>The warehouse ships all that is left, or some pieces of the first line.</summary>
    public async Task ShipAsync(string id, string number, long? pieces = null)
    {
        var work = await WorkAsync(id);
        ImmutableArray<LineQuantity> lines = pieces is { } some ? [new LineQuantity(work.Lines[0].LineId, work.Lines[0].SkuId, some)] : work.Remaining();
        var report = new WarehouseReport($"r-{++_reports}", Warehouse, pieces is null ? FulfilmentState.Shipped : FulfilmentState.PartiallyShipped, null)
        {
            Packages = [new PackageShipped(number, "sf", number, 500, lines)],
        };
        Assert.Null(await AfterAsync((await Get<FulfilmentCommands>().ReportProgressAsync(new CommandCall("warehouse:wh-1"), work.Id, report, default)).Refusal));
    }

    /// <summary>The carrier reports a scan.</summary>
    public async Task ScanAsync(string number, params TrackingStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            Clock.Advance(TimeSpan.FromMinutes(10));
            var entry = new TrackingEntry($"{number}-{status}", status.ToString(), status, string.Empty, DeliveryMode.Self, string.Empty, string.Empty, Clock.GetUtcNow(), "tests");
            Assert.Null((await Get<ShipmentCommands>().RecordTrackingAsync(new CommandCall("carrier:sf"), new RecordTracking("sf", number, [entry]), default)).Refusal);
            await SettleAsync();
        }
    }

    public async Task<StockLevel> LevelAsync(string sku) =>
        await Get<IStockLevels>().FindAsync(new StockKey(Warehouse, sku), default) ?? StockLevel.Empty(new StockKey(Warehouse, sku));

    /// <summary>Time goes by; deadlines act.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await SettleAsync();
    }

    /// <summary>Flows and due timers until nothing is left to do.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 50; round++)
        {
            var due = await Get<TimerRunner>().SweepAsync(default);
            var followed = 0;
            for (var records = await Get<FlowRunner>().SweepAsync(default); records > 0; records = await Get<FlowRunner>().SweepAsync(default))
            {
                followed += records;
            }

            if (due == 0 && followed == 0)
            {
                return;
            }
        }

        Assert.Fail("Flows and timers do not come to rest.");
    }

    /// <summary>The whole store proves: sums, chains, rows, tasks, and a ledger that agrees.</summary>
    public async Task ProveAsync(bool withLedger = true)
    {
        await using var source = await Get<IStorage>().SnapshotAsync(default);
        IProofCheck[] more = withLedger
            ? [new TaskCheck(Get<FlowRunner>().Position), new LedgerCheck(Get<IStockLedger>(), Get<IStockLevels>(), TimeProvider.System)]
            : [new TaskCheck(Get<FlowRunner>().Position)];
        var report = await new StoreProof(_codec, AggregateKinds.Standard, TimeProvider.System).RunAsync(source, more, default);
        Assert.True(report.IsOk, string.Join(Environment.NewLine, report.Results.Where(r => !r.IsOk).SelectMany(r => r.FirstFindings.Prepend(r.Name))));
        Assert.Empty(await Get<IStorage>().Messages.ListQuarantineAsync(null, 10, default));
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private async Task<Refusal?> AfterAsync(Refusal? refusal)
    {
        await SettleAsync();
        return refusal;
    }
}
