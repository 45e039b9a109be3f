using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrderBridge.Server.Access;
using OrderBridge.Server.WarmingUp;
using OrderBridge.Storage;

namespace OrderBridge.Server.Hosting;

/// <summary><c>serve</c>: runs a hub until SIGTERM or Ctrl-C.</summary>
public static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            OptionNames.Require(args);
            var settings = HubApplication.Settings(args);
            ListenAddress.RequireFree(settings);
            var warmUp = settings.WarmUp ? await HubWarmUp.RunAsync(HubWarmUp.Patience).ConfigureAwait(false) : null;
            await using var app = HubApplication.Build(args);
            RequireParts(app.Services);
            warmUp?.Log(app.Logger);
            await app.StartAsync().ConfigureAwait(false);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            await Console.Out.WriteLineAsync($"orderbridge-ready hub {address}").ConfigureAwait(false);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0; // Stopped while it started.
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or ValidationException or StorageUnavailableException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"orderbridge: {e.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    /// <summary>
    /// A wrong keys file, or a store that another hub holds, ends the start with a sentence. Keys that are there are read before a store is made, keys that are
    /// missing are made when the store is open: a start that fails leaves nothing behind.
    /// </summary>
    private static void RequireParts(IServiceProvider services)
    {
        if (FirstKey.IsThere(services.GetRequiredService<HubSettings>()))
        {
            services.GetRequiredService<KeyRing>();
        }

        services.GetRequiredService<IStorage>();
        services.GetRequiredService<KeyRing>();
    }
}
