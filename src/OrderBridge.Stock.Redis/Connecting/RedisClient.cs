using System.Reflection;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Connecting;

/// <summary>Settings of the client that the two versions which OrderBridge builds with (eng/registry) spell differently, or that only one of them has.</summary>
internal static class RedisClient
{
    /// <exception cref="ArgumentException">It cannot be read, or asks for what is not supported.</exception>
    public static ConfigurationOptions Configure(string connectionString)
    {
        var configuration = ConfigurationOptions.Parse(connectionString);
        if (!string.IsNullOrEmpty(configuration.ServiceName))
        {
            throw new ArgumentException(
                "Redis: serviceName= is not supported, Sentinels are not asked. Name the servers that they watch, as host:port,host:port; who of them is master is found out.",
                nameof(connectionString));
        }

        configuration.AbortOnConnectFail = false; // A hub starts without Redis and finds it later.
        configuration.AllowAdmin = true; // INFO, which says who a server is, counts as that.
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = 1000;
        configuration.ConfigCheckSeconds = 5;
        configuration.KeepAlive = 5;
        configuration.ReconnectRetryPolicy = new LinearRetry(200);
        FailFast(configuration);
        return configuration;
    }

    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration, null).ConfigureAwait(false);
        if (typeof(ConnectionMultiplexer).Assembly.GetName().Version?.Major == 1)
        {
            // In order, one continuation that blocks would stall every caller. Later versions have no order to switch off.
            typeof(ConnectionMultiplexer).GetProperty("PreserveAsyncOrder")!.SetValue(multiplexer, false);
        }

        return multiplexer;
    }

    /// <summary>Later versions queue calls while there is no connection and send them when their callers have gone.</summary>
    private static void FailFast(ConfigurationOptions configuration)
    {
        var policy = typeof(ConfigurationOptions).GetProperty("BacklogPolicy");
        policy?.SetValue(configuration, policy.PropertyType.GetProperty("FailFast", BindingFlags.Public | BindingFlags.Static)!.GetValue(null));
    }
}
