namespace OrderBridge.AdapterSdk.Pumping;

/// <summary>How the pump works.</summary>
public sealed record SpoolPumpOptions
{
    /// <summary>Messages taken out of the spool and not yet acknowledged. Bounds memory and the hub's load. Default: 256.</summary>
    public int InFlightMax { get; init; } = 256;

    /// <summary>Their bytes; a larger message goes alone. A message on its way costs some four times its bytes of memory. Default: 64 MiB.</summary>
    public long InFlightBytesMax { get; init; } = 64L * 1024 * 1024;

    /// <summary>First pause after a message could not be delivered; doubles per attempt. Default: 0.5 s.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause. Default: 10 s, so that a hub that is back is used within that time.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts with an unclear end before the message is set aside. Default: 10.</summary>
    public int UnclearAttemptsMax { get; init; } = 10;

    /// <summary>How long a message that is refused for want of stock is sent again before it becomes a dead letter. 0 makes it one at once. Default: 24 h.</summary>
    public TimeSpan DeferFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>First pause after such a refusal; doubles per attempt. Default: 5 min.</summary>
    public TimeSpan DeferMin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest pause after such a refusal. Default: 1 h.</summary>
    public TimeSpan DeferMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long running deliveries may take to end when the program stops. Default: 10 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often requested replays and deferred messages that are due are looked for. Default: 2 s.</summary>
    public TimeSpan ReplayPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
