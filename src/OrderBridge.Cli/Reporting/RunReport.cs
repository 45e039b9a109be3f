using OrderBridge.Cli.Measuring;
using OrderBridge.Cli.RunningProcesses;
using OrderBridge.Contracts.Admin.V1;

namespace OrderBridge.Cli.Reporting;

/// <summary>Why orders were refused: how many, one of them, and what the hub says to do.</summary>
internal sealed record RefusalGroup(string Reason, int Count, string ExampleInvoice, string Sentence);

/// <summary>The result of a run; table and JSON show the same figures. docs/demo.md says what each means.</summary>
internal sealed record RunReport
{
    public required string Source { get; init; }

    public required int RowsRead { get; init; }

    public required int OrdersRead { get; init; }

    public required int OrdersSent { get; init; }

    public required int OrdersAccepted { get; init; }

    public required IReadOnlyList<RefusalGroup> Refused { get; init; }

    public required IReadOnlyDictionary<string, long> States { get; init; }

    public required IReadOnlyDictionary<string, long> Shipments { get; init; }

    public required ReadingOrders.BadRows BadRows { get; init; }

    public required Cancelling.CancellationCounts Cancellations { get; init; }

    public required Percentiles AcceptStream { get; init; }

    public required Percentiles AcceptWebhook { get; init; }

    public required Percentiles AcceptToTask { get; init; }

    public required Percentiles AcceptToTaskWaited { get; init; }

    /// <summary>What the demo's hubs stood on; null when the hub was not the demo's.</summary>
    public RunningServers.Topology? Topology { get; init; }

    /// <summary>Of all hubs; null where they are not on this machine.</summary>
    public required double? CpuMsPerOrder { get; init; }

    public required double FeedSeconds { get; init; }

    public required double Seconds { get; init; }

    public required OpeningStockFacts OpeningStock { get; init; }

    public required FeedFacts Feed { get; init; }

    public required PeopleFacts People { get; init; }

    public required ProofFacts Proof { get; init; }

    /// <summary>Orders neither at rest nor refused when the run ended, by state.</summary>
    public IReadOnlyDictionary<string, long> Open => States.Where(s => RunStates.IsOpen(s.Key) && s.Value > 0).ToDictionary();
}

/// <summary>The stock before the first order, and the rule that made it.</summary>
internal sealed record OpeningStockFacts(int Percent, int Skus, long Pieces, string WarehouseId);

/// <summary>How orders were sent.</summary>
internal sealed record FeedFacts(
    int StreamOrders, int WebhookOrders, int StreamRepeats, int WebhooksTaken, int WebhookRepeats, int RepeatedWebhooks, int UpdatedWebhooks, int ForgedWebhooks, int ForgedRefused);

/// <summary>What the demo did in people's place.</summary>
internal sealed record PeopleFacts(IReadOnlyDictionary<string, int> HoldsResolved, int PaidLater, int Shortages, int Resumed, int ParcelsTakenBack, int ParcelsWrittenOff);

/// <summary>What was proved, by whom.</summary>
/// <param name="Store">The hub's own check of its store.</param>
/// <param name="Outside">What the demo counted from the outside.</param>
/// <param name="TasksDuplicatedSeen">Tasks that a second reader of the task stream saw issued twice.</param>
/// <param name="Undecided">Orders that were sent, and taken by an adapter, and that the hub never decided.</param>
/// <param name="UndecidedInvoices">The first of them.</param>
/// <param name="Offline">The stopped hub's store, checked again; null when the hub was left running.</param>
internal sealed record ProofFacts(ProveStoreResponse Store, Proving.Reconciliation Outside, int TasksDuplicatedSeen, int Undecided, IReadOnlyList<string> UndecidedInvoices, OfflineProof? Offline)
{
    public long UnitsOversold => Math.Max(Store.UnitsOversold, Outside.UnitsOversold);

    public long OrdersLost => Math.Max(Store.OrdersLost, Outside.OrdersLost);

    public long TasksDuplicated => Math.Max(Store.TasksDuplicated, TasksDuplicatedSeen);

    public bool IsOk => IsFaultless && Offline is null or { IsOk: true };

    /// <summary>Nothing is wrong as far as is known, and the last check did not run.</summary>
    public bool IsUnfinished => IsFaultless && Offline is { IsOk: null };

    private bool IsFaultless => Store.Ok && Outside.IsOk && Undecided == 0 && UnitsOversold == 0 && OrdersLost == 0 && TasksDuplicated == 0;
}
