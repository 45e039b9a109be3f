using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Shelving;

namespace OrderBridge.Stock.Redis.Watching;

/// <summary>
/// Looks whether Redis is there and still holds what it was filled with. A wipe shows as a missing epoch, a restart or a failover as another run id.
/// </summary>
internal sealed class RedisPulse(RedisLink link, LedgerEpochs epochs)
{
    /// <summary>One look. Never throws what Redis does.</summary>
    public async ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var epoch = epochs.Current;
            var state = await epochs.ReadAsync(isProbe: true, cancellationToken).ConfigureAwait(false);
            var masters = await link.MastersAsync(cancellationToken).ConfigureAwait(false);
            if (epoch is not null)
            {
                await JudgeAsync(epoch, state, masters, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LedgerAwayException)
        {
            await link.LookAroundAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask JudgeAsync(LedgerEpoch epoch, LedgerState state, IReadOnlyDictionary<string, string> masters, CancellationToken cancellationToken)
    {
        if (state.Epoch != epoch.Token)
        {
            await epochs.FollowAsync(epoch, state.Epoch.Length == 0 ? "wiped" : "replaced", cancellationToken).ConfigureAwait(false);
        }
        else if (epoch.IsReplacedBy(masters))
        {
            epochs.Lose(epoch, "restarted");
        }
        else
        {
            foreach (var warehouseId in state.Warehouses)
            {
                epoch.Note(warehouseId);
            }
        }
    }
}
