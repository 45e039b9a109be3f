using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Ports;

/// <summary>What to do when not everything is there.</summary>
public enum ReserveMode
{
    /// <summary>Take nothing unless all lines can be had.</summary>
    AllOrNothing = 0,

    /// <summary>Take what is there; refuse only when nothing is.</summary>
    FillWhatYouCan = 1,
}

/// <summary>One reserve call.</summary>
/// <param name="ReservationId">Key of the call: a repeat with the same lines is answered as before.</param>
/// <param name="ChannelId">Whose quota it uses.</param>
/// <param name="Lines">Demand, 1 or more pieces each; lines of the same key are added up before anything is checked.</param>
/// <param name="CheckTime">From when <see cref="IStockLedger.DueAsync"/> names the hold, in case its reservation never reached the journal.</param>
/// <param name="Now">The caller's time.</param>
/// <param name="Replaces">
/// The lines are the whole new demand of a reservation that may hold something already: only what is missing is taken, nothing is given back.
/// </param>
public sealed record ReserveCall(
    string ReservationId,
    string ChannelId,
    ImmutableArray<StockLine> Lines,
    ReserveMode Mode,
    DateTimeOffset CheckTime,
    DateTimeOffset Now,
    bool Replaces = false);

/// <summary>Outcome of a reserve call. The Lua scripts answer with these numbers.</summary>
public enum ReserveOutcome
{
    Reserved = 0,

    /// <summary>The same call was answered before; the lines are those granted then.</summary>
    AlreadyReserved = 1,

    Insufficient = 2,

    QuotaExceeded = 3,

    /// <summary>The id holds other lines.</summary>
    Reused = 4,

    /// <summary>A warehouse of the call is not rebuilt yet, or the ledger is away.</summary>
    NotReady = 5,
}

/// <summary>Answer to a reserve call.</summary>
/// <param name="Granted">Canonical lines that are held by this call; with <see cref="ReserveCall.Replaces"/>, only those taken in addition.</param>
/// <param name="Shortfalls">Keys that could not be had in full, in key order.</param>
public sealed record ReserveAnswer(ReserveOutcome Outcome, ImmutableArray<StockLine> Granted, ImmutableArray<Shortfall> Shortfalls)
{
    public bool IsGranted => Outcome is ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved;
}

/// <summary>What a reservation holds in one warehouse, as the ledger knows it.</summary>
public sealed record LedgerHold(string ReservationId, string WarehouseId, string ChannelId, ImmutableArray<StockLine> Lines, DateTimeOffset CheckTime);

public sealed record LedgerExplanation(StockLevel Level, IReadOnlyList<ChannelQuota> Quotas, IReadOnlyList<LedgerHold> Holds);

/// <summary>A part of what the ledger is rebuilt from; levels come before the holds on them.</summary>
public sealed record LedgerPage(IReadOnlyList<StockLevel> Levels, IReadOnlyList<ChannelQuota> Quotas, IReadOnlyList<LedgerHold> Holds);

/// <summary>Sets one key to the truth.</summary>
/// <param name="Truth">The level as the database has it.</param>
/// <param name="Quotas">All quotas of the key; others are removed.</param>
/// <param name="Seen">What the ledger answered before the truth was read; null to set it whatever it is now.</param>
public sealed record LedgerRepair(StockLevel Truth, IReadOnlyList<ChannelQuota> Quotas, StockLevel? Seen);
