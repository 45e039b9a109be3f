using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Orders.Ports;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage;

/// <summary>Gives an opened store's ports to the modules.</summary>
public static class StorageServices
{
    /// <summary>Registers the store (opened when it is first asked for, closed with the provider) and its ports.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, Func<IServiceProvider, IStorage> open)
    {
        services.AddSingleton(open);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Journal);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Aggregates);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Timers);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().StockLevels);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Orders);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Fulfilments);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Shipments);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Messages);
        services.AddSingleton(p => p.GetRequiredService<IStorage>().Leases);
        return services;
    }
}
