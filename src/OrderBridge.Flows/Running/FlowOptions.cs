using System.ComponentModel.DataAnnotations;
namespace OrderBridge.Flows.Running;

/// <summary>How flows and timers run.</summary>
public sealed class FlowOptions
{
    /// <summary>Journal records read at once. Range 1 to 10,000. Default 4096: behind a burst, few waits for the slowest of a batch.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 4096;

    /// <summary>Orders followed side by side. Range 1 to 1,000. Default 128: enough to fill the writer's transactions.</summary>
    [Range(1, 1_000)]
    public int Parallel { get; set; } = 128;

    /// <summary>Attempts before an event that fails is kept in quarantine. Range 1 to 100. Default 5. While a server is away none are counted.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; set; } = 5;

    /// <summary>How often timers are looked at. Range 10 ms to 1 min. Default 250 ms; a timer is at most that late when nothing else is.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan TimerInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a hub that does not run the flows asks whether it should. Range 10 ms to 1 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LeaseInterval { get; set; } = TimeSpan.FromSeconds(1);
}
