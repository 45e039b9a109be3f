namespace OrderBridge.Cli.RunningProcesses;

/// <summary>A program that the demo has started and ends.</summary>
internal interface IRunningProgram : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Completes when it has ended, by whomever.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken);

    /// <summary>Ends it; safe to repeat.</summary>
    Task StopAsync();

    /// <summary>The last lines it wrote.</summary>
    string Tail(int lines);
}
