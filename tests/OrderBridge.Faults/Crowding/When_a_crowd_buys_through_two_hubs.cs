using System.Globalization;
using Grpc.Core;
using Npgsql;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Stage;
using OrderBridge.Hub.Tests.Stage;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Crowding;

/// <summary>
/// 300 buyers for 100 units through two hubs, on every ledger that two hubs may have: their own in memory, one in Redis, one in a Redis Cluster. The store
/// that hubs share is PostgreSQL; a file has one hub, which lets no second one in (decision 0013), so Redis before SQLite is tried through that one.
/// Memory before SQLite, which is also one hub, is in EndToEnd's crowd.
/// </summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_a_crowd_buys_through_two_hubs(FaultCluster cluster)
{
    private const int Buyers = 300;
    private const int Units = 100;

    [RequiresServersFact]
    public async Task On_postgres_and_redis()
    {
        await cluster.ReadyAsync();
        await BuyAsync(cluster.Hubs, cluster.Database);
        cluster.Notebook.Moved("crowded", Units);
    }

    [RequiresServersFact]
    public async Task On_postgres_and_memory()
    {
        await cluster.ReadyAsync();
        await BuyAsync("crowd_memory");
    }

    [RequiresServersFact]
    public async Task On_postgres_and_a_redis_cluster()
    {
        await cluster.ReadyAsync();
        using var redis = await RedisCluster.StartAsync();
        await BuyAsync("crowd_cluster", "--redis", redis.Address);
    }

    /// <summary>Two hubs on one file are not to be had: the second ends at its start with the name of the first.</summary>
    [RedisFact]
    public async Task On_sqlite_and_redis_through_the_one_hub_that_a_file_has()
    {
        using var redis = await RedisServer.StartAsync();
        await using HubSeat only = new("only", _ => ["--redis", redis.Address]);
        await only.StartAsync();
        await BuyAsync([only]);

        var level = (await new StockService.StockServiceClient(only.Channel).GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "crowded" })).Levels.Single();
        Assert.Equal((Units, Units), (level.OnHand, level.Reserved));
        Assert.Equal($"{Units} {Units} 0 0", await redis.CommandAsync("HGET", $"orderbridge:{{{Samples.Warehouse}}}:stock", "l:crowded"));
    }

    /// <summary>Two hubs of their own on a database of their own.</summary>
    private async Task BuyAsync(string database, params string[] more)
    {
        using (var server = cluster.Connect(cluster.Postgres.ConnectionString("postgres")))
        {
#pragma warning disable CA2100 // Constant text of tests.
            using var create = new NpgsqlCommand($"CREATE DATABASE {database}", server);
#pragma warning restore CA2100
            create.ExecuteNonQuery();
        }

        var connection = cluster.Postgres.ConnectionString(database);
        await using HubSeat one = new("one", _ => ["--postgres", connection, .. more]), two = new("two", _ => ["--postgres", connection, .. more]);
        await Task.WhenAll(one.StartAsync(), two.StartAsync());
        await BuyAsync([one, two], connection);
    }

    private async Task BuyAsync(IReadOnlyList<HubSeat> hubs, string database)
    {
        await BuyAsync(hubs);
        using var store = cluster.Connect(database);
        var level = Evidence.ReadLevels(store).Single(l => l.Sku == "crowded");
        Assert.Equal((Units, Units), (level.OnHand, level.Reserved));
    }

    private static async Task BuyAsync(IReadOnlyList<HubSeat> hubs)
    {
        await new StockService.StockServiceClient(hubs[0].Channel).SetStockAsync(Samples.Stock("crowded", Units));
        await Task.WhenAll(hubs.Select(hub => Eventually.BecomesAsync($"{hub.Name}'s ledger has heard of the goods", () => AgreesAsync(hub))));

        var answers = await Task.WhenAll(Enumerable.Range(0, Buyers).Select(i => BuyAsync(hubs[i % hubs.Count], i)));

        Assert.Equal(Units, answers.Count(reason => reason.Length == 0));
        Assert.Equal(Buyers - Units, answers.Count(reason => reason == "OUT_OF_STOCK"));
        foreach (var hub in hubs)
        {
            var proof = await new AdminService.AdminServiceClient(hub.Channel).ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true }, deadline: DateTime.UtcNow + Judge.ProofMost);
            Assert.True(proof is { Ok: true, UnitsOversold: 0 }, proof.ToString());
        }
    }

    private static async Task<bool> AgreesAsync(HubSeat hub)
    {
        try
        {
            var explained = await new StockService.StockServiceClient(hub.Channel)
                .ExplainStockAsync(new ExplainStockRequest { WarehouseId = Samples.Warehouse, SkuId = "crowded" });
            return explained.LedgerLevel.OnHand == Units && explained.Agrees;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.Unavailable)
        {
            return false;
        }
    }

    /// <summary>Why not; empty when bought.</summary>
    private static async Task<string> BuyAsync(HubSeat hub, int buyer)
    {
        var order = Samples.Order(string.Create(CultureInfo.InvariantCulture, $"crowd-{buyer}"), "crowded");
        try
        {
            await new OrderService.OrderServiceClient(hub.Channel).IngestOrderAsync(new IngestOrderRequest { Order = order });
            return string.Empty;
        }
        catch (RpcException e)
        {
            return Refused.Of(e).Reason;
        }
    }
}
