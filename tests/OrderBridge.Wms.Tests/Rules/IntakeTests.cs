using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.ReferenceWms.Working;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Rules;

/// <summary>Where the token stands when things break.</summary>
public sealed class IntakeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task After_a_break_it_goes_on_behind_the_last_stored_message()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqliteWorkStore.Open(directory.Path);
        var source = new ScriptedSource(["1", "2", "3"], ["4"], []);
        await RunAsync(source, store);

        Assert.Equal(["", "3", "4"], source.Asked);
        Assert.Equal(source.Confirmed.Order(), source.Confirmed);
        Assert.Contains("3", source.Confirmed);
        Assert.Equal("4", source.Confirmed[^1]);
    }

    [Fact]
    public async Task A_token_the_hub_does_not_know_any_more_is_dropped_and_what_comes_again_is_taken_once()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqliteWorkStore.Open(directory.Path);
        var source = new ScriptedSource(["1", "2"], ["refused"], ["1", "2", "3"], []);
        await RunAsync(source, store);

        Assert.Equal(["", "2", "", "3"], source.Asked);
        Assert.Equal(3, store.LoadOpenWork().Count);
    }

    [Fact]
    public async Task A_heartbeat_moves_the_token_without_a_task()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqliteWorkStore.Open(directory.Path);
        var source = new ScriptedSource(["heartbeat-9"], []);
        await RunAsync(source, store);

        Assert.Equal(["", "heartbeat-9"], source.Asked);
        Assert.Equal(0, store.Totals.DistinctTasks);
    }

    [Fact]
    public async Task When_the_store_fails_nothing_is_confirmed_the_token_stays_and_nobody_is_told()
    {
        using var directory = new TemporaryDirectory();
        using var store = new FailingStore(SqliteWorkStore.Open(directory.Path));
        var source = new ScriptedSource(["1", "2"], []);
        var hub = new SilentHub();
        using var warehouse = new Warehouse(new WmsOptions(), source, hub, store, TimeProvider.System, NullLogger.Instance);

        await Assert.ThrowsAsync<IOException>(() => warehouse.RunAsync(CancellationToken.None).WaitAsync(Limit));

        Assert.Empty(source.Confirmed);
        Assert.Equal("", store.ResumeToken);
        Assert.Equal(0, hub.Calls);
    }

    private static async Task RunAsync(ScriptedSource source, IWorkStore store)
    {
        using var warehouse = new Warehouse(
            new WmsOptions { StepTime = TimeSpan.FromHours(1) }, source, new SilentHub(), store, TimeProvider.System, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var running = warehouse.RunAsync(stop.Token);
        await source.Exhausted.WaitAsync(Limit);
        await stop.CancelAsync();
        await running.WaitAsync(Limit);
    }

    /// <summary>Connections with the tokens each brings before it breaks; the last one stays open.</summary>
    private sealed class ScriptedSource(params string[][] connections) : ITaskSource
    {
        private readonly TaskCompletionSource _exhausted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Asked { get; } = [];

        public List<string> Confirmed { get; } = [];

        public Task Exhausted => _exhausted.Task;

        public async IAsyncEnumerable<TaskMessage> ReadAsync(string resumeToken, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked.Add(resumeToken);
            foreach (var token in connections[Asked.Count - 1])
            {
                if (token == "refused")
                {
                    throw Hubs.FakeFulfilmentService.Problem(StatusCode.InvalidArgument, "RESUME_TOKEN_INVALID");
                }

                yield return new TaskMessage(TaskOf(token), token, DateTimeOffset.UnixEpoch);
            }

            if (Asked.Count == connections.Length)
            {
                _exhausted.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw new RpcException(new Status(StatusCode.Unavailable, "It broke."));
        }

        public ValueTask ConfirmAsync(TaskMessage last, CancellationToken cancellationToken)
        {
            Confirmed.Add(last.ResumeToken);
            return ValueTask.CompletedTask;
        }

        private static WarehouseTask? TaskOf(string token) => token.StartsWith("heartbeat", StringComparison.Ordinal)
            ? null
            : new WarehouseTask(
                $"task-{token}", TaskKind.Create, $"ful-{token}", "wh-1", FulfilmentState.Dispatched,
                ImmutableArray.Create(new WorkLine("l1", "sku-1", 1, 0)), "", null);
    }

    private sealed class SilentHub : IHub
    {
        public int Calls { get; private set; }

        public Task<ReportAnswer> SendAsync(Report report, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult<ReportAnswer>(new ReportAnswer.Accepted(StateUnchanged: false));
        }

        public Task<string> GreetAsync(CancellationToken cancellationToken) => Task.FromResult("");

        public Task<HubView?> LookAsync(string fulfilmentId, CancellationToken cancellationToken) => Task.FromResult<HubView?>(null);
    }

    private sealed class FailingStore(SqliteWorkStore inner) : IWorkStore
    {
        public string ResumeToken => inner.ResumeToken;

        public StoreTotals Totals => inner.Totals;

        public bool HasSeen(string taskId) => inner.HasSeen(taskId);

        public Work? Find(string fulfilmentId) => inner.Find(fulfilmentId);

        public IReadOnlyList<Work> LoadOpenWork() => inner.LoadOpenWork();

        public IReadOnlyList<Report> LoadOutbox() => inner.LoadOutbox();

        public void Save(Changes changes) => throw new IOException("The disk is full.");

        public void Dispose() => inner.Dispose();
    }
}
