using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Counting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Losing;

/// <summary>Sentinels are not asked; the servers that they watch are named, and who is master is found out.</summary>
public sealed class When_a_sentinel_promotes_a_replica
{
    private const int Pieces = 100;

    /// <summary>A Sentinel asks each server for its role every 10 s and corrects it when it has answered every ping of the last 8 s; on a busy machine it begins again and again. One that was held up itself trusts nobody for 30 s.</summary>
    private static readonly TimeSpan SentinelsPatience = TimeSpan.FromMinutes(3);

    private static readonly StockKey Tea = new("wh-east", "tea");

    [RedisFact]
    [Trait("Category", "Faults")]
    public async Task The_ledger_follows_and_takes_the_old_master_back_as_a_replica()
    {
        using var master = await RedisServer.StartAsync();
        using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{master.Port}");
        using var sentinel = await RedisSentinel.StartAsync(master);
        await using var desk = await RedisDesk.OpenAsync($"{master.Address},{replica.Address}", pieces: [(Tea, Pieces)]);
        await desk.InsistAsync("before", new StockLine(Tea, 1));
        await Patience.UntilAsync(sentinel.KnowsReplicaAsync, "the Sentinel knows the replica");

        var crowd = new Crowd(desk, Tea).Begin("crowd", 60);
        await crowd.AnsweredAsync(20);
        await master.KillAsync();
        await Patience.UntilAsync(async () => await sentinel.MasterAsync() == replica.Address, "the replica is master", SentinelsPatience);
        var winners = await crowd.EndAsync();
        await desk.AgreeAsync();
        await desk.AssertSoldAsync(Tea, Pieces, winners.Length + 1);

        await master.RestartAsync(); // Empty, and a master for a moment, until the Sentinel has told it.
        await Patience.UntilAsync(
            async () => (await master.CommandAsync("INFO", "replication")).Contains("role:slave", StringComparison.Ordinal), "the old master is a replica", SentinelsPatience);
        await desk.InsistAsync("after", new StockLine(Tea, 1));
        await desk.AgreeAsync();
        await desk.AssertSoldAsync(Tea, Pieces, winners.Length + 2);
    }

    [Fact]
    public async Task A_connection_string_that_wants_a_sentinel_asked_is_refused_with_what_to_do()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => RedisDesk.OpenAsync("127.0.0.1:26379,serviceName=orders"));
        Assert.StartsWith("Redis: serviceName= is not supported", refusal.Message, StringComparison.Ordinal);
    }
}
