namespace OrderBridge.Cli.Tests;

/// <summary>A clock whose timers take longer than life: a limit that is not the test's subject is not met on a busy machine either.</summary>
/// <param name="factor">Times as long.</param>
internal sealed class SlowTime(int factor) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Longer(dueTime), Longer(period));

    private TimeSpan Longer(TimeSpan time) => time > TimeSpan.Zero ? time * factor : time;
}
