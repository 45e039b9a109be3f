using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Wms.Tests.Hubs;

/// <summary>A hub on a free loopback port with a log of tasks and the work in memory. Everything the warehouse may not say becomes a violation.</summary>
public sealed class FakeHub : IAsyncDisposable
{
    private readonly List<(Func<bool> Holds, TaskCompletionSource Seen)> _waiting = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _more = NewSignal();

    private FakeHub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.MapGrpcService<FakeFulfilmentService>();
        _app.MapGrpcService<FakeTrackingService>();
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Guards everything below.</summary>
    public Lock Gate { get; } = new();

    public List<FulfilmentTask> Tasks { get; } = [];

    public Dictionary<string, HubWork> Work { get; } = new(StringComparer.Ordinal);

    public List<string> Violations { get; } = [];

    /// <summary>Resume token of each stream that was opened.</summary>
    public List<string> TokensAsked { get; } = [];

    /// <summary>Trace of the tasks that are sent from now on.</summary>
    public string TraceParent { get; set; } = "";

    /// <summary>The trace each report was sent in, by report id.</summary>
    public Dictionary<string, string> TracesOfReports { get; } = [];

    public List<RecordTrackingEventsRequest> TrackingEvents { get; } = [];

    public List<string> KeysSeen { get; } = [];

    /// <summary>Looked at before a report is taken; throws to fail the call.</summary>
    public Action<string> BeforeTaking { get; set; } = _ => { };

    /// <summary>Looked at after a report is taken; throws to lose the answer. Called outside the lock.</summary>
    public Action<HubWork, FulfilmentState> AfterTaking { get; set; } = (_, _) => { };

    /// <summary>Tasks after which a stream breaks; 0 for never.</summary>
    public int BreakStreamAfter { get; set; }

    /// <summary>Tasks that a stream sends again from before its token.</summary>
    public int StepBack { get; set; }

