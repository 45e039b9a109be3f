using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OrderBridge.AdapterSdk.Connecting;

/// <summary>
/// The one pipeline for calls to the hub. Outermost first: whole budget 30 s; then 4 retries after about 0.2, 0.4, 0.8 and
/// 1.6 s with jitter, or after the hub's RetryInfo; then a breaker that opens for 1 s when 9 of 10 calls within 5 s found
/// no hub; then 10 s for one attempt.
/// </summary>
/// <remarks>
/// Repeats only UNAVAILABLE, RESOURCE_EXHAUSTED (but not of a message that is too large), ABORTED and attempts without an answer. Every call made here may be repeated:
/// the hub recognises orders by their key and update time and tracking events by their event key.
/// What the budget does not reach stays in the spool, whose pump tries again with longer pauses.
/// </remarks>
public static class HubPipeline
{
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    // A longer wish of the hub is not waited for inside a call; the pump honours it.
    private static readonly TimeSpan RetryInfoMax = TimeSpan.FromSeconds(10);

    /// <param name="timeProvider">Clock of delays and budgets.</param>
    /// <param name="seed">Seed of the jitter, so that many adapters do not come back at the same moment.</param>
    public static ResiliencePipeline Build(TimeProvider timeProvider, int seed)
    {
        var random = new Random(seed);
        var randomLock = new Lock();
        double Next()
        {
            lock (randomLock)
            {
                return random.NextDouble();
            }
        }

        return new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddTimeout(Budget)
            .AddRetry(Retry(Next))
            .AddCircuitBreaker(Breaker())
            .AddTimeout(AttemptTimeout)
            .Build();
    }

    private static RetryStrategyOptions Retry(Func<double> random) => new()
    {
        MaxRetryAttempts = 4,
        BackoffType = DelayBackoffType.Exponential,
        Delay = FirstDelay,
        UseJitter = true,
        Randomizer = random,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception switch
        {
            HubFailureException e => e.Failure.IsTransient && (e.Failure.RetryDelay ?? TimeSpan.Zero) <= RetryInfoMax,
            BrokenCircuitException or TimeoutRejectedException => true,
            _ => false,
        }),
        // Null leaves it to the backoff above. Up to a fifth is added, never taken away: the hub said when.
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            (arguments.Outcome.Exception as HubFailureException)?.Failure.RetryDelay is { } asked && asked > TimeSpan.Zero
                ? asked * (1 + (random() / 5))
                : null),
    };

    private static CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 0.9,
        MinimumThroughput = 10,
        SamplingDuration = TimeSpan.FromSeconds(5),
        BreakDuration = TimeSpan.FromSeconds(1),
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is TimeoutRejectedException
                or HubFailureException { Failure.Code: StatusCode.Unavailable, Failure.RetryDelay: null }),
    };
}
