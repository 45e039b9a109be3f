using StackExchange.Redis;

namespace OrderBridge.Stock.Redis.Connecting;

/// <summary>What a failed attempt means for the next one.</summary>
internal enum RedisFailure
{
    /// <summary>None of the kinds below: a mistake in a script. Never repeated.</summary>
    Mistake,

    /// <summary>The server does not know the script yet, or not any more.</summary>
    ScriptUnknown,

    /// <summary>The server did not do it and may do it later: a slot moves, a shard has no master, data is being loaded.</summary>
    Refused,

    /// <summary>It never left this process.</summary>
    NotSent,

    /// <summary>It may have been done: no answer came.</summary>
    Unanswered,
}

internal static class RedisFailures
{
    /// <summary>
    /// Error replies after which nothing was done (redis.io, "Redis cluster specification" and "Redis serialization protocol", simple errors; MISCONF: it
    /// cannot save; NOAUTH, WRONGPASS and NOPERM: an operator has to correct the login). A reply begins with its name; from inside a script the name may
    /// come later, behind a hyphen.
    /// </summary>
    private static readonly string[] Refusals =
    [
        "TRYAGAIN", "MOVED", "ASK", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY", "BUSY", "NOREPLICAS", "OOM", "MISCONF", "NOAUTH", "WRONGPASS", "NOPERM",
    ];

    public static RedisFailure Of(Exception exception) => exception switch
    {
        RedisServerException e => OfReply(e.Message),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } => RedisFailure.NotSent,
        RedisConnectionException or RedisTimeoutException or TimeoutException or ObjectDisposedException or TaskCanceledException => RedisFailure.Unanswered,
        RedisCommandException => RedisFailure.NotSent, // 1.x and 3.x: no server of the slot is known.
        RedisException => RedisFailure.Unanswered,
        _ => RedisFailure.Mistake,
    };

    /// <remarks>The client words some redirections itself ("Endpoint ... serving hashslot ... is not reachable"); they were not done either.</remarks>
    private static RedisFailure OfReply(string message) =>
        message.StartsWith("NOSCRIPT", StringComparison.Ordinal) ? RedisFailure.ScriptUnknown
        : Array.Exists(Refusals, r => message.StartsWith(r, StringComparison.Ordinal) || message.Contains($"-{r} ", StringComparison.Ordinal)) || message.Contains("hashslot", StringComparison.Ordinal) ? RedisFailure.Refused
        : RedisFailure.Mistake;
}
