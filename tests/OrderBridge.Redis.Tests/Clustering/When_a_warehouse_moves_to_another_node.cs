using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Counting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Clustering;

/// <summary>Slots move, nodes die: callers notice a pause at most.</summary>
public sealed class When_a_warehouse_moves_to_another_node
{
    private const int Pieces = 600;
    private static readonly StockKey Tea = new("wh-east", "tea");
    private static readonly StockKey Cup = new("wh-west", "cup");

    [RedisFact]
    public async Task All_is_sold_once_and_nothing_has_to_be_rebuilt()
    {
        using var cluster = await RedisCluster.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(cluster.Address, pieces: [(Tea, Pieces), (Cup, Pieces)]);
        await desk.AgreeAsync(); // It is filled, however long it took to connect.
        var epoch = await EpochAsync(cluster);
        var slot = await cluster.SlotOfAsync("orderbridge:{wh-east}:stock");
        await using var churn = new Churn(desk, callers: 20, Tea, Cup);

        foreach (var node in cluster.Nodes.Concat(cluster.Nodes))
        {
            if (await cluster.OwnerOfAsync(slot) != node)
            {
                var before = churn.Rounds;
                await cluster.MoveAsync(slot, node);
                await Patience.UntilAsync(() => churn.Rounds > before + 20, "callers go on");
            }
        }

        await churn.EndAsync();
        Assert.Equal(Pieces, (await new Crowd(desk, Tea, Cup).Begin("crowd", Pieces + 50).EndAsync()).Length);
        await desk.AssertSoldAsync(Tea, Pieces, Pieces);
        await desk.AssertSoldAsync(Cup, Pieces, Pieces);
        await desk.AgreeAsync();
        Assert.Equal(epoch, await EpochAsync(cluster));
    }

    [RedisFact]
    public async Task A_node_that_dies_and_comes_back_empty_is_filled_again()
    {
        using var cluster = await RedisCluster.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(cluster.Address, pieces: [(Tea, Pieces), (Cup, Pieces)]);
        var owner = await cluster.OwnerOfAsync(await cluster.SlotOfAsync("orderbridge:{wh-east}:stock"));
        var crowd = new Crowd(desk, Tea).Begin("crowd", Pieces / 2);
        await crowd.AnsweredAsync(20);

        await owner.KillAsync();
        await owner.RestartAsync();

        var winners = await crowd.EndAsync();
        await desk.AgreeAsync();
        await desk.AssertSoldAsync(Tea, Pieces, winners.Length);
        Assert.Equal(Pieces / 2, winners.Length);
    }

    private static async Task<string> EpochAsync(RedisCluster cluster)
    {
        var owner = await cluster.OwnerOfAsync(await cluster.SlotOfAsync("orderbridge:ledger"));
        return await owner.CommandAsync("HGET", "orderbridge:ledger", "epoch");
    }
}
