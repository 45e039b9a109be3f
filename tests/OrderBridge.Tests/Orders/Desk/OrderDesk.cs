using System.Text.Json;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Testing.Stock;
using Xunit;

namespace OrderBridge.Tests.Orders.Desk;

/// <summary>The Orders module with a journal and a stock pool in memory, and a clock that is moved by hand.</summary>
internal sealed class OrderDesk
{
    private int _causes;

    public OrderDesk(OrderOptions? options = null)
    {
        Options = options ?? new OrderOptions();
        Book = new MemoryBook(Clock);
        Steps = new OrderSteps(Stock, Options);
        var paying = new OrderPaying(Steps);
        var cancelling = new OrderCancelling(Steps);
        var work = new UnitOfWork(Book);
        Work = work;
        Progress = new OrderProgress(Steps);
        Intake = new OrderIntake(work, Book, Steps, new OrderRevising(Steps, paying, cancelling), Clock);
        Commands = new OrderCommands(work, Book, Steps, paying, cancelling, new OrderReviewing(Steps), new OrderReshipping(Steps), Clock);
    }

    public HandClock Clock { get; } = new(Contents.Noon);

    public OrderOptions Options { get; }

    public PoolHolds Stock { get; } = new PoolHolds().Put("sku-1", 1000).Put("sku-2", 1000);

    public MemoryBook Book { get; }

    public OrderSteps Steps { get; }

    public OrderProgress Progress { get; }

    public OrderIntake Intake { get; }

    public OrderCommands Commands { get; }

    private UnitOfWork Work { get; }

    public static Caller Agent { get; } = new("agent:ann", string.Empty);

    public async Task<Outcome<Ingested>> TryIngestAsync(OrderContent content) =>
        await Intake.IngestAsync(new IngestOrder(content, new RawPayload($"hash-{content.ChannelUpdateTime.Ticks}", "test", "json", new byte[] { 1 }), "channel:test", string.Empty), default);

    /// <summary>Ingests, and fails the test when the message is refused.</summary>
    public async Task<Order> IngestAsync(OrderContent content)
    {
        var outcome = await TryIngestAsync(content);
        Assert.True(outcome.Refusal is null, outcome.Refusal?.Message);
        return outcome.Value!.Order;
    }

    public async Task<Order> FindAsync(string id) => (await Book.FindAsync<Order>(id, default))!;

    public Task<Order> AgainAsync(Order order) => FindAsync(order.Id);

    public async Task<Order> PayAsync(Order order, long amount = -1, string transaction = "tx-1") =>
        Accepted(await Commands.ConfirmPaymentAsync(
            new ConfirmPayment(order.Id, new Money(amount < 0 ? order.Content.Total.MinorUnits : amount, order.Content.Total.CurrencyCode), null, transaction), Agent, default));

    public ValueTask<Outcome<Order>> TryCancelAsync(Order order, params LinePieces[] lines) =>
        Commands.RequestCancellationAsync(new RequestCancellation(order.Id, "changed_mind", [.. lines], string.Empty, string.Empty), Agent, default);

    public async Task<Order> CancelAsync(Order order, params LinePieces[] lines) => Accepted(await TryCancelAsync(order, lines));

    public async Task<Order> HoldAsync(Order order, HoldType type = HoldType.Address) =>
        Accepted(await Commands.PlaceHoldAsync(new PlaceHold(order.Id, type, "look at it"), Agent, default));

    public ValueTask<Outcome<Order>> TryResolveAsync(Order order, string holdId, bool isSupervisor = true) =>
        Commands.ResolveHoldAsync(new DecideHold(order.Id, holdId, "fine", "ann", isSupervisor), Agent, default);

    /// <summary>Resolves every hold that waits.</summary>
    public async Task<Order> ResolveAsync(Order order)
    {
        foreach (var hold in (await AgainAsync(order)).Holds.Where(h => h.State is HoldState.Placed))
        {
            Accepted(await TryResolveAsync(order, hold.HoldId));
        }

        return await AgainAsync(order);
    }

    public async Task<Order> RejectHoldAsync(Order order, string holdId) =>
        Accepted(await Commands.RejectHoldAsync(new DecideHold(order.Id, holdId, "no", "ann", IsSupervisor: true), Agent, default));

    public async Task<Order> ReshipAsync(Order order, params LinePieces[] lines) =>
        Accepted(await Commands.ReshipAsync(new ReshipOrder(order.Id, [.. lines], "lost", $"r-{++_causes}"), Agent, default));

    /// <summary>A warehouse takes all pieces that the newest reservation holds, or the given ones of them, under the next fulfilment id.</summary>
    public async Task<Order> StartAsync(Order order, params LinePieces[] lines)
    {
        order = await AgainAsync(order);
        var id = FulfilmentId(order.FulfilmentIds.Length + 1);
        var held = order.HeldStocks()[0];
        return await DoAsync(order, (commit, o) => OrderProgress.StartWork(commit, o, id, held.WarehouseId, lines.Length > 0 ? [.. lines] : held.Lines, held.ReservationId));
    }

    public static string FulfilmentId(int number) => $"ful_{number}";

    public Task<Order> ShipAsync(Order order, string shipmentId, params LinePieces[] lines) => ShipAsync(order, shipmentId, null, lines);

