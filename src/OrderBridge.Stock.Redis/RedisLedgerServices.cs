using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Watching;

namespace OrderBridge.Stock.Redis;

/// <summary>Puts the Redis ledger into a host.</summary>
public static class RedisLedgerServices
{
    /// <summary>Takes the place of the ledger that is there, whether this comes before or after <see cref="StockModule.AddStock"/>.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it; the connection is made at the first use and found again for ever.</param>
    /// <param name="options">Null for those that the host has registered, or the defaults.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or asks for what is not supported.</exception>
    public static IServiceCollection AddRedisStockLedger(this IServiceCollection services, string connectionString, RedisLedgerOptions? options = null)
    {
        RedisClient.Configure(connectionString); // Now, and not at the first use.
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new RedisLedgerOptions());
        if (options is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(options));
        }

        services.RemoveAll<IStockLedger>();
        services.AddSingleton(p => new RedisStockLedger(
            connectionString, p.GetRequiredService<RedisLedgerOptions>(), p.GetRequiredService<LedgerDoubts>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RedisStockLedger>>()));
        services.AddSingleton<IStockLedger>(p => p.GetRequiredService<RedisStockLedger>());
        services.AddSingleton<IHostedService>(p => new RedisPulseWorker(
            p.GetRequiredService<RedisStockLedger>(), p.GetRequiredService<RedisLedgerOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RedisPulseWorker>>()));
        return services;
    }
}
