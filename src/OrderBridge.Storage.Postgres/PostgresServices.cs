using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Postgres;

/// <summary>Registers the shared store.</summary>
public static class PostgresServices
{
    /// <summary>
    /// The host brings the codec, the clock, <see cref="StorageOptions"/> and, where the defaults do not suit, <see cref="PostgresOptions"/>. The store is
    /// opened when it is first asked for.
    /// </summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, string connectionString) =>
        services.AddStorage(p => PostgresStorage.Open(
            connectionString, p.GetRequiredService<IEventCodec>(), p.GetRequiredService<StorageOptions>(),
            p.GetService<PostgresOptions>() ?? new PostgresOptions(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PostgresStorage>>()));
}
