using System.Diagnostics.Metrics;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage;

/// <summary>Meter <c>OrderBridge.Storage</c>.</summary>
public static class StorageMetrics
{
    public const string MeterName = "OrderBridge.Storage";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Commits =
        Meter.CreateCounter<long>("orderbridge.storage.commits", "{commit}", "Commits by outcome.");

    private static readonly Counter<long> ArbiterRefusals = Meter.CreateCounter<long>(
        "orderbridge.storage.arbiter_refusals", "{commit}", "Commits that the counters refused: above zero means that the ledger was wrong.");

    private static readonly UpDownCounter<long> UnderWay =
        Meter.CreateUpDownCounter<long>("orderbridge.storage.under_way", "{commit}", "Commits that wait for the writer or are being written.");

    private static readonly Counter<long> Outdated = Meter.CreateCounter<long>(
        "orderbridge.storage.outdated_batches", "{batch}", "Transactions repeated because another hub was faster.");

    private static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("orderbridge.storage.batch_size", "{commit}", "Commits in one transaction.");

    private static readonly Histogram<double> BatchDuration =
        Meter.CreateHistogram<double>("orderbridge.storage.batch_duration", "s", "Time of one transaction, from the first read to the last answer.");

    internal static void CountUnderWay(int change) => UnderWay.Add(change);

    internal static void Count(CommitOutcome outcome)
    {
        Commits.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        if (outcome is CommitOutcome.StockRefused)
        {
            ArbiterRefusals.Add(1);
        }
    }

    internal static void CountOutdated() => Outdated.Add(1);

    internal static void CountBatch(int commits, TimeSpan duration)
    {
        BatchSize.Record(commits);
        BatchDuration.Record(duration.TotalSeconds);
    }
}