    public static async Task<FakeHub> StartAsync()
    {
        var hub = new FakeHub();
        await hub._app.StartAsync();
        hub.Address = new Uri(hub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return hub;
    }

    public void Create(string fulfilmentId, params (string LineId, long Quantity)[] lines)
    {
        var order = new FulfilmentOrder { FulfilmentId = fulfilmentId, WarehouseId = "wh-1", State = FulfilmentState.Dispatched };
        order.Lines.Add(lines.Select(line => new FulfilmentLine { LineId = line.LineId, SkuId = $"sku-{line.LineId}", Quantity = line.Quantity }));
        lock (Gate)
        {
            Work.Add(fulfilmentId, new HubWork(order));
            Send_NeedsLock(TaskKind.Create, order.Clone());
        }
    }

    /// <summary>Work of which no task was sent yet.</summary>
    public void Know(string fulfilmentId, params (string LineId, long Quantity)[] lines)
    {
        lock (Gate)
        {
            Create(fulfilmentId, lines);
            Tasks.RemoveAt(Tasks.Count - 1);
        }
    }

    public void Resend(string fulfilmentId)
    {
        lock (Gate)
        {
            Send_NeedsLock(TaskKind.Create, Work[fulfilmentId].Order.Clone());
        }
    }

    /// <param name="lines">Pieces to stop; none means all.</param>
    public void Cancel(string fulfilmentId, params (string LineId, long Quantity)[] lines)
    {
        lock (Gate)
        {
            var work = Work[fulfilmentId];
            var order = new FulfilmentOrder { FulfilmentId = fulfilmentId, WarehouseId = "wh-1" };
            order.Lines.Add(lines.Select(line => new FulfilmentLine { LineId = line.LineId, Quantity = line.Quantity }));
            if (!work.IsEnded)
            {
                work.RequestCancel(lines.Length > 0 ? order.Lines : work.Order.Lines);
            }
            else
            {
                work.AskTooLate();
            }

            order.State = work.State;
            Send_NeedsLock(TaskKind.Cancel, order);
        }
    }

    /// <summary>The missing pieces are given up; the hub tells it as a CANCEL of those pieces, and waits for no answer.</summary>
    public void GiveUpMissing(string fulfilmentId)
    {
        lock (Gate)
        {
            var work = Work[fulfilmentId];
            var order = new FulfilmentOrder { FulfilmentId = fulfilmentId, WarehouseId = "wh-1" };
            foreach (var line in work.Order.Lines.Where(line => line.ShortQuantity > 0))
            {
                order.Lines.Add(new FulfilmentLine { LineId = line.LineId, Quantity = line.ShortQuantity });
                line.CancelledQuantity += line.ShortQuantity;
                line.ShortQuantity = 0;
            }

            work.Enter(FulfilmentState.Picking);
            Send_NeedsLock(TaskKind.Cancel, order);
        }
    }

    public void Send(TaskKind kind, string fulfilmentId, FulfilmentState state, string shipmentId = "")
    {
        lock (Gate)
        {
            if (Work.TryGetValue(fulfilmentId, out var work) && state is not FulfilmentState.Unspecified)
            {
                work.Enter(state);
            }

            Send_NeedsLock(kind, new FulfilmentOrder { FulfilmentId = fulfilmentId, WarehouseId = "wh-1", State = state }, shipmentId);
        }
    }

    /// <summary>Sets the state without telling the warehouse.</summary>
    public void Enter(string fulfilmentId, FulfilmentState state)
    {
        lock (Gate)
        {
            Work[fulfilmentId].Enter(state);
        }
    }

    /// <summary>Completes when the condition holds; it is looked at after each report and task.</summary>
    public async Task WhenAsync(Func<bool> holds, TimeSpan? limit = null)
    {
        var seen = NewSignal();
        lock (Gate)
        {
            _waiting.Add((holds, seen));
        }

        Look();
        try
        {
            await seen.Task.WaitAsync(limit ?? TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            lock (Gate)
            {
                var places = string.Join(", ", Work.Values.GroupBy(w => w.State).Select(g => $"{g.Key} {g.Count()} ({g.First().Id})"));
                throw new TimeoutException($"The hub still sees {places}; violations: {string.Join("; ", Violations.Take(5))}");
            }
        }
    }

    public Task WhenAllAsync(FulfilmentState state, TimeSpan? limit = null) => WhenAsync(() => Work.Values.All(work => work.State == state), limit);

    public Task WhenAsync(string fulfilmentId, FulfilmentState state) => WhenAsync(() => Work[fulfilmentId].State == state);

    /// <summary>Wakes those who wait.</summary>
    public void Look()
    {
        lock (Gate)
        {
            _waiting.Where(waiter => waiter.Holds()).ToList().ForEach(waiter => waiter.Seen.TrySetResult());
            _waiting.RemoveAll(waiter => waiter.Seen.Task.IsCompleted);
        }
    }

    public async Task StreamAsync(string token, IServerStreamWriter<StreamFulfilmentTasksResponse> stream, CancellationToken stop)
    {
        var at = token.Length == 0 ? 0 : Math.Max(0, int.Parse(token) - StepBack);
        for (var sent = 0; ; sent++)
        {
            if (BreakStreamAfter > 0 && sent == BreakStreamAfter)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "The stream broke."));
            }

            await stream.WriteAsync(await NextAsync(at++, stop), stop);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<StreamFulfilmentTasksResponse> NextAsync(int at, CancellationToken stop)
    {
        while (true)
        {
            Task more;
            lock (Gate)
            {
                if (at < Tasks.Count)
                {
                    return new StreamFulfilmentTasksResponse { Task = Tasks[at], ResumeToken = $"{at + 1}" };
                }

                more = _more.Task;
            }

            await more.WaitAsync(stop);
        }
    }

    private void Send_NeedsLock(TaskKind kind, FulfilmentOrder order, string shipmentId = "")
    {
        var now = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow);
        Tasks.Add(new FulfilmentTask
        {
            TaskId = $"task-{Tasks.Count + 1}",
            Kind = kind,
            FulfilmentOrder = order,
            Attempt = 1,
            ShipmentId = shipmentId,
            RecordTime = now,
            OrderReceiveTime = now,
            TraceParent = TraceParent,
        });
        var more = _more;
        _more = NewSignal();
        more.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
