using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>A hub as its program builds it: Kestrel on a free port of loopback, SQLite in a directory of its own. The clients have every right.</summary>
public sealed class RunningHub : IAsyncDisposable
{
    /// <summary>A drain lasts as long as its option says, two minutes at most here.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(4);

    /// <summary>On a busy machine a stop is not cut short, and a store that a test holds stays blocked for as long as it is held.</summary>
    private static readonly string[] Unhurried = ["--Overload:DrainTime", "00:01:00", "--Storage:LockPatience", "00:05:00"];

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private bool _isDirectoryOurs;

    private RunningHub(WebApplication app, string dataDirectory)
    {
        (_app, DataDirectory) = (app, dataDirectory);
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var calls = As(Role.Admin);
        (Orders, Stock, Fulfilment) = (new(calls), new(calls), new(calls));
        (Tracking, Events, Admin, Health) = (new(calls), new(calls), new(calls), new(Anonymous));
    }

    public string Address { get; }

    public string DataDirectory { get; }

    public string Database => Path.Combine(DataDirectory, "orderbridge.db");

    public IServiceProvider Services => _app.Services;

    public OrderService.OrderServiceClient Orders { get; }

    public StockService.StockServiceClient Stock { get; }

    public FulfilmentService.FulfilmentServiceClient Fulfilment { get; }

    public TrackingService.TrackingServiceClient Tracking { get; }

    public EventService.EventServiceClient Events { get; }

    public AdminService.AdminServiceClient Admin { get; }

    public Health.HealthClient Health { get; }

    public CallInvoker Anonymous => _channel.Intercept(new Patience());

    public static string NewDirectory() => Directory.CreateTempSubdirectory("orderbridge-hub-").FullName;

    /// <param name="options">As on the command line.</param>
    public static Task<RunningHub> StartAsync(params string[] options) => StartAnewAsync(null, options);

    /// <param name="clock">Null for real time.</param>
    public static Task<RunningHub> StartAsync(HubClock? clock, params string[] options) =>
        StartAnewAsync(services => services.AddSingleton<TimeProvider>(clock ?? TimeProvider.System), options);

    /// <summary>On a directory that goes with the hub.</summary>
    /// <inheritdoc cref="StartOnAsync"/>
    public static async Task<RunningHub> StartAnewAsync(Action<IServiceCollection>? replace, params string[] options)
    {
        var hub = await StartOnAsync(NewDirectory(), replace, options);
        hub._isDirectoryOurs = true;
        return hub;
    }

    /// <param name="replace">Puts the test's own parts in.</param>
    public static async Task<RunningHub> StartOnAsync(string dataDirectory, Action<IServiceCollection>? replace, params string[] options)
    {
        string[] args = ["--data", dataDirectory, "--listen", "http://127.0.0.1:0", "--keys", HubKeys.WriteTo(dataDirectory), .. Unhurried, .. options];
        var app = HubApplication.Build(args, services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider, QuietLogs>();
            replace?.Invoke(services);
        });
        await app.StartAsync().WaitAsync(Patience.Length);
        return new RunningHub(app, dataDirectory);
    }

    /// <summary>Calls with the key of a role.</summary>
    public CallInvoker As(Role role) => With($"Bearer {HubKeys.Of(role)}");

    /// <summary>Calls with this text as authorization.</summary>
    public CallInvoker With(string authorization) => _channel.Intercept(new Patience()).Intercept(metadata =>
    {
        metadata.Add("authorization", authorization);
        return metadata;
    });

    /// <summary>Keeps the store from writing until it is disposed; readers go on.</summary>
    public StoreHold HoldStore() => StoreHold.Take(Database);

    /// <summary>What SIGTERM does: drains and stops; the store is closed after it.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync().WaitAsync(StopPatience);
        await Task.Run(() => _app.DisposeAsync().AsTask()).WaitAsync(Patience.Length);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await StopAsync();
        if (_isDirectoryOurs && Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}
