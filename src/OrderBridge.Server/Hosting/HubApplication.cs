using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Flows;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Limiting;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Proving;
using OrderBridge.Server.Reading;
using OrderBridge.Server.Relaying;
using OrderBridge.Server.Services;
using OrderBridge.Server.Standard;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.Telemetry;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock;
using OrderBridge.Stock.Redis;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;
using OrderBridge.Storage.Sqlite;

namespace OrderBridge.Server.Hosting;

/// <summary>Wires a hub: storage, modules, flows, services.</summary>
public static class HubApplication
{
    /// <summary>One adapter uses one connection with many streams; a watching stream per order of a page still fits.</summary>
    private const int StreamsPerConnection = 1000;

    /// <summary>A silent connection is asked whether it lives after this long, and counts as gone when it does not answer for as long again. An assumption.</summary>
    private static readonly TimeSpan AliveAsk = TimeSpan.FromSeconds(20);

    /// <param name="args">As on the command line, without the verb.</param>
    /// <param name="replace">Lets tests put their own clock or ledger in.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = Configured(args);
        var settings = HubSettings.Read(builder.Configuration);
        HubSettings.Bind(builder.Services, builder.Configuration);
        AddLogging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, settings));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => KeyRing.FromFile(FirstKey.Ensure(settings, Console.Out)));
        AddHub(builder.Services, settings);
        AddLedger(builder.Services, settings);
        builder.Services.AddKafka(HubSettings.Kafka(builder.Configuration));
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        MapServices(app);
        MapMetrics(app, settings);
        return app;
    }

    /// <summary>What <paramref name="args"/>, environment and appsettings.json say, before anything is built.</summary>
    /// <exception cref="ArgumentException">A value cannot be read; the sentence names it.</exception>
    public static HubSettings Settings(string[] args) => HubSettings.Read(Configured(args).Configuration);

    private static WebApplicationBuilder Configured(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.AddEnvironmentVariables("ORDERBRIDGE_").AddCommandLine(args);
        return builder;
    }

    private static void AddHub(IServiceCollection services, HubSettings settings)
    {
        services.AddSingleton<IEventCodec, EventCodec>();
        AddStore(services, settings);
        services.AddSingleton<OpenResponses>().AddHostedService<HubDrain>().AddHostedService<HubStart>().AddHostedService<LedgerHealth>();
        services.AddStock();
        services.AddOrderFlows().AddFlowWorkers();
        services.AddSingleton(new AccessTable(ContractFiles.Served)).AddSingleton(new CommandTable(ContractFiles.Served)).AddSingleton<CallGate>();
        services.AddSingleton<HealthState>().AddSingleton<ReflectionIndex>();
        services.AddSingleton<JournalFollower>().AddSingleton<StateAt>().AddSingleton<TaskMessages>();
        services.AddSingleton<OrderIngest>().AddSingleton<StockRequests>().AddSingleton<AvailabilityWatch>().AddSingleton<TaskStream>().AddSingleton<EventChannels>();
        services.AddSingleton<HubProof>().AddSingleton<HubStatistics>().AddSingleton<HubMetrics>().AddSingleton<HubTelemetry>();
        services.AddSingleton<KeyCheck>().AddSingleton<AccessInterceptor>().AddSingleton<ErrorInterceptor>().AddSingleton<GateInterceptor>().AddSingleton<LimitInterceptor>().AddSingleton<RefusedMessages>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MessageSize.BytesMax;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AccessInterceptor>();
            grpc.Interceptors.Add<GateInterceptor>();
            grpc.Interceptors.Add<LimitInterceptor>();
        });
        services.RemoveAll(typeof(IServiceMethodProvider<>)).AddSingleton(typeof(IServiceMethodProvider<>), typeof(ReadableMethods<>));
        services.AddOptions<HostOptions>().Configure<OverloadOptions>((host, overload) => host.ShutdownTimeout = overload.DrainTime);
    }

    /// <summary>A file for one hub, or a database that several share.</summary>
    private static void AddStore(IServiceCollection services, HubSettings settings)
    {
        if (settings.Postgres.Length > 0)
        {
            services.AddPostgresStorage(settings.Postgres);
            services.AddHostedService<NeighbourStock>();
            return;
        }

        services.AddStorage(p => SqliteStorage.Open(
            settings.Database, p.GetRequiredService<IEventCodec>(), p.GetRequiredService<StorageOptions>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<SqliteStorage>>()));
    }

    /// <summary>Memory, unless the settings name a Redis.</summary>
    private static void AddLedger(IServiceCollection services, HubSettings settings)
    {
        if (settings.Redis.Length > 0)
        {
            services.AddRedisStockLedger(settings.Redis);
        }
    }

    private static void MapServices(WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<OpenResponses>().PassAsync);
        app.Use((context, next) => app.Services.GetRequiredService<KeyCheck>().PassAsync(context, next)); // Not before the keys are there.
        app.Use(MessageSize.ExplainAsync);
        app.MapGrpcService<OrderGrpcService>();
        app.MapGrpcService<StockGrpcService>();
        app.MapGrpcService<FulfilmentGrpcService>();
        app.MapGrpcService<TrackingGrpcService>();
        app.MapGrpcService<EventGrpcService>();
        app.MapGrpcService<AdminGrpcService>();
        app.MapGrpcService<HealthService>();
        app.MapGrpcService<ReflectionV1Service>();
        app.MapGrpcService<ReflectionV1AlphaService>();
    }

    private static void MapMetrics(WebApplication app, HubSettings settings)
    {
        var telemetry = app.Services.GetRequiredService<HubTelemetry>();
        if (settings.Metrics is not null)
        {
            // Calls come over HTTP/2 only, so that HTTP/1.1 is the metrics address and nothing else.
            app.UseOpenTelemetryPrometheusScrapingEndpoint(
                telemetry.Metrics, http => HttpProtocol.IsHttp11(http.Request.Protocol) && http.Request.Path == "/metrics",
                path: null, configureBranchedPipeline: null, optionsName: null);
        }
    }

    private static void Configure(KestrelServerOptions kestrel, HubSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.MinRequestBodyDataRate = null; // A stream may be silent for long; whether its caller is still there is asked.
        kestrel.Limits.Http2.KeepAlivePingDelay = AliveAsk;
        kestrel.Limits.Http2.KeepAlivePingTimeout = AliveAsk;
        kestrel.Listen(settings.Listen, listen => listen.Protocols = HttpProtocols.Http2);
        if (settings.Metrics is { } metrics)
        {
            kestrel.Listen(metrics, listen => listen.Protocols = HttpProtocols.Http1);
        }
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
    }
}
