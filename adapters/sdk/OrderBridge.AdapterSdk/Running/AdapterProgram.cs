using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Receiving;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.AdapterSdk.Tracing;
using Polly;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>The program around an adapter: settings, receiver, spool, pump, readiness and the end.</summary>
/// <remarks>
/// SIGTERM: the receiver takes nothing new and finishes what it has begun, then running deliveries end within their drain
/// time; the rest waits in the spool for the next start. Exit 0. Logs go to standard error, standard output holds the ready line.
/// </remarks>
public static class AdapterProgram
{
    /// <param name="args">The command line; a command of <see cref="DeadLetterCommands"/> may stand first.</param>
    /// <param name="names">Names of the program's options; see <see cref="OptionNames"/>.</param>
    /// <exception cref="SettingException">An argument is no option of this program.</exception>
    public static IConfiguration Configure(string[] args, IReadOnlyCollection<string> names)
    {
        var options = DeadLetterCommands.OptionsOf(args);
        OptionNames.Require(options, names);
        var environment = new ConfigurationBuilder().AddEnvironmentVariables("ORDERBRIDGE_").Build();
        return new ConfigurationBuilder().AddConfiguration(environment).AddInMemoryCollection(Hyphenated(environment, names)).AddCommandLine(options).Build();
    }

    /// <summary>An environment name cannot hold a hyphen: ORDERBRIDGE_STEP_TIME is --step-time.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Hyphenated(IConfiguration environment, IEnumerable<string> names) =>
        from name in names
        let value = environment[name.Replace('-', '_')]
        where name.Contains('-', StringComparison.Ordinal) && value is not null
        select KeyValuePair.Create(name, (string?)value);

    /// <summary>A bare host: nothing is read or opened that is not named here.</summary>
    public static WebApplicationBuilder CreateBuilder(IConfiguration configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        AddBasics(builder.Services, builder.Logging);
        return builder;
    }

    /// <summary>The same for a program that listens nowhere.</summary>
    public static HostApplicationBuilder CreateHostBuilder(IConfiguration configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(configuration);
        AddBasics(builder.Services, builder.Logging);
        return builder;
    }

    private static void AddBasics(IServiceCollection services, ILoggingBuilder logging)
    {
        services.TryAddSingleton(TimeProvider.System);
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Adds the receiver's address, the spool, the pump and the way to the hub. The adapter adds its <see cref="ISpoolDelivery"/>.</summary>
    /// <param name="name">Name of the program, such as shopify; for traces.</param>
    public static WebApplicationBuilder AddReceivingAdapter(this WebApplicationBuilder builder, string name, AdapterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        builder.WebHost.UseUrls(settings.Listen.ToString());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // RawBody has the limit, with an answer of its own.
        });
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddHostedService(_ => new AdapterTelemetry(name, settings.Otlp));
        services.AddHubPipeline(settings);
        services.AddSingleton<AdapterCounters>();
        services.AddSingleton(new AdapterFiles(settings.Data));
        services.TryAddSingleton(new SpoolPumpOptions { DeferFor = settings.StockRetry });
        services.AddSingleton(provider => Spool.Open(
            new SpoolOptions
            {
                Directory = provider.GetRequiredService<AdapterFiles>().SpoolDirectory,
                BytesMax = settings.SpoolBytesMax,
                OnDamage = provider.GetRequiredService<SeenIds>().Clear,
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Spool>>()));
        services.AddSingleton(provider => new SeenIds(provider.GetRequiredService<AdapterFiles>().SeenDirectory));
        services.AddSingleton<Inbox>();
        services.AddHostedService<SpoolPump>();
        return builder;
    }

    public static IServiceCollection AddHubPipeline(this IServiceCollection services, AdapterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(_ => new HubChannel(settings.Hub, settings.Key));
        return services.AddSingleton<ResiliencePipeline>(provider =>
            HubPipeline.Build(provider.GetRequiredService<TimeProvider>(), Environment.ProcessId));
    }

    /// <summary>POST to the path: what a platform sends. Its span is called so.</summary>
    public static void MapReceiver(this WebApplication app, string path, RequestDelegate receive) => app.MapPost(path, context =>
    {
        Activity.Current?.DisplayName = $"POST {path}";
        return receive(context);
    });

    /// <summary>GET /health: what is waiting and what has been counted. 503 while the spool is full.</summary>
    public static void MapHealth(this WebApplication app) => app.MapGet("/health", async context =>
    {
        var spool = context.RequestServices.GetRequiredService<Spool>();
        var files = context.RequestServices.GetRequiredService<AdapterFiles>();
        context.Response.StatusCode = spool.IsFull ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", spool.IsFull ? "full" : "ok");
        json.WriteNumber("pending", spool.Pending);
        json.WriteNumber("waiting_for_stock", files.Deferred.Count);
        json.WriteNumber("used_bytes", spool.UsedBytes);
        json.WriteNumber("dead_letter_bytes", files.DeadLetters.Bytes);
        json.WriteNumber("damaged", files.DamagedCount);
        foreach (var (name, count) in context.RequestServices.GetRequiredService<AdapterCounters>().All())
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
    });

    /// <summary>Starts, says so in one line, and runs until it is told to stop.</summary>
    public static async Task RunUntilStoppedAsync(this WebApplication app, string name)
    {
        ArgumentNullException.ThrowIfNull(app);
        await using (app)
        {
            ListenAddress.RequireFree(app.Services.GetRequiredService<AdapterSettings>().Listen);
            _ = app.Services.GetRequiredService<Spool>(); // Opened here: the host would log a stack trace beside the sentence.
            await app.StartAsync();
            WriteReady(name, app.Urls.FirstOrDefault() ?? "-");
            await ((IHost)app).WaitForShutdownAsync();
        }
    }

    public static void WriteReady(string name, string url)
    {
        Console.Out.WriteLine($"orderbridge-ready {name} {url}");
        Console.Out.Flush();
    }

    /// <summary>Runs a program's body; a wrong setting, an owned folder or one of another account is a sentence and exit 2, not a stack trace.</summary>
    public static async Task<int> GuardAsync(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        try
        {
            await body();
            return 0;
        }
        catch (Exception e) when (e is SettingException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e is UnauthorizedAccessException ? $"{e.Message} Give this account the folder, or choose another with --data." : e.Message);
            return 2;
        }
    }
}
