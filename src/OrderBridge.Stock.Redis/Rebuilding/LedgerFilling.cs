using System.Security.Cryptography;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Scripting;
using OrderBridge.Stock.Redis.Shelving;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Rebuilding;

/// <summary>
/// One rebuild under a claim that only one server holds. A warehouse answers "not ready" from its first page until all pages are in; one that was lost
/// in between makes the rebuild fail, and the keeper begins again.
/// </summary>
internal sealed class LedgerFilling(RedisLink link, LedgerKeys keys, RedisLedgerOptions options, TimeProvider timeProvider)
{
    private const int Busy = 1;
    private const int Joined = 2;
    private static readonly TimeSpan LookDelay = TimeSpan.FromMilliseconds(100);

    private readonly string _token = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly HashSet<string> _warehouses = new(StringComparer.Ordinal);

    /// <param name="lastToken">Epoch that this server knew last; it is replaced, another one is joined.</param>
    public async ValueTask<LedgerEpoch> RunAsync(string? lastToken, IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken)
    {
        var claim = await ClaimAsync(lastToken, cancellationToken).ConfigureAwait(false);
        var state = LedgerState.Of(claim);
        if ((long)claim[0] == Joined)
        {
            // Its own masters: what they lost while nobody looked shows at the first look.
            return new LedgerEpoch(state.Epoch, state.Warehouses, state.Masters);
        }

        try
        {
            var before = await link.MastersAsync(cancellationToken).ConfigureAwait(false);
            await FillAllAsync(pages, cancellationToken).ConfigureAwait(false);
            var masters = await MastersSinceAsync(before, cancellationToken).ConfigureAwait(false);
            await FinishAsync(state.Warehouses, masters, cancellationToken).ConfigureAwait(false);
            return new LedgerEpoch(_token, _warehouses, masters);
        }
        catch
        {
            await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Those that were there before it was filled, and those that the client has come to know meanwhile.</summary>
    private async ValueTask<string[]> MastersSinceAsync(IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        var after = await link.MastersAsync(cancellationToken).ConfigureAwait(false);
        return new LedgerEpoch(_token, [], before.Values).IsReplacedBy(after)
            ? throw new LedgerAwayException("A server was replaced while it was filled.")
            : [.. before.Values.Union(after.Values, StringComparer.Ordinal)];
    }

    private async ValueTask FillAllAsync(IAsyncEnumerable<LedgerPage> pages, CancellationToken cancellationToken)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await KeepClaimAsync(cancellationToken).ConfigureAwait(false);
            await LoadAsync(page, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits while another server rebuilds, and then takes what it has made.</summary>
    private async ValueTask<RedisValue[]> ClaimAsync(string? lastToken, CancellationToken cancellationToken)
    {
        var joins = options.IsShared || lastToken is not null;
        var started = timeProvider.GetTimestamp();
        while (true)
        {
            var claim = await ClaimOnceAsync(joins, lastToken ?? "", cancellationToken).ConfigureAwait(false);
            if ((long)claim[0] != Busy)
            {
                return claim;
            }

            joins = true;
            if (timeProvider.GetElapsedTime(started) > 3 * options.RebuildLease)
            {
                throw new LedgerAwayException("Another server has been rebuilding the ledger for long.");
            }

            await Task.Delay(LookDelay, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<RedisValue[]> ClaimOnceAsync(bool joins, string known, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        RedisValue[] values =
            ["claim", _token, now.ToUnixTimeMilliseconds(), (now + options.RebuildLease).ToUnixTimeMilliseconds(), joins ? 1 : 0, known];
        return link.RunAsync(LedgerScript.State, keys.State, values, isRepeatable: true, cancellationToken, isProbe: true);
    }

    /// <summary>A server that stood still finds its claim gone, and must not touch what another one has filled meanwhile.</summary>
    private async ValueTask KeepClaimAsync(CancellationToken cancellationToken)
    {
        RedisValue[] values = ["keep", _token, (timeProvider.GetUtcNow() + options.RebuildLease).ToUnixTimeMilliseconds()];
        var kept = await link.RunAsync(LedgerScript.State, keys.State, values, isRepeatable: true, cancellationToken, isProbe: true).ConfigureAwait(false);
        if ((long)kept[0] != 0)
        {
            throw new LedgerAwayException("Another server took over the rebuild.");
        }
    }

    /// <summary>Others need not wait for the lease to end. Where Redis does not answer, they do.</summary>
    private async ValueTask AbandonAsync()
    {
        try
        {
            await link.RunAsync(LedgerScript.State, keys.State, ["abandon", _token], isRepeatable: true, CancellationToken.None, isProbe: true).ConfigureAwait(false);
        }
        catch (LedgerAwayException)
        {
        }
    }

    private async ValueTask LoadAsync(LedgerPage page, CancellationToken cancellationToken)
    {
        foreach (var levels in page.Levels.GroupBy(l => l.Key.WarehouseId, StringComparer.Ordinal))
        {
            var quotas = page.Quotas.ToLookup(q => q.Key);
            await FillAsync(LedgerScript.Repair, levels.Key, levels.Select(l => new LedgerRepair(l, [.. quotas[l.Key]], Seen: null)), LevelWrites.Repairs, cancellationToken).ConfigureAwait(false);
        }

        var present = page.Levels.Select(l => l.Key).ToHashSet();
        foreach (var quotas in page.Quotas.Where(q => !present.Contains(q.Key)).GroupBy(q => q.Key.WarehouseId, StringComparer.Ordinal))
        {
            await FillAsync(LedgerScript.Quota, quotas.Key, quotas, LevelWrites.Quotas, cancellationToken).ConfigureAwait(false);
        }

        foreach (var holds in page.Holds.GroupBy(h => h.WarehouseId, StringComparer.Ordinal))
        {
            await FillAsync(LedgerScript.Load, holds.Key, holds, LevelWrites.Holds, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync<T>(
        LedgerScript script, string warehouseId, IEnumerable<T> entries, Func<IEnumerable<T>, RedisValue[]> toValues, CancellationToken cancellationToken)
    {
        if (_warehouses.Add(warehouseId))
        {
            await MarkAsync(warehouseId, "start", cancellationToken).ConfigureAwait(false);
        }

        foreach (var batch in entries.Chunk(LevelWrites.BatchSize))
        {
            var values = toValues(batch);
            values[0] = "~" + _token;
            Require(await link.RunAsync(script, keys.Of(warehouseId), values, isRepeatable: true, cancellationToken).ConfigureAwait(false));
        }
    }

    private async ValueTask FinishAsync(IEnumerable<string> before, string[] masters, CancellationToken cancellationToken)
    {
        foreach (var gone in before.Where(w => !_warehouses.Contains(w)))
        {
            await MarkAsync(gone, "drop", cancellationToken).ConfigureAwait(false);
        }

        await KeepClaimAsync(cancellationToken).ConfigureAwait(false);
        foreach (var warehouseId in _warehouses)
        {
            if ((long)(await MarkAsync(warehouseId, "finish", cancellationToken).ConfigureAwait(false))[0] == 0)
            {
                throw new LedgerAwayException($"Warehouse {warehouseId} was lost while it was filled.");
            }
        }

        RedisValue[] values = ["complete", _token, masters.Length, .. masters.Select(m => (RedisValue)m), .. _warehouses.Select(w => (RedisValue)w)];
        if ((long)(await link.RunAsync(LedgerScript.State, keys.State, values, isRepeatable: false, cancellationToken).ConfigureAwait(false))[0] != 0)
        {
            throw new LedgerAwayException("Another server took over the rebuild.");
        }
    }

    private ValueTask<RedisValue[]> MarkAsync(string warehouseId, string kind, CancellationToken cancellationToken) =>
        link.RunAsync(LedgerScript.Mark, keys.Of(warehouseId), [_token, kind], isRepeatable: kind is not "finish", cancellationToken);

    private static void Require(RedisValue[] answer)
    {
        if ((long)answer[0] < 0)
        {
            throw new LedgerAwayException("A warehouse was lost while it was filled.");
        }
    }
}
