namespace OrderBridge.Simulation;

/// <summary>The judges see what they are there to see.</summary>
public sealed class When_the_store_is_sabotaged
{
    private const int Runs = 12;
    private const int Steps = 120;

    [Fact]
    public async Task A_cursor_that_runs_ahead_is_found() => Assert.NotEmpty(await FindAsync(() => new CursorRunsAhead()));

    [Fact]
    public async Task Forgotten_request_ids_are_found() =>
        Assert.Contains(await FindAsync(() => new MarksAreForgotten()), f => f.Contains("adjustment", StringComparison.Ordinal));

    [Fact]
    public async Task Lost_commits_are_found() =>
        Assert.Contains(await FindAsync(() => new CommitsAreLost()), f => f.Contains("Acknowledged and lost", StringComparison.Ordinal));

    [Fact]
    public async Task Doubled_tasks_are_found() =>
        Assert.Contains(await FindAsync(() => new TasksAreDoubled()), f => f.Contains("dispatched 2 times", StringComparison.Ordinal));

    [Fact]
    public async Task A_cursor_that_starts_over_changes_nothing()
    {
        var findings = await FindAsync(() => new CursorStartsOver());

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(Func<Sabotage> sabotage)
    {
        var findings = new List<string>();
        for (var seed = 1; seed <= Runs; seed++)
        {
            findings.AddRange((await PlayAsync(new RandomRun(seed, sabotage()))).Select(f => $"seed {seed}: {f}"));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(RandomRun run)
    {
        try
        {
            return await run.PlayAsync(Steps);
        }
        catch (InvalidOperationException e)
        {
            return [e.Message];
        }
    }
}
