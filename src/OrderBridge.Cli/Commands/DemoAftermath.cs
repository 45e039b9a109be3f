using OrderBridge.Cli.RunningProcesses;
using Spectre.Console;

namespace OrderBridge.Cli.Commands;

/// <summary>After the figures: what to try next, or the demo left running until Ctrl-C.</summary>
internal sealed class DemoAftermath(bool isKept, DemoProcesses processes, RunDirectory run, RunKeys keys, IAnsiConsole console, TimeProvider timeProvider)
{
    /// <returns>False when a program that was to be kept running ended by itself.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (!isKept)
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
            await Task.Delay(DemoCommand.Grace, timeProvider, cancellationToken);
            console.WriteLine(ended);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true; // Ctrl-C: the end of a kept demo is no failure.
        }
    }
}
