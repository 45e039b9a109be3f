using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Tests.Kernel;

public sealed class FailureNewsTests
{
    private static readonly Exception Away = new InvalidOperationException("away");
    private readonly SteadyClock _time = new();
    private readonly FailureNews _news;

    public FailureNewsTests() => _news = new FailureNews(_time);

    [Fact]
    public void Failed_SameAgain_IsToldOnceAMinute()
    {
        Assert.True(_news.Failed(Away));
        _time.Advance(FailureNews.ReminderInterval - TimeSpan.FromTicks(1));
        Assert.False(_news.Failed(new InvalidOperationException("away")));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_news.Failed(Away));
        Assert.False(_news.Failed(Away));
    }

    [Fact]
    public void Failed_Otherwise_IsToldAtOnce()
    {
        Assert.True(_news.Failed(Away));
        Assert.True(_news.Failed(new InvalidOperationException("refused")));
        Assert.True(_news.Failed(new ArgumentException("away")));
        Assert.False(_news.Failed(Away));
    }

    [Fact]
    public void Succeeded_AfterAFailure_IsToldOnce_AndTheNextFailureAgain()
    {
        Assert.False(_news.Succeeded());
        Assert.True(_news.Failed(Away));
        Assert.True(_news.Succeeded());
        Assert.False(_news.Succeeded());
        Assert.True(_news.Failed(Away));
    }

    [Fact]
    public void Failed_MoreKindsThanAreRemembered_IsToldEachTime_AndTheRememberedOnesAreNot()
    {
        var failures = Enumerable.Range(0, FailureNews.KindsMax + 1).Select(i => new InvalidOperationException($"{i}")).ToList();

        Assert.All(failures, failure => Assert.True(_news.Failed(failure)));

        Assert.True(_news.Failed(failures[^1]));
        Assert.All(failures[..^1], failure => Assert.False(_news.Failed(failure)));
    }

    /// <summary>Only what measures durations; the time of day may jump.</summary>
    private sealed class SteadyClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
