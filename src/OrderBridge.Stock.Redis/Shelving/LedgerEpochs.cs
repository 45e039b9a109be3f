using Microsoft.Extensions.Logging;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Scripting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Knows which filling of the ledger is in force, and when it is over. Safe for concurrent callers.</summary>
internal sealed partial class LedgerEpochs(RedisLink link, LedgerKeys keys, ILogger logger)
{
    private LedgerEpoch? _current;

    /// <summary>Null when nothing is filled, as far as this process knows.</summary>
    public LedgerEpoch? Current => Volatile.Read(ref _current);

    /// <summary>The one that was in force last; null before the first.</summary>
    public string? LastToken { get; private set; }

    public void Begin(LedgerEpoch epoch)
    {
        LastToken = epoch.Token;
        Volatile.Write(ref _current, epoch);
    }

    public void End() => Volatile.Write(ref _current, null);

    /// <summary>What was filled is gone or cannot be trusted: nobody is answered from it any more.</summary>
    public void Lose(LedgerEpoch epoch, string cause)
    {
        if (Interlocked.CompareExchange(ref _current, null, epoch) == epoch)
        {
            RedisMetrics.Losses.Add(1, new KeyValuePair<string, object?>("cause", cause));
            LogLost(logger, cause);
        }
    }

    /// <summary>Another server may have filled the ledger anew: follows it. False when nobody has; then the epoch is lost.</summary>
    public async ValueTask<bool> FollowAsync(LedgerEpoch epoch, string cause, CancellationToken cancellationToken)
    {
        if (Current != epoch)
        {
            return Current is not null; // Somebody has seen to it meanwhile.
        }

        var state = await ReadAsync(isProbe: false, cancellationToken).ConfigureAwait(false);
        if (state.Epoch.Length == 0 || state.Epoch == epoch.Token)
        {
            Lose(epoch, cause);
            return false;
        }

        Begin(new LedgerEpoch(state.Epoch, state.Warehouses, state.Masters));
        return true;
    }

    /// <summary>Enters a new warehouse. False when it was entered before, so what it held is missing.</summary>
    public async ValueTask<bool> OpenAsync(LedgerEpoch epoch, string warehouseId, CancellationToken cancellationToken)
    {
        var entered = await link.RunAsync(LedgerScript.State, keys.State, ["open", epoch.Token, warehouseId], isRepeatable: false, cancellationToken).ConfigureAwait(false);
        switch ((long)entered[0])
        {
            case 0:
                await link.RunAsync(LedgerScript.Mark, keys.Of(warehouseId), [epoch.Token, "open"], isRepeatable: true, cancellationToken).ConfigureAwait(false);
                return true;
            case 2:
                return await FollowAsync(epoch, "replaced", cancellationToken).ConfigureAwait(false);
            default:
                return false;
        }
    }

    /// <summary>What Redis has.</summary>
    public async ValueTask<LedgerState> ReadAsync(bool isProbe, CancellationToken cancellationToken) => LedgerState.Of(
        await link.RunAsync(LedgerScript.State, keys.State, ["read", RedisValue.EmptyString], isRepeatable: true, cancellationToken, isProbe).ConfigureAwait(false));

    [LoggerMessage(EventId = 2032, Level = LogLevel.Warning, Message = "What the stock ledger held in Redis is lost ({Cause}); it is rebuilt from the counters")]
    private static partial void LogLost(ILogger logger, string cause);
}
