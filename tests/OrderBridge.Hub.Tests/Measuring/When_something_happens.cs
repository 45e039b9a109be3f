using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Hub.Tests.Measuring;

/// <summary>Each figure that an operator watches moves when its cause happens, and by as much. The relay's are shown where the relay is tested.</summary>
[Collection(Alone.Name)]
public sealed class When_something_happens : IDisposable
{
    private const string Sku = "sku-1";
    private readonly Measurements _measured = new();

    public void Dispose() => _measured.Dispose();

    [Fact]
    public async Task Messages_are_counted_by_outcome_and_refusals_by_reason()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync(Sku, 1);
        await hub.IngestAsync(Samples.Paid("first", Sku));
        await hub.IngestAsync(Samples.Paid("first", Sku));
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => hub.IngestAsync(Samples.Paid("second", Sku)));

        Assert.Equal((3, 1, 1), (_measured.Sum("orderbridge.intake.messages"), _measured.Sum("orderbridge.intake.messages", "outcome=Created;"), _measured.Sum("orderbridge.intake.messages", "outcome=Refused;")));
        Assert.Equal((1, 1), (_measured.Sum("orderbridge.intake.refusals"), _measured.Sum("orderbridge.intake.refusals", "reason=OUT_OF_STOCK;")));
    }

    [Fact]
    public async Task A_total_that_is_not_its_parts_stands_is_shown_and_counted_once_by_channel()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync(Sku, 9);
        var order = Samples.Paid("odd", Sku);
        order.TotalAmount = order.Payment.PaidAmount = Samples.Yuan(order.TotalAmount.MinorUnits + 250);
        var taken = await hub.IngestAsync(order);
        await hub.IngestAsync(order);
        var plain = await hub.IngestAsync(Samples.Paid("even", Sku));

        Assert.Equal((250, Contracts.Orders.V1.OrderState.Approved), (taken.TotalDifferenceAmount.MinorUnits, taken.State));
        Assert.Null(plain.TotalDifferenceAmount);
        Assert.Equal((1, 1), (_measured.Sum("orderbridge.intake.total_differences"), _measured.Sum("orderbridge.intake.total_differences", $"channel={order.ChannelId};")));
    }

    [Fact]
    public async Task What_the_ledger_promises_too_much_is_counted_in_pieces()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync(Sku, 1);
        await PromiseAsync(hub, 5);
        await hub.Services.GetRequiredService<LedgerKeeper>().SweepAsync(default);

        Assert.Equal(5, _measured.Sum("orderbridge.stock.ledger_drift", "promised=too_much;"));
        Assert.Equal(1, _measured.Sum("orderbridge.stock.ledger_repairs"));
    }

    [Fact]
    public async Task What_the_ledger_grants_and_the_counters_refuse_is_counted()
    {
        var (clock, rest) = (new HubClock(), TimeSpan.FromSeconds(599)); // Nobody else waits exactly that long.
        var resting = clock.WaitBegins(rest);
        await using var hub = await RunningHub.StartAsync(clock, "--Stock:SweepDelay", $"{rest}");
        await resting.WaitAsync(Patience.Length); // The sweep at the start is over, and would set the ledger right.
        await hub.CountAsync(Sku, 1);
        await PromiseAsync(hub, 1);
        await hub.IngestAsync(Samples.Paid("first", Sku));
        Assert.Equal(0, _measured.Sum("orderbridge.storage.arbiter_refusals"));
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => hub.IngestAsync(Samples.Paid("second", Sku)));

        Assert.Equal((1, 1), (_measured.Sum("orderbridge.storage.arbiter_refusals"), _measured.Sum("orderbridge.stock.arbiter_refusals")));
    }

    [Fact]
    public async Task A_timer_that_is_acted_on_late_says_by_how_much()
    {
        var clock = new HubClock();
        await using var hub = await RunningHub.StartAsync(clock);
        await hub.CountAsync(Sku, 1);
        var order = await hub.IngestAsync(Samples.Unpaid("late", Sku));
        clock.Advance(TimeSpan.FromHours(26)); // Two hours after the payment's deadline.
        await Repeating.UntilAsync(async () => (await hub.OrderAsync(order.OrderId)).State is Contracts.Orders.V1.OrderState.Cancelled);

        Assert.Contains(_measured.Values("orderbridge.timers.lateness"), seconds => seconds is > 7_100 and < 7_400);
    }

    [Fact]
    public async Task What_waits_for_the_writer_is_counted_until_it_is_written()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync(Sku, 9);
        await hub.SettleAsync();
        var before = _measured.Sum("orderbridge.storage.under_way");
        Task[] calls;
        using (hub.HoldStore())
        {
            calls = [.. Enumerable.Range(0, 3).Select(i => hub.IngestAsync(Samples.Paid($"{i}", Sku)))];
            await Repeating.UntilAsync(() => Task.FromResult(_measured.Sum("orderbridge.storage.under_way") >= before + 3));
            Assert.Equal(3, _measured.Now("orderbridge.intake.under_way"));
        }

        await Task.WhenAll(calls);
        Assert.Equal(0, _measured.Now("orderbridge.intake.under_way"));
        await hub.SettleAsync();
        Assert.True(_measured.Now("orderbridge.flows.lag") <= 1);
    }

    /// <summary>Makes the ledger, and it alone, believe in pieces that are not there.</summary>
    private static async Task PromiseAsync(RunningHub hub, long pieces) => await hub.Services.GetRequiredService<IStockLedger>()
        .ApplyAsync([new StockMovement(new StockKey(Samples.Warehouse, Sku), "", MovementKind.Correction, pieces, 0, 0, 0, "", false)], default);
}

[CollectionDefinition(Alone.Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
