using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;

namespace OrderBridge.Stock.Calling;

/// <summary>
/// One method per rpc that changes stock: runs the step in a commit of its own. A repeated request id returns the present state. What orders hold is theirs:
/// no call changes it.
/// </summary>
public sealed class StockCommands(
    UnitOfWork unitOfWork, StockReservations reservations, StockAdjustments adjustments, IAggregates aggregates, IStockLevels levels, TimeProvider timeProvider)
{
    public ValueTask<Outcome<Reservation>> ReserveStockAsync(ReserveStock command, StockCall call, CancellationToken cancellationToken) =>
        ReserveRules.CheckCallersId(command.ReservationId) is { } refusal
            ? new(refusal)
            : OnReservationAsync("ReserveStock", command.ReservationId, call, (commit, ct) => reservations.ReserveAsync(commit, command, ct), cancellationToken);

    /// <summary>What <see cref="ReserveStockAsync"/> would answer now, with the reservation as it would be; nothing is held or kept.</summary>
    public ValueTask<Outcome<Reservation>> PreviewReserveStockAsync(ReserveStock command, StockCall call, CancellationToken cancellationToken) =>
        ReserveRules.CheckCallersId(command.ReservationId) is { } refusal
            ? new(refusal)
            : reservations.PreviewAsync(new Commit(call.ContextAt(timeProvider.GetUtcNow())), command, cancellationToken);

    public ValueTask<Outcome<Reservation>> ReviseReservationAsync(ReviseReservation command, StockCall call, CancellationToken cancellationToken) =>
        OnOwnAsync(
            "ReviseReservation", command.ReservationId, call, (commit, ct) => reservations.ReviseAsync(commit, command.ReservationId, command.Lines, ct), cancellationToken);

    public ValueTask<Outcome<Reservation>> ExtendReservationAsync(
        string reservationId, DateTimeOffset expireTime, StockCall call, CancellationToken cancellationToken) =>
        OnOwnAsync("ExtendReservation", reservationId, call, (commit, ct) => reservations.ExtendAsync(commit, reservationId, expireTime, ct), cancellationToken);

    public ValueTask<Outcome<Reservation>> CommitReservationAsync(string reservationId, StockCall call, CancellationToken cancellationToken) =>
        OnOwnAsync("CommitReservation", reservationId, call, (commit, ct) => reservations.CommitAsync(commit, reservationId, ct), cancellationToken);

    /// <param name="lines">Null for all that is held.</param>
    public ValueTask<Outcome<Reservation>> ReleaseReservationAsync(
        string reservationId, ImmutableArray<StockLine>? lines, string reason, StockCall call, CancellationToken cancellationToken) =>
        OnOwnAsync(
            "ReleaseReservation", reservationId, call, (commit, ct) => reservations.ReleaseAsync(commit, reservationId, lines, reason, ct), cancellationToken);

    /// <summary>Returns the levels after the call, in key order.</summary>
    public ValueTask<Outcome<ImmutableArray<StockLevel>>> AdjustStockAsync(AdjustStock command, StockCall call, CancellationToken cancellationToken) =>
        OnLevelsAsync(
            "AdjustStock", call, (commit, ct) => adjustments.AdjustAsync(commit, command, ct),
            [.. StockAdjustment.Sum(command.Adjustments.IsDefault ? [] : command.Adjustments).Select(a => a.Key)], cancellationToken);

    /// <summary>Returns the levels after the call, in the order of the targets.</summary>
    public ValueTask<Outcome<ImmutableArray<StockLevel>>> SetStockAsync(SetStock command, StockCall call, CancellationToken cancellationToken) =>
        OnLevelsAsync(
            "SetStock", call, (commit, ct) => adjustments.SetAsync(commit, command, ct),
            [.. (command.Targets.IsDefault ? [] : command.Targets).Select(t => t.Key)], cancellationToken);

    /// <summary>Returns all quotas of the key.</summary>
    public async ValueTask<Outcome<ImmutableArray<ChannelQuota>>> SetChannelQuotaAsync(SetChannelQuota command, StockCall call, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync("SetChannelQuota", call, (commit, ct) => adjustments.SetQuotaAsync(commit, command, ct), cancellationToken).ConfigureAwait(false);
        return outcome.Refusal is { } refusal && !IsRepeat(refusal)
            ? refusal
            : (await levels.QuotasAsync([command.Key], cancellationToken).ConfigureAwait(false)).ToImmutableArray();
    }

    /// <summary>Refuses what an order holds. The id tells, so that a caller's own costs no read.</summary>
    private async ValueTask<Outcome<Reservation>> OnOwnAsync(
        string rpc, string reservationId, StockCall call, Func<Commit, CancellationToken, ValueTask<Outcome<Reservation>>> step, CancellationToken cancellationToken)
    {
        if (ReservationIds.IsOfOrder(reservationId))
        {
            var found = await aggregates.FindAsync<Reservation>(reservationId, cancellationToken).ConfigureAwait(false);
            return ReservationRules.OfOrder(found ?? Reservation.Unborn(reservationId))!;
        }

        return await OnReservationAsync(rpc, reservationId, call, step, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<Reservation>> OnReservationAsync(
        string rpc, string reservationId, StockCall call, Func<Commit, CancellationToken, ValueTask<Outcome<Reservation>>> step, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(rpc, call, step, cancellationToken).ConfigureAwait(false);
        if (outcome.Refusal is not { } refusal || !IsRepeat(refusal))
        {
            return outcome;
        }

        var present = await aggregates.FindAsync<Reservation>(reservationId, cancellationToken).ConfigureAwait(false);
        return present is null ? refusal : present;
    }

    private async ValueTask<Outcome<ImmutableArray<StockLevel>>> OnLevelsAsync(
        string rpc,
        StockCall call,
        Func<Commit, CancellationToken, ValueTask<Outcome<ImmutableArray<StockLevel>>>> step,
        StockKey[] keys,
        CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(rpc, call, step, cancellationToken).ConfigureAwait(false);
        return outcome.Refusal is { } refusal && !IsRepeat(refusal)
            ? refusal
            : (await levels.FindManyAsync(keys, cancellationToken).ConfigureAwait(false)).ToImmutableArray();
    }

    private ValueTask<Outcome<T>> RunAsync<T>(
        string rpc, StockCall call, Func<Commit, CancellationToken, ValueTask<Outcome<T>>> step, CancellationToken cancellationToken) => unitOfWork.RunAsync(
        () => call.ContextAt(timeProvider.GetUtcNow()),
        async (commit, ct) =>
        {
            var outcome = await step(commit, ct).ConfigureAwait(false);
            if (!outcome.IsRefused && !commit.IsEmpty)
            {
                // A refusal leaves the request id free, so that the same attempt can succeed later; a step that changed nothing needs no mark.
                commit.Request = call.MarkOf(rpc);
            }

            return outcome;
        },
        cancellationToken);

    private static bool IsRepeat(Refusal refusal) => refusal.Reason == UnitOfWork.Repeated;
}
