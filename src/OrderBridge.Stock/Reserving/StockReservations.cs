using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Committing;
using OrderBridge.Stock.Consuming;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Expiring;
using OrderBridge.Stock.Extending;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Releasing;

namespace OrderBridge.Stock.Reserving;

/// <summary>
/// The steps of a reservation inside somebody's commit: load, decide, append, and the ledger told in the right order (<see cref="LedgerGate"/>).
/// Nothing is durable until the commit is. Safe for concurrent callers; one commit is used by one caller.
/// </summary>
public sealed class StockReservations(
    LedgerGate gate, IAggregates aggregates, StockAdjustments adjustments, TimeProvider timeProvider, IOptions<StockOptions> options)
{
    /// <summary>Promises the whole demand, or what can be had. A repeat returns the reservation as it is now, ended ones included.</summary>
    public ValueTask<Outcome<Reservation>> ReserveAsync(Commit commit, ReserveStock command, CancellationToken cancellationToken) =>
        ReserveAsync(commit, command, isPreview: false, cancellationToken);

    /// <summary>
    /// What <see cref="ReserveAsync(Commit, ReserveStock, CancellationToken)"/> would answer, by the counters: the ledger is told nothing, so that nobody else is
    /// refused meanwhile. The commit is for nothing but to hold what would have been; it is not written.
    /// </summary>
    public ValueTask<Outcome<Reservation>> PreviewAsync(Commit commit, ReserveStock command, CancellationToken cancellationToken) =>
        ReserveAsync(commit, command, isPreview: true, cancellationToken);

    private async ValueTask<Outcome<Reservation>> ReserveAsync(Commit commit, ReserveStock command, bool isPreview, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (command.Validate(now) is { } invalid)
        {
            return invalid;
        }

        var reservation = await LoadAsync(commit, command.ReservationId, cancellationToken).ConfigureAwait(false);
        if (reservation.Version > 0)
        {
            return Append(commit, reservation, command.DecideAgain(reservation));
        }

        var lines = StockLines.Sum(command.Lines);
        if (gate.RefusedBefore(commit, lines) is { } refused)
        {
            return refused;
        }

        var call = new ReserveCall(command.ReservationId, command.ChannelId, lines, command.Mode, now + options.Value.OrphanGrace, now);
        var answer = isPreview
            ? await gate.ForecastAsync(call, cancellationToken).ConfigureAwait(false)
            : await TakeAsync(commit, command, call, cancellationToken).ConfigureAwait(false);
        return Append(commit, reservation, command.Decide(answer, options.Value.NotReadyRetryDelay));
    }

    /// <summary>Changes what is held to <paramref name="newLines"/>, all or nothing. A repeat changes nothing.</summary>
    public async ValueTask<Outcome<Reservation>> ReviseAsync(
        Commit commit, string reservationId, ImmutableArray<StockLine> newLines, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var command = new ReviseReservation(reservationId, newLines);
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        if (command.Validate(reservation, now) is { } invalid)
        {
            return invalid;
        }

        var (added, removed) = command.Difference(reservation);
        if (!added.IsEmpty && await TakeMoreAsync(commit, reservation, added, now, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        var outcome = Append(commit, reservation, command.Decide(reservation));
        if (!removed.IsEmpty)
        {
            gate.GiveBack(commit, reservationId, removed);
        }

        return outcome;
    }

    /// <summary>Gives a waiting reservation more time, up to <see cref="StockOptions.HoldMax"/> after its creation.</summary>
    public async ValueTask<Outcome<Reservation>> ExtendAsync(
        Commit commit, string reservationId, DateTimeOffset expireTime, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        var command = new ExtendReservation(reservationId, expireTime);
        return Append(commit, reservation, command.Decide(reservation, options.Value.HoldMax, timeProvider.GetUtcNow()));
    }

    /// <summary>Stops the clock.</summary>
    public async ValueTask<Outcome<Reservation>> CommitAsync(Commit commit, string reservationId, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        return Append(commit, reservation, new CommitReservation(reservationId).Decide(reservation, timeProvider.GetUtcNow()));
    }

    /// <summary>Notes a fulfilment order on a committed reservation.</summary>
    public async ValueTask<Outcome<Reservation>> AllocateAsync(
        Commit commit, string reservationId, string fulfilmentId, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        var command = new AllocateReservation(reservationId, fulfilmentId);
        return Append(commit, reservation, command.Decide(reservation, timeProvider.GetUtcNow()));
    }

    /// <summary>Gives pieces back; null lines give back all that is held.</summary>
    /// <param name="reason">Upper snake case.</param>
    public async ValueTask<Outcome<Reservation>> ReleaseAsync(
        Commit commit, string reservationId, ImmutableArray<StockLine>? lines, string reason, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        return GiveBack(commit, reservation, new ReleaseReservation(reservationId, lines, reason).Decide(reservation));
    }

    /// <summary>The breach action of <c>reservation.expiry</c>; changes nothing when it is not due (any more).</summary>
    public async ValueTask<Outcome<Reservation>> ExpireAsync(
        Commit commit, string reservationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        return GiveBack(commit, reservation, new ExpireReservation(reservationId).Decide(reservation, now));
    }

    /// <summary>
    /// Books shipped pieces out. Goods that left are a fact: when the counters say that they were not there, the shelf count was wrong, and the next
    /// attempt corrects it in the same commit.
    /// </summary>
    public async ValueTask<Outcome<Reservation>> ConsumeAsync(
        Commit commit, string reservationId, ImmutableArray<StockLine> lines, string fulfilmentId, CancellationToken cancellationToken)
    {
        var reservation = await LoadAsync(commit, reservationId, cancellationToken).ConfigureAwait(false);
        var decision = new ConsumeReservation(reservationId, lines, fulfilmentId).Decide(reservation);
        if (decision.Events is not [ReservationConsumed consumed])
        {
            return Append(commit, reservation, decision);
        }

        if (commit.StockRefusal is { Reason: StockReasons.StockBelowZero })
        {
            await adjustments.CoverShipmentAsync(commit, consumed.Lines, fulfilmentId, cancellationToken).ConfigureAwait(false);
        }

        gate.TakeOut(commit, reservationId, consumed.Lines);
        return Append(commit, reservation, decision);
    }

    private async ValueTask<ReserveAnswer> TakeAsync(Commit commit, ReserveStock command, ReserveCall call, CancellationToken cancellationToken)
    {
        var answer = await gate.TakeAsync(commit, call, [], cancellationToken).ConfigureAwait(false);
        return command.MistrustsRefusal ? await gate.CheckRefusalAsync(commit, call, answer, cancellationToken).ConfigureAwait(false) : answer;
    }

    /// <summary>Null when the gate granted what is added.</summary>
    private async ValueTask<Refusal?> TakeMoreAsync(
        Commit commit, Reservation reservation, ImmutableArray<StockLine> added, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (gate.RefusedBefore(commit, added) is { } refused)
        {
            return refused;
        }

        var held = reservation.Held;
        var call = new ReserveCall(
            reservation.Id, reservation.ChannelId, StockLines.Sum([.. held, .. added]), ReserveMode.AllOrNothing, now + options.Value.OrphanGrace, now, Replaces: true);
        var answer = await gate.TakeAsync(commit, call, held, cancellationToken).ConfigureAwait(false);
        return answer.IsGranted ? null : ReserveRefusals.Of(answer, reservation.ChannelId, options.Value.NotReadyRetryDelay);
    }

    private Outcome<Reservation> GiveBack(Commit commit, Reservation reservation, Decision decision)
    {
        foreach (var happened in decision.Events)
        {
            var lines = happened switch
            {
                ReservationReleased e => e.Lines,
                ReservationExpired e => e.Lines,
                _ => [],
            };
            gate.GiveBack(commit, reservation.Id, lines);
        }

        return Append(commit, reservation, decision);
    }

    private async ValueTask<Reservation> LoadAsync(Commit commit, string reservationId, CancellationToken cancellationToken)
    {
        var loaded = await aggregates.FindAsync<Reservation>(reservationId, cancellationToken).ConfigureAwait(false);
        return commit.Latest(loaded ?? Reservation.Unborn(reservationId));
    }

    private static Outcome<Reservation> Append(Commit commit, Reservation reservation, Decision decision) => decision switch
    {
        { Refusal: { } refusal } => refusal,
        { ChangesNothing: true } => reservation,
        _ => commit.Append(reservation, decision.Events),
    };
}
