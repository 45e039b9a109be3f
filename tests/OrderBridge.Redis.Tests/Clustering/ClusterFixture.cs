using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Redis;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Clustering;

/// <summary>One cluster for the tests of a class.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly List<RedisStockLedger> _ledgers = [];
    private RedisCluster? _cluster;

    public RedisCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        if (RedisServer.ReasonToSkip is null)
        {
            _cluster = await RedisCluster.StartAsync();
        }
    }

    public RedisStockLedger Ledger()
    {
        lock (_ledgers)
        {
            var options = new RedisLedgerOptions { KeyPrefix = $"test-{_ledgers.Count}" };
            RedisDesk.Patiently(options);
            var ledger = new RedisStockLedger(Cluster.Address + RedisDesk.Unhurried, options, new LedgerDoubts(), TimeProvider.System, NullLogger<RedisStockLedger>.Instance);
            _ledgers.Add(ledger);
            return ledger;
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var ledger in _ledgers)
        {
            await ledger.DisposeAsync();
        }

        _cluster?.Dispose();
    }
}
