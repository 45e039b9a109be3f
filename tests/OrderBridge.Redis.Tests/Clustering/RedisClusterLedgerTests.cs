using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Redis.Tests.Clustering;

/// <summary>What every ledger must do, with its warehouses on different nodes.</summary>
[NeedsRedis]
public sealed class RedisClusterLedgerTests(ClusterFixture cluster) : StockLedgerContract, IClassFixture<ClusterFixture>
{
    protected override ValueTask<IStockLedger> CreateAsync() => new(cluster.Ledger());
}
