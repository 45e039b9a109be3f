using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrderBridge.Server.Access;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Server.WarmingUp;

/// <summary>
/// A dress rehearsal before the doors open: a hub of its own, over an empty store that is thrown away, takes an order from intake to delivery through its
/// real network, so that what a hub runs is compiled before the first caller comes (docs/decisions/0023). Nothing of it is measured, logged or kept.
/// </summary>
public sealed partial class HubWarmUp
{
    /// <summary>Longer than any machine should need; a hub that is not warm by then starts cold.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _length;
    private readonly Exception? _failure;

    private HubWarmUp(TimeSpan length, Exception? failure) => (_length, _failure) = (length, failure);

    /// <summary>Null when the whole way was gone.</summary>
    internal Exception? Failure => _failure;

    /// <summary>Never throws for what goes wrong in the rehearsal: a cold hub is slow for a moment and otherwise the same.</summary>
    public static async Task<HubWarmUp> RunAsync(TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var limit = new CancellationTokenSource(patience, TimeProvider.System);
            await RehearseAsync(limit.Token).ConfigureAwait(false);
            return new HubWarmUp(Stopwatch.GetElapsedTime(start), failure: null);
        }
#pragma warning disable CA1031 // Whatever it is, a full temporary disk too: the hub itself starts, and says what is wrong with its own options and store.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new HubWarmUp(Stopwatch.GetElapsedTime(start), e);
        }
    }

    public void Log(ILogger logger)
    {
        if (_failure is null)
        {
            LogWarm(logger, (long)_length.TotalMilliseconds);
        }
        else
        {
            LogCold(logger, _failure);
        }
    }

    private static async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var stage = Directory.CreateTempSubdirectory("orderbridge-warm-up-").FullName;
        try
        {
            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            await using var app = HubApplication.Build(Arguments(stage, key), services => services.AddLogging(logging => logging.ClearProviders()));
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            await WarmUpCalls.RunAsync(address, key, cancellationToken).ConfigureAwait(false);
            await app.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(stage, recursive: true);
        }
    }

    /// <summary>Whatever the environment says: nothing outside this process.</summary>
    private static string[] Arguments(string stage, string key)
    {
        var keys = Path.Combine(stage, "keys.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        File.WriteAllText(keys, JsonSerializer.Serialize<KeyEntry[]>([new KeyEntry("warm-up", hash, ["ADMIN"])], JsonSerializerOptions.Web));
        return
        [
            "--data", stage, "--listen", "http://127.0.0.1:0", "--keys", keys,
            "--postgres", string.Empty, "--redis", string.Empty, "--kafka", string.Empty, "--otlp", string.Empty, "--metrics", string.Empty,
        ];
    }

    [LoggerMessage(EventId = 9020, Level = LogLevel.Information, Message = "Warmed up in {Milliseconds} ms")]
    private static partial void LogWarm(ILogger logger, long milliseconds);

    [LoggerMessage(EventId = 9021, Level = LogLevel.Warning, Message = "Could not warm up; the first calls will be slow")]
    private static partial void LogCold(ILogger logger, Exception exception);
}
