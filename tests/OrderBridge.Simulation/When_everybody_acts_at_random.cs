using System.Diagnostics;
using Xunit.Abstractions;

namespace OrderBridge.Simulation;

/// <summary>
/// Seeded runs with crashes. ORDERBRIDGE_SIMULATIONS is their number, ORDERBRIDGE_SIMULATION_SEED the first seed: a seed that was printed runs again
/// with the number 1.
/// </summary>
public sealed class When_everybody_acts_at_random(ITestOutputHelper output)
{
    private const int Steps = 150;
    private const int FailuresMax = 10;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;

    [Fact]
    public Task Nothing_is_lost_oversold_doubled_or_stuck() => PlayAllAsync(Setting("ORDERBRIDGE_SIMULATIONS", 200), isDisputed: false);

    [Fact]
    public Task Nothing_is_lost_where_cancellations_refusals_and_rejections_meet() => PlayAllAsync(Setting("ORDERBRIDGE_SIMULATIONS", 60), isDisputed: true);

    private async Task PlayAllAsync(int runs, bool isDisputed)
    {
        var first = Setting("ORDERBRIDGE_SIMULATION_SEED", 1);
        var (crashes, boundaries, failed) = (0, 0, new List<string>());
        var watch = Stopwatch.StartNew();
        for (var seed = first; seed < first + runs && failed.Count < FailuresMax; seed++)
        {
            var run = new RandomRun(seed, isDisputed: isDisputed);
            var findings = await PlayAsync(run);
            crashes += run.Hub.Accidents.Crashes;
            boundaries += run.Hub.Accidents.Boundaries;
            if (findings.Count > 0)
            {
                failed.Add($"seed {seed}: {string.Join(Environment.NewLine + "  ", findings.Take(6))}");
                (runs == 1 ? await run.JournalAsync() : []).ToList().ForEach(output.WriteLine);
            }
        }

        output.WriteLine($"{runs} runs from seed {first}: {boundaries} commits, {crashes} crashes, {watch.Elapsed.TotalSeconds:F1} s");
        Assert.True(failed.Count == 0, string.Join(Environment.NewLine, failed));
        Assert.True(runs < 50 || crashes > runs);
    }

    [Fact]
    public async Task A_seed_gives_the_same_run_again()
    {
        var first = new RandomRun(7);
        var second = new RandomRun(7);

        await first.PlayAsync(Steps);
        await second.PlayAsync(Steps);

        Assert.Equal(await first.JournalAsync(), await second.JournalAsync());
        Assert.Equal(first.Hub.Answers, second.Hub.Answers);
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(RandomRun run)
    {
        try
        {
            return await run.PlayAsync(Steps);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [e.ToString()];
        }
    }
}
