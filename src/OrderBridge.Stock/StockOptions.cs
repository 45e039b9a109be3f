using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Stock;

/// <summary>Numbers of this module that operators tune.</summary>
public sealed class StockOptions
{
    /// <summary>How long after its creation a hold may last by extension. Default: 24 hours (seed 001, part 2: the ordinary payment window).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan HoldMax { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a ledger hold may be without its reservation in the journal. Default: 2 minutes, far above the longest commit.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long until an open reservation's hold is compared with the journal again. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan RecheckDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When the ledger is not ready: decide on the database alone (slower) instead of answering UNAVAILABLE. Default: false.</summary>
    public bool ReserveWithoutLedger { get; set; }

    /// <summary>What a caller is told to wait while the ledger is not ready. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan NotReadyRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows of one read or one sweep. Default: 500.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>Keys proven between two rests. Default: 50.</summary>
    [Range(1, 10_000)]
    public int ProofBatchSize { get; set; } = 50;

    /// <summary>Rest between two pages of the proof. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ProofDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between sweeps. Default: 1 second, so that a million keys come round in about half an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan SweepDelay { get; set; } = TimeSpan.FromSeconds(1);
}
