using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.Tracking;

/// <summary>An order on its way into the hub.</summary>
internal sealed class TrackedOrder(DemoOrder order)
{
    /// <summary>How long after its sending an order is waited for. It counts from there, so that many silent orders cost one such time together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<Verdict> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _revision;

    public DemoOrder Order { get; } = order;

    /// <summary>Timestamp of the first sending; 0 before.</summary>
    public long SentTimestamp { get; set; }

    public int Attempts { get; set; }

    /// <summary>Sendings that the hub failed at.</summary>
    public int Failures { get; set; }

    /// <summary>True once a person had to decide about it.</summary>
    public bool WasHeld { get; set; }

    /// <summary>Completes when the hub has decided; never fails.</summary>
    public Task<Verdict> Decided => _decided.Task;

    /// <summary>The decision once it is there.</summary>
    public Verdict? Verdict => _decided.Task.IsCompletedSuccessfully ? _decided.Task.Result : null;

    /// <summary>The decision, or null when the hub has not shown one within <see cref="Patience"/> of the sending: an adapter may have put the message aside.</summary>
    public async Task<Verdict?> WaitAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var left = Patience - timeProvider.GetElapsedTime(SentTimestamp);
        try
        {
            return await Decided.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>True for the first decision only: repeats answer the same.</summary>
    public bool Decide(Verdict verdict) => _decided.TrySetResult(verdict);

    /// <summary>A time for the channel's next message about this order: each a second later than the last, so that the newest wins.</summary>
    public DateTimeOffset NextUpdateTime() => Order.OrderTime.AddSeconds(Interlocked.Increment(ref _revision));
}
