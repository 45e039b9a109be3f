using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Scripting;
using OrderBridge.Stock.Redis.Shelving;

namespace OrderBridge.Stock.Redis.Reserving;

/// <summary>
/// One reserve call. Lines of one warehouse are one script. Lines that span warehouses are taken one warehouse after the other, and given back when a
/// later one refuses: others may see less for a moment, never more.
/// </summary>
internal sealed class ReserveRun(ShelfCalls shelves, ReserveCall call, ImmutableArray<StockLine> lines)
{
    private readonly byte[] _digest = DemandDigest.Of(lines);
    private readonly List<StockLine> _granted = [];
    private readonly List<StockLine> _taken = [];
    private readonly List<Shortfall> _shortfalls = [];
    private bool _isInsufficient;

    public async ValueTask<ReserveAnswer> RunAsync(CancellationToken cancellationToken)
    {
        if (lines[0].WarehouseId == lines[^1].WarehouseId)
        {
            return await AskAsync(lines, call.Replaces ? ReserveKind.Replaces : ReserveKind.New, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var parts = lines.GroupBy(l => l.WarehouseId, StringComparer.Ordinal).Select(g => g.ToImmutableArray()).ToArray();
            return await TakeAsync(parts, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await GiveBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<ReserveAnswer> TakeAsync(ImmutableArray<StockLine>[] parts, CancellationToken cancellationToken)
    {
        var fills = call.Mode is ReserveMode.FillWhatYouCan;
        var isRefused = false;
        foreach (var part in parts)
        {
            var kind = isRefused && !fills ? ReserveKind.LookOnly : call.Replaces ? ReserveKind.Replaces : ReserveKind.New;
            var answer = await AskAsync(part, kind, cancellationToken).ConfigureAwait(false);
            if (answer.Outcome is ReserveOutcome.Reused)
            {
                await GiveBackAsync().ConfigureAwait(false);
                return answer;
            }

            Note(answer, kind);
            isRefused |= !answer.IsGranted;
        }

        if (isRefused && (!fills || _granted.Count == 0))
        {
            await GiveBackAsync().ConfigureAwait(false);
            return new ReserveAnswer(_isInsufficient ? ReserveOutcome.Insufficient : ReserveOutcome.QuotaExceeded, [], [.. _shortfalls]);
        }

        // What was taken by an earlier, broken call and what is taken now are one answer.
        var isRepeat = _taken.Count == 0 && _granted.Count > 0;
        return new ReserveAnswer(isRepeat ? ReserveOutcome.AlreadyReserved : ReserveOutcome.Reserved, [.. _granted], [.. _shortfalls]);
    }

    private void Note(ReserveAnswer answer, ReserveKind kind)
    {
        _shortfalls.AddRange(answer.Shortfalls);
        _isInsufficient |= answer.Outcome is ReserveOutcome.Insufficient;
        if (kind is ReserveKind.LookOnly)
        {
            return;
        }

        _granted.AddRange(answer.Granted);
        if (answer.Outcome is ReserveOutcome.Reserved)
        {
            _taken.AddRange(answer.Granted);
        }
    }

    private async ValueTask<ReserveAnswer> AskAsync(ImmutableArray<StockLine> part, ReserveKind kind, CancellationToken cancellationToken)
    {
        var values = ReservePart.Values(call, _digest, kind, part.AsSpan());
        var answer = await shelves.ChangeAsync(LedgerScript.Reserve, part[0].WarehouseId, values, isRepeatable: true, cancellationToken).ConfigureAwait(false);
        return ReservePart.Read(answer, part);
    }

    /// <summary>Best effort: what cannot be given back now is an orphan that the keeper releases.</summary>
    private async ValueTask GiveBackAsync()
    {
        foreach (var part in _taken.GroupBy(l => l.WarehouseId, StringComparer.Ordinal))
        {
            try
            {
                await ShelfSettling.ReleaseAsync(shelves, call.ReservationId, [.. part], CancellationToken.None).ConfigureAwait(false);
            }
            catch (LedgerAwayException)
            {
                // The hold stays until its check time.
            }
        }

        _taken.Clear();
    }
}
