using OrderBridge.Cli.Calling;
using OrderBridge.Cli.Reporting;
using OrderBridge.Cli.Running;
using OrderBridge.Cli.Tracking;
using Spectre.Console;

namespace OrderBridge.Cli.Commands;

/// <summary>Feeds orders to a hub that runs already, over the stream.</summary>
/// <param name="key">Needs ROLE_ADMIN, or channel, warehouse, agent, supervisor, finance and operator together.</param>
/// <param name="warehouseId">Where stock is raised to what the orders ask for that the hub does not have yet.</param>
internal sealed class ReplayCommand(RunOptions options, string hubAddress, string key, string warehouseId, IAnsiConsole console, TimeProvider timeProvider)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var source = OrderSource.Open(options);
        FiguresFile.Check(options.JsonFile);
        console.MarkupLineInterpolated($"Orders: {source.Name}, {source.Book.InvoicesRead} invoices, to {hubAddress}.");
        using var hub = new HubAccess(hubAddress);
        using var run = new OrderRun(options, source, RunCallers.OfOneKey(hub, key), new RunBook(timeProvider), webhooks: null, deadLetters: null, [], warehouseId, console, timeProvider);
        var report = await run.RunAsync(cancellationToken);
        ReportTable.Write(console, report);
        if (options.JsonFile is { } file)
        {
            await FiguresFile.WriteAsync(file, ReportJson.Text(report));
        }

        return report.Proof.IsOk ? 0 : 1;
    }
}
