using System.ComponentModel.DataAnnotations;
using OrderBridge.Kernel.Bounding;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Server.Overload;

/// <summary>
/// Bounds the work that is under way, so that too much load is refused at once instead of waiting in queues. Reads and reports of work that was
/// accepted have a lane of their own: a full intake does not stop warehouses.
/// </summary>
public sealed class CallGate(OverloadOptions options)
{
    private readonly ByteBudget _orderBytes = new(options.BytesUnderWay);
    private readonly ByteBudget _otherBytes = new(options.BytesUnderWay);
    private int _orders;
    private int _others;
    private int _streams;
    private long _refused;

    /// <summary>Calls refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public int OrdersUnderWay => Volatile.Read(ref _orders);

    /// <summary>Takes a place for one order message; null when there is none.</summary>
    /// <param name="bytes">Size of the message, as it came.</param>
    public Place? EnterOrder(long bytes) => Enter(ref _orders, options.OrdersUnderWay, _orderBytes, bytes)
        ? new Place(() => Leave(ref _orders, _orderBytes, bytes))
        : null;

    /// <summary>Takes a place for one other command; null when there is none.</summary>
    /// <param name="bytes">Size of the message, as it came.</param>
    public Place? EnterOther(long bytes) => Enter(ref _others, options.CommandsUnderWay, _otherBytes, bytes)
        ? new Place(() => Leave(ref _others, _otherBytes, bytes))
        : null;

    /// <summary>Takes a place for one stream; null when there is none.</summary>
    public Place? EnterStream() => Enter(ref _streams, options.StreamsOpen) ? new Place(() => Interlocked.Decrement(ref _streams)) : null;

    public Refusal Overloaded() => new(
        RefusalKind.Overloaded, "OVERLOADED", "The hub takes no more work at the moment; nothing was taken. Repeat after the given delay.")
    { RetryAfter = options.RetryDelay };

    private bool Enter(ref int count, int limit, ByteBudget budget, long bytes)
    {
        if (!Enter(ref count, limit))
        {
            return false;
        }

        if (budget.TryTake(bytes))
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        Interlocked.Increment(ref _refused);
        return false;
    }

    private static void Leave(ref int count, ByteBudget budget, long bytes)
    {
        Interlocked.Decrement(ref count);
        budget.Give(bytes);
    }

    private bool Enter(ref int count, int limit)
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>A place that is given back once.</summary>
    public sealed class Place(Action leave) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                leave();
            }
        }
    }
}

/// <summary>How much may be under way.</summary>
public sealed class OverloadOptions
{
    /// <summary>Order messages under way at once. Range 1 to 100,000. Default 1024: some 100 ms of the writer's work here.</summary>
    [Range(1, 100_000)]
    public int OrdersUnderWay { get; set; } = 1024;

    /// <summary>Other commands under way at once. Range 1 to 100,000. Default 2048.</summary>
    [Range(1, 100_000)]
    public int CommandsUnderWay { get; set; } = 2048;

    /// <summary>Bytes of order messages under way at once, and as many of other commands; a larger single one goes alone. Range 1 MiB to 64 GiB. Default 256 MiB.</summary>
    [Range(1024L * 1024, 64L * 1024 * 1024 * 1024)]
    public long BytesUnderWay { get; set; } = 256L * 1024 * 1024;

    /// <summary>Bytes of one stream of orders under way at once; more wait in the transport, but for the one message that was read. Range 64 KiB to 1 GiB. Default 16 MiB.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int BytesPerStream { get; set; } = 16 * 1024 * 1024;

    /// <summary>Messages of one stream under way at once; more wait in the transport. Range 1 to 10,000. Default 256.</summary>
    [Range(1, 10_000)]
    public int MessagesPerStream { get; set; } = 256;

    /// <summary>Streams of orders, scans, tasks, events and watches open at once. Range 1 to 100,000. Default 4096; an idle one costs some 50 KB.</summary>
    [Range(1, 100_000)]
    public int StreamsOpen { get; set; } = 4096;

    /// <summary>When a refused caller may try again. Range 10 ms to 1 min. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long running calls may take after SIGTERM. Range 0 to 10 min. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(15);
}
