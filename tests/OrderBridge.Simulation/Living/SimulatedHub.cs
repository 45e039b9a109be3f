using OrderBridge.Flows.Running;
using OrderBridge.Flows.Timing;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Ledger;

namespace OrderBridge.Simulation.Living;

/// <summary>
/// A hub as its callers see it: it may die at any commit, then another process starts on the same disk and whoever had no answer calls again.
/// A run is a function of its seed.
/// </summary>
internal sealed class SimulatedHub(Disk disk, SimulationOptions options, AccidentPlan accidents)
{
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);
    private int _ids;
    private bool _isBetween;

    public HubProcess Process { get; private set; } = null!;

    public SimulatedClock Clock => disk.Clock;

    public Disk Disk => disk;

    public AccidentPlan Accidents => accidents;

    public Promises Promises { get; } = new();

    /// <summary>Every call and its answer, in order: what a run is compared by.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>Orders in the order of their first message.</summary>
    public List<string> OrderIds { get; } = [];

    /// <summary>Others who come in between the reading and the writing of a call; null when nobody does.</summary>
    public Func<ValueTask>? Between { get; set; }

    /// <summary>How far the clock jumps while nobody runs; zero when not set.</summary>
    public Func<TimeSpan>? Outage { get; set; }

    public CancellationToken Token => Process.Life.Token;

    public string NextId(string prefix) => $"{prefix}{++_ids}";

    public async Task StartAsync() => Process = await HubProcess.StartAsync(disk, options, accidents, BetweenAsync);

    public void Note(string orderId)
    {
        if (_orders.Add(orderId))
        {
            OrderIds.Add(orderId);
        }
    }

    public ValueTask<T?> FindAsync<T>(string id)
        where T : class, IAggregate<T> => Process.Get<IAggregates>().FindAsync<T>(id, default);

    /// <summary>Calls until there is an answer. A state that was answered must stay.</summary>
    public async Task<Outcome<T>> CallAsync<T>(string what, Func<HubProcess, ValueTask<Outcome<T>>> call)
    {
        var outcome = await UntilAnsweredAsync(call);
        Answers.Add($"{what}: {outcome.Refusal?.Reason ?? "taken"}");
        if (outcome is { Refusal: null, Value: IAggregate { Version: > 0 } state })
        {
            Promises.Add($"{what} (version {state.Version} of {state.Id})", async process =>
                (await process.Get<IJournal>().ReadAggregateAsync(state.Id, state.Version - 1, default)).Count > 0);
        }

        return outcome;
    }

    /// <summary>One batch of the flows.</summary>
    public Task<int> FollowAsync() => UntilAnsweredAsync(process => process.Get<FlowRunner>().SweepAsync(process.Life.Token));

    /// <summary>One look at the deadlines.</summary>
    public Task<int> WatchTimersAsync() => UntilAnsweredAsync(process => process.Get<TimerRunner>().SweepAsync(process.Life.Token));

    public Task<LedgerSweep> KeepLedgerAsync() => UntilAnsweredAsync(process => process.Get<LedgerKeeper>().SweepAsync(process.Life.Token));

    /// <summary>Flows and due timers until nothing is left to do. False when they do not come to rest.</summary>
    public async Task<bool> SettleAsync()
    {
        for (var round = 0; round < 200; round++)
        {
            if (await WatchTimersAsync() + await FollowAsync() == 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<HubProcess, ValueTask<T>> call)
    {
        while (true)
        {
            var process = Process;
            try
            {
                return await call(process);
            }
            catch (OperationCanceledException) when (process.Life.IsOver)
            {
                if (ReferenceEquals(process, Process))
                {
                    Clock.Advance(Outage?.Invoke() ?? TimeSpan.Zero);
                    await StartAsync();
                }
            }
        }
    }

    private async ValueTask BetweenAsync()
    {
        if (Between is { } others && !_isBetween)
        {
            _isBetween = true;
            try
            {
                await others();
            }
            finally
            {
                _isBetween = false;
            }
        }
    }
}
