using OrderBridge.Simulation.Acting;
using OrderBridge.Simulation.Judging;
using Xunit.Abstractions;

namespace OrderBridge.Simulation;

/// <summary>Each story with a crash at its first commit, at its second ... at its last, of every kind: it ends as if nothing had been.</summary>
public sealed class When_the_hub_crashes_at_each_step(ITestOutputHelper output)
{
    public static TheoryData<string> Stories => [.. Story.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task The_story_ends_the_same(string name)
    {
        var story = Story.All.Single(s => s.Name == name);
        var calm = await TellAsync(story, AccidentPlan.Never(), ledgerSurvives: false);
        Assert.Empty(await Judge.FindAsync(calm));
        var expected = await Portrait.OfAsync(calm);
        var (runs, failed) = (0, new List<string>());
        foreach (var accident in (Accident[])[Accident.BeforeTheCommit, Accident.BeforeTheLedgerHears, Accident.BeforeTheAnswer])
        {
            for (var at = 1; at <= calm.Accidents.Boundaries; at++)
            {
                failed.AddRange(await CompareAsync(story, at, accident, ledgerSurvives: false, expected));
                failed.AddRange(await CompareAsync(story, at, accident, ledgerSurvives: true, expected));
                runs += 2;
            }
        }

        output.WriteLine($"{name}: {calm.Accidents.Boundaries} commits, {runs} crashes");
        Assert.True(failed.Count == 0, $"{failed.Count} of {runs}:{Environment.NewLine}{string.Join(Environment.NewLine, failed.Take(5))}");
        Assert.Contains(expected, line => line.Contains("taken", StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> CompareAsync(Story story, int at, Accident accident, bool ledgerSurvives, IReadOnlyList<string> expected)
    {
        var hub = await TellAsync(story, AccidentPlan.Once(at, accident), ledgerSurvives);
        var where = $"commit {at}, {accident}, ledger {(ledgerSurvives ? "survives" : "dies")}";
        var wrong = await Judge.FindAsync(hub);
        var differs = (await Portrait.OfAsync(hub)).Except(expected);
        return hub.Accidents.Crashes == 0
            ? [$"{where}: no crash"]
            : [.. wrong.Concat(differs).Take(3).Select(w => $"{where}: {w}")];
    }

    private static async Task<SimulatedHub> TellAsync(Story story, AccidentPlan plan, bool ledgerSurvives)
    {
        var options = new SimulationOptions { FlowBatch = 3, LedgerSurvives = ledgerSurvives };
        var hub = new SimulatedHub(new Disk(new SimulatedClock(), ledgerSurvives), options, plan);
        await story.TellAsync(hub);
        return hub;
    }
}
