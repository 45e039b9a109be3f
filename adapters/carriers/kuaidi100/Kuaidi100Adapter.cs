using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Kuaidi100.Delivering;
using OrderBridge.Adapters.Kuaidi100.Receiving;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Kuaidi100;

/// <summary>Puts the adapter together.</summary>
public static class Kuaidi100Adapter
{
    public const string Name = "kuaidi100";

    public static readonly ImmutableArray<string> OptionNames = [.. AdapterSettings.Names, "salt", "allow-unsigned"];

    /// <param name="configuration">Settings; see the README.</param>
    /// <param name="change">Changes to the services before the program is built; for tests.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static WebApplication Build(IConfiguration configuration, Action<IServiceCollection>? change = null)
    {
        var builder = AdapterProgram.CreateBuilder(configuration).AddReceivingAdapter(Name, AdapterSettings.Read(configuration));
        builder.Services.AddSingleton(PushSettings.Read(configuration));
        builder.Services.AddSingleton(provider => new TrackingService.TrackingServiceClient(provider.GetRequiredService<HubChannel>().Calls));
        builder.Services.AddSingleton<TrackingSender>();
        builder.Services.AddSingleton<ISpoolDelivery, PushDelivery>();
        builder.Services.AddSingleton<PushReceiver>();
        change?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapReceiver("/push", context => context.RequestServices.GetRequiredService<PushReceiver>().ReceiveAsync(context));
        app.MapHealth();
        return app;
    }
}
