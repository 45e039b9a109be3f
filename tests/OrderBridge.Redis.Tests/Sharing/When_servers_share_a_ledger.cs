using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Sharing;

/// <summary>Several servers of one store over one Redis: one fills it, the others join and follow.</summary>
public sealed class When_servers_share_a_ledger
{
    private static readonly StockKey Tea = new("wh-east", "tea");
    private static readonly StockKey Cup = new("wh-new", "cup");

    private static Task<string> EpochAsync(RedisServer server) => server.CommandAsync("HGET", "orderbridge:ledger", "epoch");

    private static async IAsyncEnumerable<LedgerPage> StandStillAsync(Task until)
    {
        await until;
        yield return new LedgerPage([], [], []);
    }

    [RedisFact]
    public async Task A_second_server_joins_what_is_filled()
    {
        using var server = await RedisServer.StartAsync();
        await using var first = await RedisDesk.OpenAsync(server.Address, redis: o => o.IsShared = true, pieces: [(Tea, 100)]);
        await first.AgreeAsync(); // It has filled it, however long it took to connect.
        var before = await server.CommandAsync("HGET", "orderbridge:ledger", "epoch");

        await using var second = await RedisDesk.OpenAsync(server.Address, first.Books, redis: o => o.IsShared = true, pieces: [(Cup, 100)]);

        Assert.Equal(before, await server.CommandAsync("HGET", "orderbridge:ledger", "epoch"));
        var crowds = await Task.WhenAll(
            new Crowd(first, Tea, Cup).Begin("first", 100).EndAsync(), new Crowd(second, Tea, Cup).Begin("second", 100).EndAsync());
        Assert.Equal(100, crowds.Sum(c => c.Length));
        await first.AssertSoldAsync(Tea, 100, 100);
        await first.AgreeAsync();
        await second.AgreeAsync();
    }

    [RedisFact]
    public async Task A_server_that_stood_still_while_it_filled_leaves_alone_what_another_has_filled()
    {
        using var server = await RedisServer.StartAsync();
        await using var first = await RedisDesk.OpenAsync(server.Address, redis: o => o.IsShared = true, pieces: [(Tea, 100)]);
        await using var second = await RedisDesk.OpenAsync(
            server.Address, first.Books, redis: o => (o.IsShared, o.RebuildLease) = (true, TimeSpan.FromSeconds(1)), isIdle: true); // Its own keeper would fill it meanwhile.
        await second.AgreeAsync(); // Both are at work, however long they took to connect.
        var before = await EpochAsync(server);
        var goesOn = new TaskCompletionSource();
        var filling = second.Ledger.RebuildAsync(StandStillAsync(goesOn.Task), default).AsTask();

        await Patience.UntilAsync(async () => await EpochAsync(server) is { Length: > 0 } epoch && epoch != before, "the first server has filled it");
        var filled = await EpochAsync(server);
        goesOn.SetResult();

        await Assert.ThrowsAsync<LedgerAwayException>(() => filling.WaitAsync(Patience.Long));
        Assert.Equal(filled, await EpochAsync(server));
        await second.JoinAsync();
        await second.AgreeAsync();
        await first.AgreeAsync();
    }

    [RedisFact]
    public async Task After_a_wipe_one_of_them_fills_it_and_both_go_on()
    {
        using var server = await RedisServer.StartAsync();
        await using var first = await RedisDesk.OpenAsync(server.Address, redis: o => o.IsShared = true, pieces: [(Tea, 100)]);
        await using var second = await RedisDesk.OpenAsync(server.Address, first.Books, redis: o => o.IsShared = true);
        var crowds = new[] { new Crowd(first, Tea).Begin("first", 100), new Crowd(second, Tea).Begin("second", 100) };
        await crowds[0].AnsweredAsync(10);

        await server.CommandAsync("FLUSHALL");

        var winners = (await crowds[0].EndAsync()).Length + (await crowds[1].EndAsync()).Length;
        await first.AgreeAsync();
        await second.AgreeAsync();
        await first.AssertSoldAsync(Tea, 100, winners);
        var late = await new Crowd(second, Tea).Begin("late", 100).EndAsync();
        Assert.Equal(100, winners + late.Length);
    }
}
