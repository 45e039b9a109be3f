using OrderBridge.Cli.Calling;
using OrderBridge.Contracts.Admin.V1;
using Spectre.Console;

namespace OrderBridge.Cli.Commands;

/// <summary>Asks a running hub to check its whole store.</summary>
internal sealed class ProveCommand(string hubAddress, string key, IAnsiConsole console)
{
    /// <returns>0, or 1 when something is wrong.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var hub = new HubAccess(hubAddress);
        var caller = hub.As(key);
        var proof = await caller.Admin.ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true }, caller.Options(cancellationToken));
        foreach (var check in proof.Checks)
        {
            console.MarkupLineInterpolated($"{(check.Ok ? "ok  " : "FAIL")} {check.Name}: {check.Examined} examined, {check.FindingCount} findings");
            foreach (var finding in check.Findings)
            {
                console.MarkupLineInterpolated($"     {finding}");
            }
        }

        console.MarkupLineInterpolated($"{(proof.Ok ? "PROOF OK" : "PROOF FAILED")} up to position {proof.Position}: units oversold {proof.UnitsOversold}, orders lost {proof.OrdersLost}, tasks duplicated {proof.TasksDuplicated}");
        return proof.Ok ? 0 : 1;
    }
}
