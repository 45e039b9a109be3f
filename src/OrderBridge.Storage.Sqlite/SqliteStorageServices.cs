using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Sqlite;

/// <summary>The embedded store as a service.</summary>
public static class SqliteStorageServices
{
    /// <summary>
    /// Registers the store in one file with all its ports. It opens (lock, migrations) when the host starts, before other hosted services that
    /// were registered later, and writes what waits when the provider is disposed. Needs an <see cref="IEventCodec"/>.
    /// </summary>
    /// <param name="path">Database file, as in <c>data/orderbridge.db</c>.</param>
    public static IServiceCollection AddSqliteStorage(
        this IServiceCollection services, Func<IServiceProvider, string> path, Action<StorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        services.AddOptions<StorageOptions>().Configure(configure ?? (_ => { }));
        services.AddStorage(provider => SqliteStorage.Open(
            path(provider),
            provider.GetRequiredService<IEventCodec>(),
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("OrderBridge.Storage")));
        services.AddHostedService<StorageOpening>();
        return services;
    }

    /// <summary>Asks for the store, so that a wrong path or a second hub stops the start and not the first order.</summary>
    private sealed class StorageOpening(IStorage storage) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => storage.Journal.HeadAsync(cancellationToken).AsTask();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
