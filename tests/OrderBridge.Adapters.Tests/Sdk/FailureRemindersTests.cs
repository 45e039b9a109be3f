using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class FailureRemindersTests
{
    [Fact]
    public void IsDue_OfAFailureThatGoesOn_IsTrueAtOnceAndOnceAMinute()
    {
        var time = new HeldTime();
        var reminders = new FailureReminders(time);
        var told = 0;
        for (var second = 0; second < 180; second++)
        {
            told += reminders.IsDue(new IOException($"No space left on device: file {second}")) ? 1 : 0;
            time.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(3, told);
    }

    [Fact]
    public void IsDue_OfAnotherKind_IsTrueAtOnce()
    {
        var reminders = new FailureReminders(new HeldTime());

        Assert.True(reminders.IsDue(new IOException()));
        Assert.True(reminders.IsDue(new UnauthorizedAccessException()));
        Assert.False(reminders.IsDue(new IOException()));
    }

    private sealed class HeldTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
