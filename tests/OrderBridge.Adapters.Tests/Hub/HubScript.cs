using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Hub;

/// <summary>What the hub has heard and how it answers. Outlives stops and starts of the server.</summary>
internal sealed class HubScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly Lock _lock = new();
    private readonly List<ChannelOrder> _orders = [];
    private readonly List<RecordTrackingEventsRequest> _tracking = [];
    private TaskCompletionSource _changed = New();

    /// <summary>A refusal for an order, or null to take it.</summary>
    public Func<ChannelOrder, Problem?> OnOrder { get; set; } = _ => null;

    /// <summary>A failure of a tracking call, or null to take it.</summary>
    public Func<RecordTrackingEventsRequest, RpcException?> OnTracking { get; set; } = _ => null;

    /// <summary>True for an order whose arrival makes the stream fail.</summary>
    public Func<ChannelOrder, bool> BreaksStream { get; set; } = _ => false;

    /// <summary>What the hub answers when it is asked for an order; null: it knows none.</summary>
    public Func<OrderKey, Order?> Known { get; set; } = _ => null;

    /// <summary>Orders the hub was asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<OrderKey> Asked { get; } = new();

    public bool HasStream { get; set; } = true;

    /// <summary>As the hub.</summary>
    public int MessageBytesMax { get; init; } = 16 << 20;

    public List<Shipment> Shipments { get; } = [];

    public string? LastKey { get; set; }

    /// <summary>What each order and each tracking report said of its trace, in their order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Traces { get; } = new();

    public int Streams { get; set; }

    public string LastContentType { get; private set; } = "";

    public byte[] LastRawPayload { get; private set; } = [];

    public IReadOnlyList<ChannelOrder> Orders
    {
        get
        {
            lock (_lock)
            {
                return [.. _orders];
            }
        }
    }

    public IReadOnlyList<RecordTrackingEventsRequest> Tracking
    {
        get
        {
            lock (_lock)
            {
                return [.. _tracking];
            }
        }
    }

    public Problem? Take(ChannelOrder order, byte[] raw, string contentType)
    {
        var problem = OnOrder(order);
        Change(() =>
        {
            if (problem is null)
            {
                _orders.Add(order);
                (LastRawPayload, LastContentType) = (raw, contentType);
            }
        });
        return problem;
    }

    public void Take(RecordTrackingEventsRequest request) => Change(() => _tracking.Add(request));

    /// <summary>Waits until what the hub has heard fits; woken by each message, not by a clock.</summary>
    public async Task UntilAsync(Func<HubScript, bool> fits)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (fits(this))
            {
                return;
            }

            var left = deadline - DateTime.UtcNow;
            await changed.WaitAsync(left > TimeSpan.Zero ? left : throw new TimeoutException($"After {Patience} the hub has {Orders.Count} orders and {Tracking.Count} tracking reports."));
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource woken;
        lock (_lock)
        {
            change();
            (woken, _changed) = (_changed, New());
        }

        woken.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
