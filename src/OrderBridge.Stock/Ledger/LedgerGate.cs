using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Watching;

namespace OrderBridge.Stock.Ledger;

/// <summary>
/// Keeps the order between ledger and database: what makes stock scarcer goes to the ledger first and is undone when the commit fails; what frees
/// stock goes to the ledger after the commit. So the ledger normally promises no more than the database allows.
/// </summary>
public sealed partial class LedgerGate(
    IStockLedger ledger, IStockLevels levels, LedgerDoubts doubts, StockChangeFeed changes, IOptions<StockOptions> options, ILogger<LedgerGate> logger)
{
    /// <summary>Asks the ledger for a demand ahead of the commit. The commit undoes it when it fails.</summary>
    /// <param name="heldBefore">What the reservation held when the command was decided; empty for a new one.</param>
    public async ValueTask<ReserveAnswer> TakeAsync(
        Commit commit, ReserveCall call, ImmutableArray<StockLine> heldBefore, CancellationToken cancellationToken)
    {
        ReserveAnswer? known = null;
        commit.OnFailed(() => UndoAsync(call, known, heldBefore)); // Before it is asked: a caller may hang up while it is.
        var answer = await ledger.ReserveAsync(call, cancellationToken).ConfigureAwait(false);
        known = answer;
        if (answer.Outcome is ReserveOutcome.NotReady && options.Value.ReserveWithoutLedger)
        {
            answer = await LedgerBypass.AnswerAsync(levels, call, heldBefore, cancellationToken).ConfigureAwait(false);
            commit.OnCommitted(() => doubts.Add(call.Lines)); // Whoever comes back as the ledger knows nothing of it.
        }

        if (answer.IsGranted)
        {
            Announce(commit, call.Lines.Select(l => l.Key));
        }

        return answer;
    }

    /// <summary>What a new demand would be answered, by the counters; takes nothing. It does not see what the ledger holds for calls under way.</summary>
    public async ValueTask<ReserveAnswer> ForecastAsync(ReserveCall call, CancellationToken cancellationToken) => ledger.IsReady || options.Value.ReserveWithoutLedger
        ? await LedgerBypass.AnswerAsync(levels, call, [], cancellationToken).ConfigureAwait(false)
        : new ReserveAnswer(ReserveOutcome.NotReady, [], []);

    /// <summary>
    /// Asks the counters when the ledger refused or is away: it may be behind, or hold pieces for a call that will fail, and work that was waited for is
    /// not to wait for it. When they allow the demand, the arbiter decides about it and the keeper sets the ledger right.
    /// </summary>
    public async ValueTask<ReserveAnswer> CheckRefusalAsync(Commit commit, ReserveCall call, ReserveAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Outcome is not (ReserveOutcome.Insufficient or ReserveOutcome.QuotaExceeded or ReserveOutcome.NotReady))
        {
            return answer;
        }

        var counted = await LedgerBypass.AnswerAsync(levels, call, [], cancellationToken).ConfigureAwait(false);
        if (!counted.IsGranted)
        {
            return answer.Outcome is ReserveOutcome.NotReady ? counted : answer;
        }

        commit.OnCommitted(() => doubts.Add(call.Lines));
        Announce(commit, call.Lines.Select(l => l.Key));
        return counted;
    }

    /// <summary>
    /// What the database's counters said to the former attempt about one of these lines, when it was about scarcity: the ledger was wrong and is put
    /// in doubt. A demand on other keys (another warehouse is tried) may still ask the ledger.
    /// </summary>
    public Refusal? RefusedBefore(Commit commit, ImmutableArray<StockLine> lines)
    {
        if (commit.StockRefusal is not { Reason: StockReasons.OutOfStock or StockReasons.ChannelQuotaExceeded } refusal || !StockRefusals.IsAbout(refusal, lines))
        {
            return null;
        }

        StockMetrics.ArbiterRefusals.Add(1);
        LogArbiterRefused(logger, refusal.Reason);
        doubts.Add(lines);
        return refusal;
    }

    public void GiveBack(Commit commit, string reservationId, ImmutableArray<StockLine> lines) =>
        After(commit, lines, () => ledger.ReleaseAsync(reservationId, lines, CancellationToken.None));

    public void TakeOut(Commit commit, string reservationId, ImmutableArray<StockLine> lines) =>
        After(commit, lines, () => ledger.ConsumeAsync(reservationId, lines, CancellationToken.None));

    public void SetQuota(Commit commit, StockKey key, string channelId, long? quota) =>
        After(commit, [new StockLine(key, 0)], () => ledger.SetQuotaAsync(key, channelId, quota, CancellationToken.None));

    /// <summary>Applies an adjustment before the commit when it makes the key scarcer, else after it.</summary>
    public async ValueTask AdjustAsync(Commit commit, StockMovement movement, CancellationToken cancellationToken)
    {
        StockLine[] lines = [new(movement.Key, 0)];
        if (movement.SellableChange >= 0)
        {
            After(commit, lines, () => ledger.ApplyAsync([movement], CancellationToken.None));
            return;
        }

        if (await TellAsync(movement, cancellationToken).ConfigureAwait(false))
        {
            commit.OnFailed(() => FollowAsync(() => ledger.ApplyAsync([Reverse(movement)], CancellationToken.None), lines));
        }

        Announce(commit, [movement.Key]);
    }

    /// <summary>False when the ledger is away: what people count and receive does not wait for it, and the counters decide as ever.</summary>
    private async ValueTask<bool> TellAsync(StockMovement movement, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.ApplyAsync([movement], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LedgerAwayException)
        {
            doubts.Add(movement.Key);
            return false;
        }
    }

    private void After(Commit commit, IReadOnlyCollection<StockLine> lines, Func<ValueTask> follow)
    {
        commit.OnCommitted(() => commit.Follow(FollowAsync(follow, lines).AsTask()));
        commit.OnUnknown(() => doubts.Add(lines));
        Announce(commit, lines.Select(l => l.Key));
    }

    private void Announce(Commit commit, IEnumerable<StockKey> keys) => commit.OnCommitted(() => changes.Publish(keys));

    private ValueTask UndoAsync(ReserveCall call, ReserveAnswer? answer, ImmutableArray<StockLine> heldBefore)
    {
        switch (answer?.Outcome)
        {
            case null: // Nobody heard the answer.
                return UndoAsync(call.ReservationId, StockLines.Sum(call.Lines), heldBefore);
            case ReserveOutcome.Reserved when !answer.Granted.IsEmpty:
                return UndoAsync(call.ReservationId, answer.Granted, heldBefore);
            case ReserveOutcome.NotReady:
                doubts.Add(call.Lines); // It may have done it, and not said so in time.
                return ValueTask.CompletedTask;
            default:
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Gives back what a failed commit took, but not what another attempt at the same reservation has made durable meanwhile.</summary>
    private ValueTask UndoAsync(string reservationId, ImmutableArray<StockLine> granted, ImmutableArray<StockLine> heldBefore) => FollowAsync(
        async () =>
        {
            var open = await levels.FindOpenAsync([reservationId], CancellationToken.None).ConfigureAwait(false);
            var heldNow = open.Count == 0 ? [] : open[0].Held;
            var back = granted
                .Select(l => l with { Quantity = Math.Clamp(StockLines.QuantityOf(heldBefore, l.Key) + l.Quantity - StockLines.QuantityOf(heldNow, l.Key), 0, l.Quantity) })
                .Where(l => l.Quantity > 0);
            await ledger.ReleaseAsync(reservationId, [.. back], CancellationToken.None).ConfigureAwait(false);
        },
        granted);

    /// <summary>Never throws: what the ledger does not hear now, the keeper tells it.</summary>
    private async ValueTask FollowAsync(Func<ValueTask> follow, IReadOnlyCollection<StockLine> lines)
    {
        try
        {
            await follow().ConfigureAwait(false);
        }
        catch (LedgerAwayException)
        {
            doubts.Add(lines); // The ledger says itself, once, that it is away.
        }
#pragma warning disable CA1031 // Whatever it is, the database is right already and the keeper repairs the ledger.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFollowFailed(logger, e);
            doubts.Add(lines);
        }
    }

    private static StockMovement Reverse(StockMovement m) => m with
    {
        OnHand = -m.OnHand, Reserved = -m.Reserved, Damaged = -m.Damaged, SafetyStock = -m.SafetyStock, ExpectedOnHand = null,
    };

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "The counters refused what the stock ledger had granted ({Reason}); its keys are repaired")]
    private static partial void LogArbiterRefused(ILogger logger, string reason);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The stock ledger did not hear of a commit; its keys are repaired")]
    private static partial void LogFollowFailed(ILogger logger, Exception exception);
}
