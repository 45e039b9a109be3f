using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Redis.Tests.Ledger;

/// <summary>What every ledger must do, on a real server.</summary>
[NeedsRedis]
public sealed class RedisStockLedgerTests(RedisFixture redis) : StockLedgerContract, IClassFixture<RedisFixture>
{
    protected override ValueTask<IStockLedger> CreateAsync() => new(redis.Ledger());
}
