namespace OrderBridge.Cli.RunningProcesses;

/// <summary>Starts the programs of one run: their logs go into its folder, and its guardian knows them.</summary>
internal sealed class Launcher(RunDirectory run, Guardian guardian, TimeProvider timeProvider)
{
    /// <inheritdoc cref="ChildProcess.Start"/>
    public ChildProcess Start(ProgramStart start)
    {
        var child = ChildProcess.Start(start, run.Logs, timeProvider);
        guardian.Watch(child.Id);
        return child;
    }

    /// <summary>Runs a program that ends by itself.</summary>
    /// <exception cref="ChildFailedException">It failed; the message has the end of its log.</exception>
    public async Task RunAsync(ProgramStart start)
    {
        await using var child = Start(start);
        await child.WaitForSuccessAsync();
    }

    /// <summary>Runs a program that ends by itself, for what it says.</summary>
    /// <returns>The lines of its log, those of earlier runs among them.</returns>
    /// <exception cref="ChildFailedException">It failed; the message has the end of its log.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(ProgramStart start)
    {
        await using var child = Start(start);
        await child.WaitForSuccessAsync();
        return await File.ReadAllLinesAsync(child.LogFile);
    }
}
