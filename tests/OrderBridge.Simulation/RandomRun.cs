using OrderBridge.Kernel.Journaling;
using OrderBridge.Simulation.Acting;
using OrderBridge.Simulation.Judging;

namespace OrderBridge.Simulation;

/// <summary>Everybody at once, with crashes. The same seed gives the same run, step by step.</summary>
internal sealed class RandomRun
{
    private readonly Random _random;
    private readonly SimulatedHub _hub;
    private readonly Stockroom _stockroom;
    private readonly Actor[] _actors;

    /// <param name="isDisputed">Orders are split over several works, and cancellations, refusals and rejections meet on them.</param>
    public RandomRun(int seed, Sabotage? sabotage = null, bool isDisputed = false)
    {
        _random = new Random(seed);
        var options = new SimulationOptions { FlowBatch = _random.Next(1, 30), LedgerSurvives = _random.Next(2) == 0, Sabotage = sabotage ?? new Sabotage() };
        var plan = AccidentPlan.NowAndThen(_random, 0.03);
        _hub = new SimulatedHub(new Disk(new SimulatedClock(), options.LedgerSurvives), options, plan);
        _stockroom = new Stockroom(_hub, _random);
        var (buyers, warehouse) = (new Buyers(_hub, _random), new Warehouse(_hub, _random));
        _actors = [buyers, buyers, buyers, warehouse, warehouse, warehouse, new Carrier(_hub, _random), new Carrier(_hub, _random), new ServiceDesk(_hub, _random), _stockroom];
        if (isDisputed)
        {
            _actors = [.. _actors, .. Enumerable.Repeat(new Disputes(_hub, _random), 2 * _actors.Length)];
        }
    }

    public SimulatedHub Hub => _hub;

    /// <summary>Runs, lets everything come to rest, judges; then lets everybody do his part to the end and judges again.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(int steps)
    {
        await _hub.StartAsync();
        await _stockroom.OpenAsync();
        _hub.Outage = () => TimeSpan.FromMinutes(_random.Next(6) == 0 ? _random.Next(300) : _random.Next(2));
        _hub.Between = InterfereAsync;
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
        }

        _hub.Between = null;
        _hub.Accidents.IsOver = true;
        var findings = new List<string>(await RestAsync());
        findings.AddRange(await Judge.FindAsync(_hub));
        if (findings.Count == 0)
        {
            findings.AddRange(await new Ending(_hub).PlayAsync());
            findings.AddRange(await RestAsync());
            findings.AddRange(await Judge.FindAsync(_hub));
        }

        return findings;
    }

    /// <summary>All that the run did, one line per record.</summary>
    public async Task<IReadOnlyList<string>> JournalAsync() =>
        [.. (await _hub.Process.Get<IJournal>().ReadAsync(0, int.MaxValue, default)).Select(r => Judge.Describe(r, _hub))];

    private Task StepAsync() => _random.Next(10) switch
    {
        < 6 => _actors[_random.Next(_actors.Length)].ActAsync(),
        < 8 => _hub.FollowAsync(),
        8 => TimeAsync(),
        _ => _hub.KeepLedgerAsync(),
    };

    private Task<int> TimeAsync()
    {
        _hub.Clock.Advance(_random.Next(20) switch
        {
            < 15 => TimeSpan.FromMinutes(_random.Next(30)),
            < 19 => TimeSpan.FromHours(_random.Next(30)),
            _ => TimeSpan.FromDays(_random.Next(12)),
        });
        return _hub.WatchTimersAsync();
    }

    /// <summary>Now and then somebody is faster than the call under way.</summary>
    private async ValueTask InterfereAsync()
    {
        if (_random.Next(12) == 0)
        {
            await StepAsync();
        }
    }

    /// <summary>Flows, timers, and a ledger that outlived its processes and has its grace behind it.</summary>
    private async Task<IEnumerable<string>> RestAsync()
    {
        var rests = await _hub.SettleAsync();
        await _hub.KeepLedgerAsync();
        _hub.Clock.Advance(TimeSpan.FromMinutes(5));
        await _hub.KeepLedgerAsync();
        rests &= await _hub.SettleAsync();
        await _hub.KeepLedgerAsync();
        return rests ? [] : ["Flows and timers do not come to rest."];
    }
}
