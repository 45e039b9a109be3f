using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Stock.Reserving;

/// <summary>Promises pieces to an owner, at most once per reservation id.</summary>
/// <param name="ReservationId">The caller's key, 1 to 128 characters; order id and revision make a good one.</param>
/// <param name="OwnerId">What it is for.</param>
/// <param name="Lines">1 to 500 lines of 1 to 1,000,000 pieces; lines of the same key are added up.</param>
/// <param name="ExpireTime">When it lapses unless committed; null for never.</param>
public sealed record ReserveStock(
    string ReservationId, string OwnerId, string ChannelId, ImmutableArray<StockLine> Lines, ReserveMode Mode, DateTimeOffset? ExpireTime)
{
    /// <summary>A refusal of the ledger is checked with the counters before it counts. For demands that nobody repeats.</summary>
    public bool MistrustsRefusal { get; init; }

    /// <summary>What is wrong with the call whatever the state; null when nothing is.</summary>
    public Refusal? Validate(DateTimeOffset now) => ReserveRules.Check(this, now);

    /// <summary>Decides a call whose id is known already: a repeat, or a mistake.</summary>
    public Decision DecideAgain(Reservation reservation)
    {
        var isSame = reservation.OwnerId == OwnerId && IsSameChannel(reservation.ChannelId) && StockLines.Same(reservation.Wanted, StockLines.Sum(Lines));
        return isSame ? Decision.Nothing : Decision.Refuse(Reused(RefusalKind.InvalidArgument));
    }

    private bool IsSameChannel(string channelId) => channelId == ChannelId || (ChannelId == NoChannel.Id && channelId == NoChannel.FormerId);

    /// <summary>Decides a new reservation on the gate's answer.</summary>
    /// <param name="retryDelay">What the caller is told to wait when the gate is not ready.</param>
    public Decision Decide(ReserveAnswer answer, TimeSpan retryDelay) => answer.IsGranted
        ? Decision.Accept(new StockReserved(ReservationId, OwnerId, ChannelId, answer.Granted, ExpireTime, StockLines.Sum(Lines)))
        : Decision.Refuse(RefusalOf(answer, retryDelay));

    private Refusal RefusalOf(ReserveAnswer answer, TimeSpan retryDelay) => answer.Outcome is ReserveOutcome.Reused
        ? Reused(RefusalKind.Aborted) with { RetryAfter = retryDelay } // Another attempt is under way, or left a hold that the keeper will release.
        : ReserveRefusals.Of(answer, ChannelId, retryDelay);

    private Refusal Reused(RefusalKind kind) => Refusal.InvalidField(
        "reservation_id", StockReasons.ReservationIdReused, $"Reservation {ReservationId} holds other lines; revise it, or reserve under a new id.") with { Kind = kind };
}

/// <summary>The gate's "no" in the words that callers know.</summary>
public static class ReserveRefusals
{
    /// <param name="answer">An answer that grants nothing.</param>
    public static Refusal Of(ReserveAnswer answer, string channelId, TimeSpan retryDelay) => answer.Outcome switch
    {
        ReserveOutcome.Insufficient => StockRefusals.OutOfStock(answer.Shortfalls[0]),
        ReserveOutcome.QuotaExceeded => StockRefusals.QuotaExceeded(answer.Shortfalls[0], channelId),
        ReserveOutcome.NotReady => new Refusal(
            RefusalKind.Unavailable, StockReasons.LedgerNotReady, "The stock ledger is being rebuilt; repeat the call after the given delay.")
        { RetryAfter = retryDelay },
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Outcome, "Not an answer that refuses a new demand."),
    };
}
