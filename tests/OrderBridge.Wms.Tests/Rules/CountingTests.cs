using OrderBridge.ReferenceWms.Counting;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class CountingTests
{
    [Fact]
    public void Percentile_ThousandLatencies_RightToFivePercent()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1_000; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(i));
        }

        Assert.InRange(histogram.Percentile(0.50), 500 * 0.95, 500 * 1.05);
        Assert.InRange(histogram.Percentile(0.99), 990 * 0.95, 990 * 1.05);
        Assert.Equal(1_000, histogram.MaxMilliseconds);
    }

    [Fact]
    public void Percentile_Nothing_Zero() => Assert.Equal(0, new LatencyHistogram().Percentile(0.99));

    [Fact]
    public void Percentile_ClockOfTheHubAhead_CountsAsZero()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMilliseconds(-5));

        Assert.Equal(0, histogram.Percentile(0.5));
        Assert.Equal(1, histogram.Count);
    }
}
