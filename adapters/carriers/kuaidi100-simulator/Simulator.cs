using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kuaidi100Simulator.Pushing;
using OrderBridge.Kuaidi100Simulator.Watching;

namespace OrderBridge.Kuaidi100Simulator;

/// <summary>Puts the simulator together.</summary>
public static class Simulator
{
    public const string Name = "kuaidi100-simulator";

    public static IHost Build(IConfiguration configuration)
    {
        var settings = SimulatorSettings.Read(configuration);
        var builder = AdapterProgram.CreateHostBuilder(configuration);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(_ => new HubChannel(settings.Hub, settings.Key));
        services.AddSingleton(provider => new TrackingService.TrackingServiceClient(provider.GetRequiredService<HubChannel>().Calls));
        services.AddSingleton(_ => new HttpClient { Timeout = TimeSpan.FromSeconds(30) });
        services.AddSingleton(_ => new ParcelBook(settings.Data));
        services.AddSingleton<PushSender>();
        services.AddSingleton<ParcelRunner>();
        services.AddSingleton<ShipmentWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<ShipmentWatcher>());
        return builder.Build();
    }

    public static async Task RunUntilStoppedAsync(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        await host.StartAsync();
        var stopping = host.WaitForShutdownAsync();
        if (await Task.WhenAny(host.Services.GetRequiredService<ShipmentWatcher>().Connected.Task, stopping) != stopping)
        {
            AdapterProgram.WriteReady(Name, "-");
        }

        await stopping;
        host.Dispose();
    }
}
