using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Scripting;
using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Shelving;

/// <summary>Runs scripts on single warehouses, in the epoch in force, and sees to warehouses that are new, wiped or of another epoch.</summary>
internal sealed class ShelfCalls(RedisLink link, LedgerKeys keys, LedgerEpochs epochs, TimeProvider timeProvider)
{
    private const int AttemptsMax = 5;
    private const long NothingThere = -1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="values">Arguments of the script; the first is left for the epoch.</param>
    /// <param name="isRepeatable">Whether doing it twice is doing it once.</param>
    /// <exception cref="LedgerAwayException">It was not done, or it is not known whether it was.</exception>
    public async ValueTask<RedisValue[]> ChangeAsync(
        LedgerScript script, string warehouseId, RedisValue[] values, bool isRepeatable, CancellationToken cancellationToken) =>
        (await RunAsync(script, warehouseId, values, isRepeatable, opens: true, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Null when nothing is known of the warehouse.</summary>
    public ValueTask<RedisValue[]?> ReadAsync(LedgerScript script, string warehouseId, RedisValue[] values, CancellationToken cancellationToken) =>
        RunAsync(script, warehouseId, values, isRepeatable: true, opens: false, cancellationToken);

    private async ValueTask<RedisValue[]?> RunAsync(
        LedgerScript script, string warehouseId, RedisValue[] values, bool isRepeatable, bool opens, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var epoch = epochs.Current ?? throw new LedgerAwayException("The stock ledger is not filled.");
            values[0] = epoch.Token;
            var answer = await link.RunAsync(script, keys.Of(warehouseId), values, isRepeatable, cancellationToken).ConfigureAwait(false);
            var outcome = (long)answer[0];
            if (outcome >= 0)
            {
                epoch.Note(warehouseId);
                return answer;
            }

            if (outcome == NothingThere && !opens && !epoch.Knows(warehouseId))
            {
                return null;
            }

            await MendAsync(epoch, warehouseId, outcome, attempt, cancellationToken).ConfigureAwait(false);
        }

        throw new LedgerAwayException($"Warehouse {warehouseId} is being filled.");
    }

    /// <summary>Makes the next attempt worth it, or finds that the epoch is lost.</summary>
    private async ValueTask MendAsync(LedgerEpoch epoch, string warehouseId, long outcome, int attempt, CancellationToken cancellationToken)
    {
        if (outcome != NothingThere)
        {
            await epochs.FollowAsync(epoch, "replaced", cancellationToken).ConfigureAwait(false);
        }
        else if (epoch.Knows(warehouseId))
        {
            epochs.Lose(epoch, "wiped");
        }
        else if (!await epochs.OpenAsync(epoch, warehouseId, cancellationToken).ConfigureAwait(false))
        {
            // Another server may be between entering and marking it; when nothing comes, it was wiped.
            if (attempt == AttemptsMax - 1)
            {
                epochs.Lose(epoch, "wiped");
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
