using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Redis;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Ledger;

/// <summary>One server for the tests of a class; each ledger has a prefix of its own in it.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly List<RedisStockLedger> _ledgers = [];
    private RedisServer? _server;

    public RedisServer Server => _server!;

    public async Task InitializeAsync()
    {
        if (RedisServer.ReasonToSkip is null)
        {
            _server = await RedisServer.StartAsync();
        }
    }

    /// <param name="sharedPrefix">Prefix of the store, for ledgers of one store.</param>
    public RedisStockLedger Ledger(string? sharedPrefix = null)
    {
        lock (_ledgers)
        {
            var options = new RedisLedgerOptions { KeyPrefix = sharedPrefix ?? $"test-{_ledgers.Count}", IsShared = sharedPrefix is not null };
            RedisDesk.Patiently(options);
            var ledger = new RedisStockLedger(Server.Address + RedisDesk.Unhurried, options, new LedgerDoubts(), TimeProvider.System, NullLogger<RedisStockLedger>.Instance);
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

        _server?.Dispose();
    }
}
