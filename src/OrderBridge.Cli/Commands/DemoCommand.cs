using OrderBridge.Cli.Calling;
using OrderBridge.Cli.CheckingServers;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.Reporting;
using OrderBridge.Cli.Running;
using OrderBridge.Cli.RunningProcesses;
using OrderBridge.Cli.RunningServers;
using OrderBridge.Cli.Tracking;
using Spectre.Console;

namespace OrderBridge.Cli.Commands;

/// <summary>Shows the whole way of orders on this machine: starts everything, feeds, waits, proves, ends.</summary>
internal sealed class DemoCommand(RunOptions options, ServerOptions servers, IAnsiConsole console, TimeProvider timeProvider)
{
    /// <summary>From this many invoices on, warehouse and carrier report fewer steps and pack larger parcels.</summary>
    private const int LargeFrom = 1000;

    /// <summary>A call that fails may do so because a program is ending: how long to wait for its name.</summary>
    private static readonly TimeSpan CausePatience = TimeSpan.FromSeconds(10);

    /// <summary>Ctrl-C in a terminal reaches every program at once: how long to wait for this one's own.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <returns>0, or 1 when a proof fails or a program that was to be kept running ended by itself.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var source = OrderSource.Open(options);
        FiguresFile.Check(options.JsonFile);
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);
        await using var given = new GivenServers(servers.Given, console.WriteLine, timeProvider);
        await given.CheckAsync(layout, cancellationToken);
        console.MarkupLineInterpolated($"Orders: {source.Name}, {source.Book.InvoicesRead} invoices.");
        using var run = new RunDirectory { Keep = true }; // Until the end is known; what failed leaves its logs.
        using var stopping = cancellationToken.Register(() => run.Keep = options.Keep); // Stopped is not failed.
        using var guardian = new Guardian();
        var launcher = new Launcher(run, guardian, timeProvider);
        await using var started = new ClusterServers(run, launcher, guardian);
        var topology = await StartServersAsync(started, layout, run, cancellationToken);
        var keys = new RunKeys();
        await using var processes = new DemoProcesses(layout, run, launcher, keys, topology, started.Running);
        await StartAsync(source, processes, run, cancellationToken);
        var report = await FeedAsync(source, processes, keys, cancellationToken) with { Topology = topology };
        report = options.Keep ? report : await StopAndProveAsync(report, processes, cancellationToken);
        ReportTable.Write(console, report);
        if (options.JsonFile is { } file)
        {
            await FiguresFile.WriteAsync(file, ReportJson.Text(report));
        }

        run.Keep = options.Keep || !report.Proof.IsOk;
        return await new DemoAftermath(options.Keep, processes, run, keys, console, timeProvider).RunAsync(cancellationToken) && report.Proof.IsOk ? 0 : 1;
    }

    /// <summary>Says what the demo stands on; of a cluster, starts what was not given.</summary>
    private async Task<Topology> StartServersAsync(ClusterServers started, RepositoryLayout layout, RunDirectory run, CancellationToken cancellationToken)
    {
        var topology = servers.Given;
        if (servers.IsCluster)
        {
            try
            {
                var kafka = KafkaHome.Find(layout);
                console.MarkupLineInterpolated($"{ClusterServers.Announce(servers.Given, kafka)}");
                topology = await started.StartAsync(servers.Given, kafka.Script, cancellationToken);
            }
            catch (UsageException)
            {
                run.Keep = false; // Something is not installed; there is nothing to look at.
                throw;
            }
        }

        console.MarkupLineInterpolated($"{topology.Sentence}");
        return topology;
    }

    private async Task StartAsync(OrderSource source, DemoProcesses processes, RunDirectory run, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"Starting hub, channel adapter, warehouse, carrier adapter and carrier; data and logs in {run.Root}");
        try
        {
            await processes.StartAsync(source.Book.Invoices.Count >= LargeFrom, cancellationToken);
        }
        catch (UsageException)
        {
            run.Keep = false; // Something is not built; there is nothing to look at.
            throw;
        }
    }

    private async Task<RunReport> FeedAsync(OrderSource source, DemoProcesses processes, RunKeys keys, CancellationToken cancellationToken)
    {
        using var first = new HubAccess(processes.FirstHub);
        using var last = new HubAccess(processes.LastHub);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var book = new RunBook(timeProvider);
        using var webhooks = new WebhookFeeder(http, new Uri(new Uri(processes.ShopifyUrl), "/webhooks"), processes.ShopifySecret, book, timeProvider);
        var callers = new RunCallers(
            last.As(keys[RunKeys.OnlineRetail]), first.As(keys[RunKeys.Warehouse]), last.As(keys[RunKeys.Desk]), first.As(keys[RunKeys.Finance]), first.As(keys[RunKeys.Operations]));
        using var order = new OrderRun(options, source, callers, book, webhooks, async _ => [.. (await processes.ReadDeadLettersAsync()).Select(DeadLetter.Parse).OfType<DeadLetter>()], processes.HubIds, DemoProcesses.WarehouseId, console, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = order.RunAsync(either.Token);
        var ending = processes.WhenOneEndsAsync(either.Token);
        await Task.WhenAny(running, ending);
        if (!running.IsCompletedSuccessfully)
        {
            await Task.WhenAny(ending, Task.Delay(CausePatience, timeProvider, CancellationToken.None));
            await Task.Delay(Grace, timeProvider, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (ending.IsCompletedSuccessfully && !running.IsCompletedSuccessfully)
        {
            await either.CancelAsync();
            throw new ChildFailedException(await ending);
        }

        var report = await running;
        await either.CancelAsync();
        return report;
    }

    /// <summary>The last check. Ctrl-C ends it without figures, as at any other time: half a check has proved nothing.</summary>
    private async Task<RunReport> StopAndProveAsync(RunReport report, DemoProcesses processes, CancellationToken cancellationToken)
    {
        await processes.StopAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var offline = await processes.ProveOfflineAsync(cancellationToken);
        if (offline.IsOk is not true)
        {
            await Task.Delay(Grace, timeProvider, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return report with { Proof = report.Proof with { Offline = offline } };
    }
}
