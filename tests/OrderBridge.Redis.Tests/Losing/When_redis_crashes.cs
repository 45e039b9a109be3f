using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Counting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Losing;

/// <summary>Killed with files that lack the last writes, wiped, replaced by a replica that is behind: never a piece sold twice, and soon no difference.</summary>
public sealed class When_redis_crashes
{
    private const int Buyers = 300;
    private const int Pieces = 100;
    private static readonly StockKey Tea = new("wh-east", "tea");
    private static readonly StockKey Cup = new("wh-west", "cup");

    [RedisFact]
    public async Task A_crowd_of_three_hundred_gets_exactly_a_hundred_pieces()
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, Pieces), (Cup, Pieces)]);

        var winners = await new Crowd(desk, Tea, Cup).Begin("crowd", Buyers).EndAsync();

        Assert.Equal(Pieces, winners.Length);
        await desk.AssertSoldAsync(Tea, Pieces, Pieces);
        await desk.AssertSoldAsync(Cup, Pieces, Pieces);
        await desk.AgreeAsync();
    }

    [RedisTheory]
    [InlineData("everysec", 0)]
    [InlineData("everysec", 6000)]
    [InlineData("no", 6000)]
    public async Task Killed_in_a_crowd_and_started_without_its_last_writes(string fsync, int lostBytes)
    {
        using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", fsync);
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, Pieces), (Cup, Pieces)]);
        var crowd = new Crowd(desk, Tea, Cup).Begin("crowd", Buyers);
        await crowd.AnsweredAsync(40);

        await server.KillAsync();
        server.LoseTail(lostBytes);
        await server.RestartAsync();

        var winners = await crowd.EndAsync();
        await desk.AgreeAsync();
        await AssertSoldOutAsync(desk, winners);
    }

    [RedisFact]
    public async Task Wiped_in_a_crowd()
    {
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address, pieces: [(Tea, Pieces), (Cup, Pieces)]);
        var crowd = new Crowd(desk, Tea, Cup).Begin("crowd", Buyers);
        await crowd.AnsweredAsync(40);

        await server.CommandAsync("FLUSHALL");

        var winners = await crowd.EndAsync();
        await desk.AgreeAsync();
        await AssertSoldOutAsync(desk, winners);
    }

    [RedisFact]
    public async Task A_replica_that_is_behind_becomes_master_in_a_crowd()
    {
        using var master = await RedisServer.StartAsync();
        using var replica = await RedisServer.StartAsync();
        await replica.CommandAsync("REPLICAOF", "127.0.0.1", $"{master.Port}");
        await using var desk = await RedisDesk.OpenAsync($"{master.Address},{replica.Address}", pieces: [(Tea, Pieces), (Cup, Pieces)]);
        await Patience.UntilAsync(async () => (await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "replication");
        await desk.InsistAsync("before", new StockLine(Tea, 1));
        Assert.Equal("1", await master.CommandAsync("WAIT", "1", "60000"));

        // From here on the replica hears nothing of what is promised.
        await replica.CommandAsync("REPLICAOF", "127.0.0.1", "1");
        var crowd = new Crowd(desk, Tea, Cup).Begin("crowd", Buyers);
        await crowd.AnsweredAsync(40);
        await master.KillAsync();
        await replica.CommandAsync("REPLICAOF", "NO", "ONE");

        var winners = await crowd.EndAsync();
        await desk.AgreeAsync();
        await desk.AssertSoldAsync(Tea, Pieces, winners.Length + 1);
        Assert.InRange(winners.Length, 40, Pieces - 1);
    }

    /// <summary>Nobody was there to see it: whoever starts over what the others left compares the servers with those that were filled.</summary>
    [RedisFact]
    public async Task While_nobody_looked_what_was_lost_is_filled_again_at_the_start()
    {
        using var server = await RedisServer.StartAsync("--appendonly", "yes");
        var first = await RedisDesk.OpenAsync(server.Address, redis: o => o.IsShared = true, pieces: [(Tea, Pieces)]);
        await new Crowd(first, Tea).Begin("first", Pieces / 2).EndAsync();
        var before = await EpochAsync(server);
        await first.DisposeAsync();
        await server.KillAsync();
        server.LoseTail(3000);
        await server.RestartAsync();

        await using var second = await RedisDesk.OpenAsync(server.Address, first.Books, redis: o => o.IsShared = true);

        await Patience.UntilAsync(async () => await EpochAsync(server) is { Length: > 0 } epoch && epoch != before, "it is filled again", Patience.Limit);
        await second.AgreeAsync();
        await second.AssertSoldAsync(Tea, Pieces, Pieces / 2);
    }

    /// <summary>For some time both are masters; the one that goes is the one that knew.</summary>
    [RedisFact]
    public async Task A_replica_that_is_behind_is_promoted_before_its_master_goes()
    {
        using var master = await RedisServer.StartAsync();
        using var replica = await RedisServer.StartAsync();
        await replica.CommandAsync("REPLICAOF", "127.0.0.1", $"{master.Port}");
        await using var desk = await RedisDesk.OpenAsync($"{master.Address},{replica.Address}", pieces: [(Tea, Pieces)]);
        await desk.AgreeAsync(); // It is filled, however long it took to connect.
        var before = await EpochAsync(master);
        await Patience.UntilAsync(async () => (await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "replication");
        Assert.Equal("1", await master.CommandAsync("WAIT", "1", "60000"));
        await replica.CommandAsync("REPLICAOF", "127.0.0.1", "1");
        await desk.InsistAsync("behind", new StockLine(Tea, 40));

        await replica.CommandAsync("REPLICAOF", "NO", "ONE");
        await BeatsAsync(master, replica);
        await master.KillAsync();

        await Patience.UntilAsync(async () => await EpochAsync(replica) is { Length: > 0 } epoch && epoch != before, "it is filled again", Patience.Limit);
        await desk.AgreeAsync();
        await desk.AssertSoldAsync(Tea, Pieces, 40);
    }

    /// <summary>The control: nobody looks at the servers, so what was lost is offered again, and the counters refuse it.</summary>
    [RedisFact]
    public async Task Without_a_pulse_the_counters_refuse_what_redis_sells_again()
    {
        using var refusals = new CounterWatch("orderbridge.stock.arbiter_refusals");
        using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var desk = await RedisDesk.OpenAsync(server.Address, hasPulse: false, stock: o => o.SweepDelay = TimeSpan.FromMinutes(5), pieces: [(Tea, Pieces)]);
        var first = await new Crowd(desk, Tea).Begin("first", Pieces).EndAsync();
        await server.KillAsync();
        server.LoseTail(6000);
        await server.RestartAsync();

        var second = await new Crowd(desk, Tea).Begin("second", Pieces).EndAsync();

        Assert.Equal(Pieces, first.Length);
        Assert.Empty(second);
        Assert.True(refusals.Sum > 0, "Redis had lost nothing; the test shows nothing.");
        await desk.AssertSoldAsync(Tea, Pieces, Pieces);
    }

    private static Task<string> EpochAsync(RedisServer server) => server.CommandAsync("HGET", "orderbridge:ledger", "epoch");

    /// <summary>Until the pulse has asked each server twice who it is. Asking for that number counts too.</summary>
    private static async Task BeatsAsync(params RedisServer[] servers)
    {
        foreach (var server in servers)
        {
            var (before, own) = (await InfosAsync(server), 0);
            await Patience.UntilAsync(async () => await InfosAsync(server) - before - ++own >= 2, "the pulse has looked");
        }
    }

    private static async Task<long> InfosAsync(RedisServer server)
    {
        var line = (await server.CommandAsync("INFO", "commandstats")).Split('\n').SingleOrDefault(l => l.StartsWith("cmdstat_info:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Whoever is told "sold out" while Redis is a little ahead of the counters goes without; so a crash may leave a few pieces. They can be bought.
    /// </summary>
    private static async Task AssertSoldOutAsync(RedisDesk desk, string[] winners)
    {
        Assert.InRange(winners.Length, 1, Pieces);
        await desk.AssertSoldAsync(Tea, Pieces, winners.Length);
        await desk.AssertSoldAsync(Cup, Pieces, winners.Length);
        var late = await new Crowd(desk, Tea, Cup).Begin("late", Buyers).EndAsync();
        Assert.Equal(Pieces, winners.Length + late.Length);
        await desk.AssertSoldAsync(Tea, Pieces, Pieces);
        await desk.AgreeAsync();
    }
}
