using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Tracing;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms;

/// <summary>The process around the warehouse: connection, store, signals and what is shown.</summary>
internal static class WarehouseProgram
{
    private const string Name = "reference-wms";

    private static readonly TimeSpan GreetAgain = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(WmsOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var telemetry = new AdapterTelemetry(Name, options.Otlp);
        using var loggers = LoggerFactory.Create(Log);
        var logger = loggers.CreateLogger("OrderBridge.ReferenceWms");
        var timeProvider = TimeProvider.System;

        using var channel = new HubChannel(options.Hub, options.Key);
        var hub = new GrpcHub(channel.Calls, timeProvider);
        var source = SourceOf(options, channel, timeProvider, logger);
        using var store = SqliteWorkStore.Open(options.DataDirectory);
        using var warehouse = new Warehouse(options, source, hub, store, timeProvider, logger);
        var stats = new StatsWriter(warehouse.Counters, options.StatsFile, Console.Out, timeProvider);

        var announcing = AnnounceAsync(hub, timeProvider, logger, stop.Token);
        var showing = stats.RunAsync(stop.Token);
        await warehouse.RunAsync(stop.Token);
        await announcing;
        await showing;
        stats.Show();
    }

    private static ITaskSource SourceOf(WmsOptions options, HubChannel channel, TimeProvider timeProvider, ILogger logger) => options.Kafka.Length > 0
        ? new KafkaTaskSource(options.Kafka, options.KafkaGroup, options.Warehouses, timeProvider, logger)
        : new GrpcTaskSource(channel.Calls, options.Warehouses, timeProvider);

    /// <summary>Ready is when the hub has answered to this key; until then the warehouse keeps trying.</summary>
    private static async Task AnnounceAsync(GrpcHub hub, TimeProvider timeProvider, ILogger logger, CancellationToken stop)
    {
        var said = "";
        while (!stop.IsCancellationRequested)
        {
            var trouble = await hub.GreetAsync(stop);
            if (trouble.Length == 0)
            {
                AdapterProgram.WriteReady(Name, "-");
                return;
            }

            if (trouble != said && !stop.IsCancellationRequested)
            {
                logger.LogWarning("The hub does not answer: {Reason}; trying again", trouble);
                said = trouble;
            }

            await Task.Delay(GreetAgain, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true; // The process ends by itself when it has drained.
        stop.Cancel();
    }

    /// <summary>Standard output is for the ready line and the summary.</summary>
    private static void Log(ILoggingBuilder logging)
    {
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft", LogLevel.Warning);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddSimpleConsole(console => console.SingleLine = true);
    }
}
