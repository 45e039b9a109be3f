using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Server.Proving;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Simulation.Judging;

/// <summary>What is wrong with a hub at rest. Nothing, if the hub is right.</summary>
internal static class Judge
{
    public static async Task<IReadOnlyList<string>> FindAsync(SimulatedHub hub)
    {
        var findings = new List<string>();
        findings.AddRange(await StoreAsync(hub));
        findings.AddRange(await QuarantineAsync(hub));
        findings.AddRange(await hub.Promises.BrokenAsync(hub.Process));
        findings.AddRange(await Agreement.FindAsync(hub));
        findings.AddRange(await Stuck.FindAsync(hub));
        findings.AddRange(await Wishes.FindAsync(hub));
        return findings;
    }

    /// <summary>The hub's own proof: sums, chains, rows, tasks, and a ledger that agrees.</summary>
    private static async Task<IEnumerable<string>> StoreAsync(SimulatedHub hub)
    {
        await using var source = await hub.Disk.Open().SnapshotAsync(default);
        IProofCheck[] more =
        [
            new TaskCheck(hub.Process.Get<FlowRunner>().Position),
            new LedgerCheck(hub.Process.Get<IStockLedger>(), hub.Process.Get<IStockLevels>(), hub.Clock),
        ];
        var report = await new StoreProof(hub.Disk.Codec, AggregateKinds.Standard, hub.Clock).RunAsync(source, more, default);
        return report.Results.Where(r => !r.IsOk).SelectMany(r => r.FirstFindings.Select(f => $"{r.Name}: {f}"));
    }

    /// <summary>
    /// What flows could not follow. What callers sent and the hub refused is theirs, and so is a piece that comes back twice: from the buyer, and in a parcel
    /// that was delivered.
    /// </summary>
    private static async Task<IEnumerable<string>> QuarantineAsync(SimulatedHub hub) =>
        (await hub.Process.Get<IMessageArchive>().ListQuarantineAsync(null, 100, default))
            .Where(q => q.Message is { Source: "flows", Reason: not OrderReasons.QuantityExceeded }).Select(q => $"Not followed: {q.Message.Id}, {q.Message.Reason}: {q.Message.Message}");

    public static string Describe(JournalRecord record, SimulatedHub hub) =>
        $"{record.Position} {record.OccurredTime:MM-dd HH:mm} {record.EventId} {hub.Disk.Codec.Decode(record)}";
}
