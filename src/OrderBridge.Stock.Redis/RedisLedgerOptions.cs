using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Stock.Redis;

/// <summary>Numbers of the Redis ledger that operators tune. What happens while it is away is <see cref="StockOptions.ReserveWithoutLedger"/>.</summary>
public sealed class RedisLedgerOptions
{
    /// <summary>Begin of every key. Stores that share a Redis need different ones. Default: <c>orderbridge</c>.</summary>
    [RegularExpression("^[A-Za-z0-9:_-]{1,64}$")]
    public string KeyPrefix { get; set; } = "orderbridge";

    /// <summary>
    /// Whether other servers of the same store use it too: then a start joins what is filled instead of filling it again. Default: false, because a SQLite store has one server.
    /// </summary>
    public bool IsShared { get; set; }

    /// <summary>How long one attempt may take. Default: 1 second; a script takes well under a millisecond.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a call may take with all its repeats. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Attempts of one call at most. Default: 8, with pauses that double from 5 ms: a slot of a cluster that moves is back by then.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; set; } = 8;

    /// <summary>Calls that fail one after the other until the ledger counts as away and callers are answered at once. Default: 5.</summary>
    [Range(1, 1000)]
    public int FailuresMax { get; set; } = 5;

    /// <summary>How long it counts as away before a call tries again. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AwayDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rest between two looks at the servers: whether they are there, and whether they are still the ones that were filled. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PulseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a server that rebuilds may be silent before another one takes over. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RebuildLease { get; set; } = TimeSpan.FromSeconds(10);
}
