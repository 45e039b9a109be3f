using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>
/// Callers of all kinds, over both hubs. Each goes on through errors with the ids it began with, so that when the load has ended every question it asked
/// has an answer. Strolls most of the time, so that a story leaves a journal that can be read; rushes when a fault strikes, so that much is under way.
/// </summary>
internal sealed class Load
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Stroll = TimeSpan.FromMilliseconds(60);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _callers = [];
    private volatile bool _isRushing;
    private volatile bool _isOver;

    private Load(FaultCluster cluster, int number, int seed) =>
        (Cluster, Number, Seed, Tally) = (cluster, number, seed, new Tally(cluster.Hubs.Count));

    public FaultCluster Cluster { get; }

    /// <summary>Keeps the ids of different loads apart.</summary>
    public int Number { get; }

    public int Seed { get; }

    public Tally Tally { get; }

    public Notebook Notebook => Cluster.Notebook;

    public bool HasEnded => _callers.TrueForAll(c => c.IsCompleted);

    /// <summary>No new work is begun; what was begun is brought to its end.</summary>
    public bool IsOver => _isOver;

    public static Load Start(FaultCluster cluster, int number, int seed)
    {
        var load = new Load(cluster, number, seed);
        Func<Line, Random, int, Task>[] kinds =
        [
            new StreamBuyer(load).RunAsync, new StreamBuyer(load).RunAsync, new CarefulBuyer(load).RunAsync, new CarefulBuyer(load).RunAsync,
            new Reserver(load).RunAsync, new Reserver(load).RunAsync, new PasserBy(load).RunAsync, new Stockroom(load).RunAsync,
            new Packer(load).RunAsync, new Packer(load).RunAsync,
        ];
        for (var i = 0; i < kinds.Length; i++)
        {
            var (run, caller) = (kinds[i], i);
            load._callers.Add(Task.Run(() => load.LiveAsync(run, caller)));
        }

        return load;
    }

    /// <summary>Lets callers run until so many more answers came, then stroll again: the moment at which to strike.</summary>
    public async Task RushAsync(int answers)
    {
        _isRushing = true;
        await Tally.MoreAsync(answers);
    }

    public void Calm() => _isRushing = false;

    /// <summary>Between two deeds of a caller.</summary>
    public Task PaceAsync() => _isRushing || _isOver ? Task.CompletedTask : Task.Delay(Stroll, _end.Token);

    private async Task LiveAsync(Func<Line, Random, int, Task> run, int caller)
    {
        try
        {
            await run(new Line(Cluster.Hubs, caller, Tally, _end.Token), new Random(Seed ^ caller), caller);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Tally.Surprises.Enqueue(e.ToString());
            throw;
        }
    }

    /// <summary>Waits until every caller has an answer to all it asked.</summary>
    public async Task StopAsync()
    {
        _isOver = true;
        _end.CancelAfter(StopPatience);
        var all = Task.WhenAll(_callers);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(all.IsCompletedSuccessfully, $"A caller never got its answer. Failures: {Tally.Failures}. {all.Exception}");
    }

    /// <summary>Ends it with questions that have no answer.</summary>
    public async Task AbandonAsync()
    {
        _isOver = true;
        await _end.CancelAsync();
        await Task.WhenAll(_callers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
