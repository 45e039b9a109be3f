using System.Diagnostics.Metrics;

namespace OrderBridge.Stock;

/// <summary>Counters of this module. All of them stay at zero while ledger, counters and journal agree.</summary>
public static class StockMetrics
{
    public const string MeterName = "OrderBridge.Stock";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Reservations that the ledger granted and the database refused.</summary>
    public static readonly Counter<long> ArbiterRefusals = Meter.CreateCounter<long>(
        "orderbridge.stock.arbiter_refusals", "{refusal}", "Reservations that the ledger granted and the counters refused.");

    /// <summary>Keys whose ledger level was set to the database's.</summary>
    public static readonly Counter<long> Repairs = Meter.CreateCounter<long>(
        "orderbridge.stock.ledger_repairs", "{key}", "Keys whose ledger level was repaired.");

    /// <summary>Sellable pieces by which the ledger was found to differ from the counters, by direction.</summary>
    public static readonly Counter<long> LedgerDrift = Meter.CreateCounter<long>(
        "orderbridge.stock.ledger_drift", "{piece}", "Sellable pieces by which the ledger was found to promise too much or too little.");

    /// <summary>Ledger holds without a reservation in the journal.</summary>
    public static readonly Counter<long> Orphans = Meter.CreateCounter<long>(
        "orderbridge.stock.orphan_holds", "{hold}", "Ledger holds released because no reservation stands behind them.");

    /// <summary>Keys whose counters are not the sum of their movements.</summary>
    public static readonly Counter<long> ProofFailures = Meter.CreateCounter<long>(
        "orderbridge.stock.proof_failures", "{key}", "Keys whose counters are not the sum of their journalled movements.");
}
