using OrderBridge.Storage;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Testing.Storage;

/// <summary>Proves a store in a test.</summary>
public static class StorageProving
{
    public static async Task<ProofReport> ProveAsync(this IStorage storage, params IProofCheck[] moreChecks)
    {
        await using var snapshot = await storage.SnapshotAsync(default);
        return await new StoreProof(new JsonEventCodec(), AggregateKinds.Standard.With<Tally>(), TimeProvider.System).RunAsync(snapshot, moreChecks, default);
    }

    /// <summary>Fails with the findings in words.</summary>
    public static void AssertOk(this ProofReport report) => Assert.True(
        report.IsOk, string.Join('\n', report.Results.Where(r => !r.IsOk).Select(r => $"{r.Name}: {r.FindingCount}\n  {string.Join("\n  ", r.FirstFindings)}")));
}
