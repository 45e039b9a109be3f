using System.Diagnostics;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Faults.Loading;
using OrderBridge.Faults.Stage;
using OrderBridge.Server.Proving;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Judging;

/// <summary>After a fault: lets the cluster come to rest, and finds that all that was said is so.</summary>
internal static class Judge
{
    /// <summary>For a proof that never ends.</summary>
    public static readonly TimeSpan ProofMost = TimeSpan.FromMinutes(10);

    /// <summary>To be called as soon as the fault has ended: from here on the stock's recovery is timed. Lets callers go on for a while, then ends the load.</summary>
    /// <param name="answers">How many more callers must get, by any hub or by one.</param>
    /// <param name="prove">False to leave the two whole proofs to a later call: they replay the whole journal.</param>
    public static async Task AssertSoundAsync(this Load load, ITestOutputHelper output, int answers, int? hub = null, bool prove = true)
    {
        var healed = Stopwatch.GetTimestamp();
        var goesOn = load.Tally.MoreAsync(answers, hub);
        await Recovery.SellsAsync(load.Cluster, healed);
        var sells = Stopwatch.GetElapsedTime(healed);
        await goesOn;
        await load.StopAsync();
        await Recovery.AgreesAsync(load.Cluster, healed);
        output.WriteLine(
            $"{load.Tally.Answered} answers; failures: {load.Tally.Failures}. After the fault's end reserves in {sells.TotalSeconds:F1} s, agrees in {Stopwatch.GetElapsedTime(healed).TotalSeconds:F1} s.");
        var findings = await FindAsync(load, prove);
        Assert.True(findings.Count == 0, string.Join('\n', findings) + "\n\n" + string.Join("\n\n", load.Cluster.Hubs.Select(h => $"{h.Name}:\n{Tail(h.Output)}")));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(Load load, bool prove)
    {
        var cluster = load.Cluster;
        List<string> findings = [.. load.Tally.Surprises.Distinct().Select(s => $"answered: {s}")];
        if (prove)
        {
            findings.AddRange(await ProveAsync(cluster, cluster.Hubs[load.Number % cluster.Hubs.Count]));
        }

        findings.AddRange(Verdict.Of(await Evidence.CollectAsync(cluster)));
        findings.AddRange(await Witnesses.AskAsync(cluster, cluster.Notebook.TakeOrders()));
        return findings;
    }

    /// <summary>Both proofs: a hub's, with its ledger, and the one behind <c>prove --postgres</c>.</summary>
    private static async Task<IEnumerable<string>> ProveAsync(FaultCluster cluster, HubSeat hub)
    {
        var proof = await new AdminService.AdminServiceClient(hub.Channel).ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true }, deadline: DateTime.UtcNow + ProofMost);
        var report = await HubProof.OfDatabaseAsync(cluster.Database, TimeProvider.System, default);
        return proof.Checks.SelectMany(c => c.Findings.Select(f => $"ProveStore: {c.Name}: {f}"))
            .Concat(report.Results.Where(r => !r.IsOk).SelectMany(r => r.FirstFindings.Select(f => $"prove: {r.Name}: {f}")));
    }

    private static string Tail(string text) => text.Length < 4000 ? text : text[^4000..];
}
