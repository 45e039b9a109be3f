using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.Wms.Tests.Hubs;

namespace OrderBridge.Wms.Tests.Running;

/// <summary>The warehouse in this process, over a real connection and a real file.</summary>
public sealed class RunningWarehouse : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly SqliteWorkStore _store;
    private readonly Warehouse _warehouse;
    private readonly Task _running;

    private RunningWarehouse(FakeHub hub, string directory, WmsOptions options)
    {
        _channel = GrpcChannel.ForAddress(hub.Address);
        var calls = _channel.CreateCallInvoker();
        _store = SqliteWorkStore.Open(directory);
        _warehouse = new Warehouse(
            options,
            new GrpcTaskSource(calls, options.Warehouses, TimeProvider.System),
            new GrpcHub(calls, new EarlyTime()),
            _store,
            TimeProvider.System,
            NullLogger.Instance);
        _running = _warehouse.RunAsync(_stop.Token);
    }

    /// <summary>One millisecond for a step: a walk takes no longer than its reports.</summary>
    public static WmsOptions Quick { get; } = new() { StepTime = TimeSpan.FromMilliseconds(1) };

    public WmsStatistics Statistics => _warehouse.Counters.Read(DateTimeOffset.UtcNow);

    public static RunningWarehouse Start(FakeHub hub, TemporaryDirectory directory, WmsOptions? options = null) =>
        new(hub, directory.Path, options ?? Quick);

    /// <summary>Ends as SIGTERM does; the last answers are stored.</summary>
    public async Task<WmsStatistics> StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(180));
        return Statistics;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _warehouse.Dispose();
        _store.Dispose();
        _channel.Dispose();
        _stop.Dispose();
    }

    /// <summary>A clock two minutes ahead, so that calls have as much more time: on a busy machine one that is late would be told twice, and counted so.</summary>
    private sealed class EarlyTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(2);
    }
}
