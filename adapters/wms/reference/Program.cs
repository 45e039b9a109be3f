using System.Runtime.InteropServices;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

WmsOptions options;
try
{
    options = WmsOptionsReader.Read(args);
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

var timeProvider = TimeProvider.System;
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));

using var channel = GrpcChannel.ForAddress(options.Hub, new GrpcChannelOptions { MaxReconnectBackoff = TimeSpan.FromSeconds(2) });
var hub = channel.Intercept(metadata =>
{
    if (options.Key.Length > 0)
    {
        metadata.Add("authorization", $"Bearer {options.Key}");
    }

    return metadata;
});

using var store = SqliteWorkStore.Open(options.DataDirectory);
using var warehouse = new Warehouse(
    options,
    new GrpcTaskSource(hub, options.Warehouses, timeProvider),
    new GrpcHub(hub, timeProvider),
    store,
    timeProvider,
    loggers.CreateLogger("OrderBridge.ReferenceWms"));
var stats = new StatsWriter(warehouse.Counters, options.StatsFile, Console.Out, timeProvider);

var announcing = AnnounceAsync();
var showing = stats.RunAsync(stop.Token);
await warehouse.RunAsync(stop.Token);
await announcing;
await showing;
stats.Show();
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // The process ends by itself when it has drained.
    stop.Cancel();
}

async Task AnnounceAsync()
{
    try
    {
        await channel.ConnectAsync(stop.Token);
        Console.WriteLine("orderbridge-ready reference-wms -");
    }
    catch (OperationCanceledException)
    {
        // Told to stop before the hub was there.
    }
}
