using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Shopify.Delivering;
using OrderBridge.Adapters.Shopify.Receiving;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Shopify;

/// <summary>Puts the adapter together.</summary>
public static class ShopifyAdapter
{
    public const string Name = "shopify";

    public static readonly ImmutableArray<string> OptionNames = [.. AdapterSettings.Names, "secret", "secrets:", "channel", "backorder", "test-orders", "cod-gateways"];

    /// <param name="configuration">Settings; see the README.</param>
    /// <param name="change">Changes to the services before the program is built; for tests.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static WebApplication Build(IConfiguration configuration, Action<IServiceCollection>? change = null)
    {
        var builder = AdapterProgram.CreateBuilder(configuration).AddReceivingAdapter(Name, AdapterSettings.Read(configuration));
        builder.Services.AddSingleton(new ShopifySecrets(configuration));
        builder.Services.AddSingleton(provider => new OrderService.OrderServiceClient(provider.GetRequiredService<HubChannel>().Calls));
        builder.Services.AddSingleton<OrderSender>();
        builder.Services.AddSingleton<KnownOrders>();
        builder.Services.AddSingleton<ISpoolDelivery, ShopifyDelivery>();
        builder.Services.AddSingleton<ShopifyReceiver>();
        change?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapReceiver("/webhooks", context => context.RequestServices.GetRequiredService<ShopifyReceiver>().ReceiveAsync(context));
        app.MapHealth();
        return app;
    }
}
