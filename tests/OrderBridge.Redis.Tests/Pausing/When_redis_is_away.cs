using System.Diagnostics;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock;
using OrderBridge.Stock.Counting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Pausing;

/// <summary>Dead, frozen or not there yet: an answer that says when to come back, or the counters alone; and work again without a restart.</summary>
public sealed class When_redis_is_away
{
    private static readonly StockKey Tea = new("wh-east", "tea");
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(10);

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Callers_are_told_when_to_come_back_and_it_works_again_by_itself(bool isFrozen)
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, 10)]);
        await desk.InsistAsync("before", new StockLine(Tea, 2));

        await StopAsync(server, isFrozen);
        var refusal = (await desk.ReserveAsync("meanwhile", new StockLine(Tea, 1))).Refusal;
        await Patience.UntilAsync(() => !desk.Ledger.IsReady, "the ledger says that it is away");
        var started = Stopwatch.GetTimestamp();
        var quick = (await desk.ReserveAsync("quick", new StockLine(Tea, 1))).Refusal;

        Assert.Equal((RefusalKind.Unavailable, StockReasons.LedgerNotReady), (refusal!.Kind, refusal.Reason));
        Assert.True(quick!.RetryAfter > TimeSpan.Zero);
        Assert.True(Stopwatch.GetElapsedTime(started) < SoonEnough);
        Assert.Equal(2, (await desk.Books.FindAsync(Tea, default))!.Reserved);

        await StartAsync(server, isFrozen);
        var took = await desk.AgreeAsync();
        Assert.True(took < SoonEnough, $"It took {took}.");
        Assert.Null((await desk.InsistAsync("after", new StockLine(Tea, 8))).Refusal);
        await desk.AgreeAsync();
    }

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_counters_decide_alone_where_the_operator_wants_it(bool isFrozen)
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, stock: o => o.ReserveWithoutLedger = true, pieces: [(Tea, 100)]);
        await desk.InsistAsync("before", new StockLine(Tea, 10));

        await StopAsync(server, isFrozen);
        var winners = await new Crowd(desk, Tea).Begin("meanwhile", 150).EndAsync();
        await desk.CancelAsync("before");

        Assert.Equal(90, winners.Length);
        await desk.AssertSoldAsync(Tea, 100, 90);

        await StartAsync(server, isFrozen);
        await desk.AgreeAsync();
        await desk.CancelAsync(winners[0]); // Redis never saw it, and has to learn of its end.
        await desk.AgreeAsync();
        Assert.Equal(11, (await new Crowd(desk, Tea).Begin("after", 50).EndAsync()).Length);
    }

    [RedisFact]
    public async Task Counts_and_receipts_are_booked_without_it()
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, 10)]);
        await server.KillAsync();

        var counted = await desk.Commands.SetStockAsync(new([new(Tea, 7)], MovementKind.Count, "count", ""), desk.Call(), default);

        Assert.Null(counted.Refusal);
        await server.RestartAsync();
        await desk.AgreeAsync();
        Assert.Equal(7, (await desk.Ledger.AvailabilityAsync([Tea], default))[0].OnHand);
    }

    [RedisFact]
    public async Task A_hub_that_starts_before_redis_finds_it_later()
    {
        using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, 10)]);
        Assert.False(desk.Ledger.IsReady);

        await server.RestartAsync();

        Assert.Null((await desk.InsistAsync("r1", new StockLine(Tea, 10))).Refusal);
        await desk.AgreeAsync();
    }

    [RedisFact]
    public async Task Scripts_that_a_server_has_forgotten_are_sent_again()
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address + RedisDesk.Unhurried, redis: RedisDesk.Patiently, pieces: [(Tea, 10)]);
        await desk.InsistAsync("r1", new StockLine(Tea, 1));
        await server.CommandAsync("SCRIPT", "FLUSH");

        Assert.Null((await desk.ReserveAsync("r2", new StockLine(Tea, 9))).Refusal);
        await desk.AgreeAsync();
    }

    private static async Task StopAsync(RedisServer server, bool isFrozen)
    {
        if (isFrozen)
        {
            server.Freeze();
        }
        else
        {
            await server.KillAsync();
        }
    }

    private static async Task StartAsync(RedisServer server, bool isFrozen)
    {
        if (isFrozen)
        {
            server.Thaw();
        }
        else
        {
            await server.RestartAsync();
        }
    }
}
