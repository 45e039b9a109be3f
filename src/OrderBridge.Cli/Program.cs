using System.Runtime.InteropServices;
using OrderBridge.Cli;
using OrderBridge.Cli.Commands;
using OrderBridge.Cli.ReadingOrders;
using OrderBridge.Cli.Reporting;
using OrderBridge.Cli.RunningProcesses;
using Spectre.Console;

// A terminal that closes may say the same twice at once; who says it again later has lost patience.
var sameWish = TimeSpan.FromSeconds(1);
long askedAt = 0;
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    return await RunAsync(args, stop.Token);
}
catch (Exception e) when (e is UsageException or OrderFileException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Exception) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped."); // What breaks while everything ends is no news.
    return 130;
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync(Ending.Of(e));
    return 1;
}

static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
{
    var console = AnsiConsole.Console;
    if (Console.IsOutputRedirected)
    {
        // A file or a pipe shows no colours and has no edge to break lines at.
        (console.Profile.Width, console.Profile.Capabilities.Ansi, console.Profile.Capabilities.ColorSystem) = (200, false, ColorSystem.NoColors);
    }

    var (verb, rest) = args is [var first, .. var others] ? (first, others) : ("help", []);
    switch (rest is ["help" or "--help" or "-h", ..] ? "help" : verb)
    {
        case "demo":
            var demo = CommandLine.Parse(rest, [.. RunOptions.Names, .. ServerOptions.Names], ["keep", ServerOptions.Cluster]);
            return await new DemoCommand(RunOptions.Read(demo), ServerOptions.Read(demo), console, TimeProvider.System).RunAsync(cancellationToken);
        case "replay":
            var replay = CommandLine.Parse(rest, [.. RunOptions.Names, "hub", "key", "warehouse"], []);
            return await new ReplayCommand(
                RunOptions.Read(replay), replay.Required("hub", "address of the hub"), replay.Required("key", "API key"),
                replay.Text("warehouse") ?? DemoProcesses.WarehouseId, console, TimeProvider.System).RunAsync(cancellationToken);
        case "prove":
            var prove = CommandLine.Parse(rest, ["hub", "key"], []);
            return await new ProveCommand(prove.Required("hub", "address of the hub"), prove.Required("key", "API key"), console).RunAsync(cancellationToken);
        case "help" or "--help" or "-h":
            console.WriteLine("demo    start everything on this machine, feed orders, prove");
            console.WriteLine("replay  feed orders to a running hub: --hub URL --key KEY");
            console.WriteLine("prove   check a running hub's store: --hub URL --key KEY");
            console.WriteLine("Options and figures: docs/demo.md");
            return 0;
        default:
            throw new UsageException($"'{verb}' is not a command; there are demo, replay, prove and help.");
    }
}

void Stop(PosixSignalContext signal)
{
    var before = Interlocked.CompareExchange(ref askedAt, TimeProvider.System.GetTimestamp(), 0);
    if (before != 0 && TimeProvider.System.GetElapsedTime(before) > sameWish)
    {
        return; // Ends here and now; the guardian ends the programs that were started.
    }

    signal.Cancel = true; // Ended below, after the programs that were started.
    stop.Cancel();
}