    public Task<Order> ShipAsync(Order order, string shipmentId, string? fulfilmentId, params LinePieces[] lines) => DoAsync(order, (commit, o) =>
    {
        var from = fulfilmentId ?? o.Work.Keys.First();
        var pieces = lines.Length > 0 ? [.. lines] : o.Work[from];
        Stock.Consume(commit, o, from, pieces);
        OrderProgress.Ship(commit, o, from, shipmentId, pieces, Cause(from));
    });

    public Task<Order> DeliverAsync(Order order, string shipmentId, params LinePieces[] lines) =>
        DoAsync(order, (commit, o) => Progress.Deliver(commit, o, shipmentId, Out(o, lines), Cause(shipmentId)));

    public Task<Order> LoseAsync(Order order, string shipmentId, params LinePieces[] lines) =>
        DoAsync(order, (commit, o) => Progress.Lose(commit, o, shipmentId, Out(o, lines), Cause(shipmentId)));

    public async Task<Refusal?> TryReturnAsync(Order order, string shipmentId, params LinePieces[] lines) =>
        (await RunAsync(order.Id, (commit, o, _) => ValueTask.FromResult(
            Progress.Return(commit, o, shipmentId, PoolHolds.Warehouse, [.. lines.Select(l => new ReturnedPieces(l.LineId, l.Quantity, 1))], Cause("ret"))))).Refusal;

    public async Task<Order> ReturnAsync(Order order, string shipmentId, params LinePieces[] lines)
    {
        Assert.Null(await TryReturnAsync(order, shipmentId, lines));
        return await AgainAsync(order);
    }

    /// <summary>The warehouse stops work as asked, all of it unless pieces are named.</summary>
    public async Task<Order> StopAsync(Order order, bool isEnded = true, string? fulfilmentId = null, params LinePieces[] lines) => Accepted(await RunAsync(order.Id, (commit, o, ct) =>
    {
        var id = fulfilmentId ?? o.Work.Keys.First();
        return Progress.StopWorkAsync(commit, o, id, lines.Length > 0 ? [.. lines] : o.Work[id], isEnded, Cause(id), ct);
    }));

    public async Task<Order> CloseShortAsync(Order order, string? causeId = null, params LinePieces[] lines) => Accepted(await RunAsync(order.Id, (commit, o, ct) =>
    {
        var id = o.Work.Keys.FirstOrDefault() ?? FulfilmentId(1);
        return Progress.CloseShortAsync(commit, o, lines.Length > 0 ? [.. lines] : o.Work[id], "closed_short", causeId ?? Cause(id), ct);
    }));

    public async Task<Order> ReceiveStockAsync(Order order) =>
        Accepted(await RunAsync(order.Id, (commit, o, ct) => Commands.PrepareStockArrivalAsync(commit, o, ct)));

    /// <summary>Runs every deadline that has come, as the timer worker does.</summary>
    public async Task<Order> TickAsync(Order order, TimeSpan after)
    {
        Clock.Advance(after);
        foreach (var timer in (await AgainAsync(order)).Timers.Where(t => t.DueTime <= Clock.GetUtcNow()).OrderBy(t => t.DueTime))
        {
            Accepted(await Commands.OnTimerAsync(new DueTimer("order", order.Id, timer.Kind, timer.DueTime), default));
        }

        return await AgainAsync(order);
    }

    public async Task<Order> DoAsync(Order order, Action<Commit, Order> step) => Accepted(await RunAsync(order.Id, (commit, o, _) =>
    {
        step(commit, o);
        return ValueTask.FromResult<Refusal?>(null);
    }));

    public ValueTask<Outcome<Order>> RunAsync(string id, Func<Commit, Order, CancellationToken, ValueTask<Refusal?>> step) => Work.RunAsync<Order>(
        () => new EventContext("system:test", string.Empty, string.Empty, Clock.GetUtcNow()),
        async (commit, ct) =>
        {
            var order = (await Book.FindAsync<Order>(id, ct))!;
            var refusal = await step(commit, order, ct);
            if (refusal is not null)
            {
                await commit.AbandonAsync();
                return new Outcome<Order>(order, refusal);
            }

            return commit.Latest(order);
        },
        default);

    /// <summary>A new event id of an aggregate.</summary>
    public string Cause(string aggregateId) => JournalRecord.IdOf(aggregateId, ++_causes);

    public IEnumerable<string> EventNames(Order order) => Book.EventsOf(order.Id).Select(e => e.Happened.GetType().Name);

    public IEnumerable<T> Events<T>(Order order) => Book.EventsOf(order.Id).Select(e => e.Happened).OfType<T>();

    /// <summary>Everything an order knows, as text; equal states have equal texts.</summary>
    public static string Dump(Order order) => JsonSerializer.Serialize(order);

    public static Order Accepted(Outcome<Order> outcome)
    {
        Assert.True(outcome.Refusal is null, $"{outcome.Refusal?.Reason}: {outcome.Refusal?.Message}");
        return outcome.Value!;
    }

    private static ImmutableArray<LinePieces> Out(Order order, LinePieces[] lines) => lines.Length > 0
        ? [.. lines]
        : [.. order.Goods.Where(l => l.Quantities.InTransit > 0).Select(l => new LinePieces(l.LineId, l.Quantities.InTransit))];
}

