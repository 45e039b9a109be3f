using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Loading;
using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OrderBridge.Faults.Trials;

/// <summary>Faults at random, one trial after the other, each judged as the stories are.</summary>
/// <remarks>ORDERBRIDGE_TRIALS sets their number (20), ORDERBRIDGE_SEED what happens when.</remarks>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_anything_fails_at_any_time(ITestOutputHelper output)
{
    /// <summary>The judge reads all that happened on a cluster, so that the last of many trials would cost more than the first.</summary>
    private const int TrialsOfACluster = 25;

    /// <summary>The longest a fault lasts when nothing happens meanwhile.</summary>
    private static readonly TimeSpan LastsMost = TimeSpan.FromSeconds(3);

    /// <summary>Growth of the journal after which it is replayed again, so that many trials cost no more than some replays of all of it.</summary>
    private const double Growth = 1.2;

    private long _proven;

    [RequiresServersFact]
    public async Task Nothing_acknowledged_is_lost_nothing_is_doubled_nothing_oversold()
    {
        var (trials, random) = (FaultSettings.Trials, new Random(FaultSettings.Seed));
        output.WriteLine($"{trials} trials, ORDERBRIDGE_SEED={FaultSettings.Seed}");
        for (var first = 1; first <= trials; first += TrialsOfACluster)
        {
            var cluster = new FaultCluster();
            try
            {
                await RunAsync(await cluster.ReadyAsync(), first, Math.Min(trials, first + TrialsOfACluster - 1), random);
            }
            finally
            {
                await cluster.DisposeAsync();
            }
        }
    }

    private async Task RunAsync(FaultCluster cluster, int first, int last, Random random)
    {
        var mischief = new Mischief(cluster, random);
        _proven = 0;
        for (var trial = first; trial <= last; trial++)
        {
            var faults = mischief.Next();
            var name = $"Trial {trial}: {string.Join("; ", faults.Select(f => f.Name))}";
            output.WriteLine(name);
            try
            {
                await RunAsync(cluster, faults, random, isLast: trial == last);
            }
            catch (Exception e)
            {
                throw new XunitException($"{name}. Again with ORDERBRIDGE_SEED={FaultSettings.Seed} ORDERBRIDGE_TRIALS={trial}.\n{e}");
            }
        }
    }

    private async Task RunAsync(FaultCluster cluster, IReadOnlyList<Fault> faults, Random random, bool isLast)
    {
        var load = cluster.Load(random.Next());
        await load.RushAsync(random.Next(20, 100));
        await DuringAsync(faults, () =>
        {
            load.Calm();
            return EnoughAsync(load.Tally, random.Next(1, 20));
        });
        var prove = isLast || cluster.Facts.Position > _proven * Growth;
        _proven = prove ? cluster.Facts.Position : _proven;
        await load.AssertSoundAsync(output, 20, prove: prove);
    }

    /// <summary>One within the other: the last to strike is the first to end.</summary>
    private static Task DuringAsync(IReadOnlyList<Fault> faults, Func<Task> meanwhile) =>
        faults.Reverse().Aggregate(meanwhile, (inner, fault) => () => fault.DuringAsync(inner))();

    /// <summary>Waits until callers have felt the fault, or have got on in spite of it.</summary>
    private static async Task EnoughAsync(Tally tally, int events)
    {
        var (since, target) = (TimeProvider.System.GetTimestamp(), tally.Answered + tally.Failed + events);
        await Eventually.BecomesAsync("callers have felt the fault", () => Task.FromResult(
            tally.Answered + tally.Failed >= target || TimeProvider.System.GetElapsedTime(since) > LastsMost));
    }
}
