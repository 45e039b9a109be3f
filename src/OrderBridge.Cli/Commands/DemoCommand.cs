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

    /// <summary>Ctrl-C in a terminal reaches every program at once, and a program's end its callers: how long to wait for the cause behind an effect.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <returns>0, or 1 when a proof fails or a program that was to be kept running ended by itself.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var source = OrderSource.Open(options);
        ReportJson.Check(options.JsonFile);
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);
        await using var given = new GivenServers(servers.Given, console.WriteLine, timeProvider);
        await given.CheckAsync(layout, cancellationToken);
        console.MarkupLineInterpolated($"Orders: {source.Name}, {source.Book.InvoicesRead} invoices.");
        using var run = new RunDirectory { Keep = true }; // Until the end is known; what failed leaves its logs.
        using var stopping = cancellationToken.Register(() => run.Keep = options.Keep); // Stopped is not failed.
        await using var started = new ClusterServers(run, timeProvider);
        var topology = await StartServersAsync(started, layout, run, cancellationToken);
        var keys = new RunKeys();
        await using var processes = new DemoProcesses(layout, run, keys, topology, started.Running, timeProvider);
        await StartAsync(source, processes, run, cancellationToken);
        var report = await FeedAsync(source, processes, keys, cancellationToken) with { Topology = topology };
        report = options.Keep ? report : await StopAndProveAsync(report, processes);
        ReportTable.Write(console, report);
        if (options.JsonFile is { } file)
        {
            await ReportJson.WriteAsync(report, file);
        }

        run.Keep = options.Keep || !report.Proof.IsOk;
        return await AfterwardsAsync(processes, run, keys, cancellationToken) && report.Proof.IsOk ? 0 : 1;
    }

    /// <summary>Says what the demo stands on; of a cluster, starts what was not given.</summary>
    private async Task<Topology> StartServersAsync(ClusterServers started, RepositoryLayout layout, RunDirectory run, CancellationToken cancellationToken)
    {
        var topology = servers.Given;
        if (servers.IsCluster)
        {
            try
            {
                ClusterServers.Require(servers.Given);
                var kafka = KafkaHome.Find(layout);
                console.MarkupLineInterpolated($"Starting {(kafka.Script is null ? "PostgreSQL and Redis" : "PostgreSQL, Redis and Kafka")}{(kafka.Trouble.Length > 0 && servers.Given.Kafka is null ? $"; {kafka.Trouble}" : string.Empty)}");
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
        using var order = new OrderRun(options, source, callers, book, webhooks, processes.HubIds, DemoProcesses.WarehouseId, console, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = order.RunAsync(either.Token);
        var ending = processes.WhenOneEndsAsync(either.Token);
        await Task.WhenAny(running, ending);
        if (!running.IsCompletedSuccessfully)
        {
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

    private static async Task<RunReport> StopAndProveAsync(RunReport report, DemoProcesses processes)
    {
        await processes.StopAsync();
        return report with { Proof = report.Proof with { OfflineOk = await processes.ProveOfflineAsync() } };
    }

    /// <returns>False when a program that was to be kept running ended by itself.</returns>
    private async Task<bool> AfterwardsAsync(DemoProcesses processes, RunDirectory run, RunKeys keys, CancellationToken cancellationToken)
    {
        if (!options.Keep)
        {
            console.MarkupLine("Try next: [bold]./orderbridge demo --orders FILE[/] with your own CSV, [bold]--keep[/] to look around, [bold]./orderbridge serve[/] for a hub that stays; docs/demo.md explains every figure.");
            return true;
        }

        keys.WritePlain(run.At("keys.json"));
        console.MarkupLineInterpolated($"""
            Still running; Ctrl-C ends it and keeps {run.Root}.
              hub      {string.Join(", ", processes.HubUrls)}  (gRPC, reflection)
              shopify  {processes.ShopifyUrl}/webhooks
              carrier  {processes.CarrierUrl}
              keys     {run.At("keys.json")}  (the hub has only their hashes: {processes.KeysFile})
            Try: ./orderbridge prove --hub {processes.FirstHub} --key KEY   with the key "operations" of that file
                 grpcurl -plaintext -H "authorization: Bearer KEY" -d '{"{"}"page_size":3{"}"}' {new Uri(processes.FirstHub).Authority} orderbridge.orders.v1.OrderService/ListOrders
            """);
        try
        {
            var ended = await processes.WhenOneEndsAsync(cancellationToken);
            await Task.Delay(Grace, timeProvider, cancellationToken);
            console.WriteLine(ended);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true; // Ctrl-C: the end of a kept demo is no failure.
        }
    }
}
